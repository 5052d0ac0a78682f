"""The journal page, and the authority's list of its region. Nothing here changes anything."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.access import requires, viewer
from app.addresses import LARGEST_ID
from app.cohorts import queries as cohorts
from app.cohorts.routes import page_number
from app.identity.models import Role
from app.identity.typed import clean_text
from app.oversight import queries, words
from app.oversight.queries import Wanted
from app.permissions import Permission

bp = Blueprint("oversight", __name__)
region_bp = Blueprint("region", __name__, url_prefix="/region")


@bp.get("/journal")
@requires(Permission.JOURNAL_VIEW)
def journal() -> ResponseReturnValue:
    me, page = viewer(), page_number()
    wanted = asked()
    entries, total = queries.list_entries(wanted, seen_by=me, page=page)
    return render_template(
        "app/oversight/journal.html", entries=entries, total=total, page=page, wanted=wanted,
        verbs=[(verb, words.verb_word(verb)) for verb in queries.list_verbs(seen_by=me)],
        cohorts=[(one.id, one.name) for one in queries.list_choices(seen_by=me)], words=words,
    )  # fmt: skip


def asked() -> Wanted:
    """The filters in the address; what cannot be understood is left out."""
    args = request.args
    cohort_id, day = args.get("cohort", 0, int), args.get("sim_day", None, int)
    chosen = cohort_id if 0 <= cohort_id <= LARGEST_ID else LARGEST_ID
    return Wanted(
        cohort=cohorts.get_cohort(chosen, seen_by=viewer()) if chosen else None,
        verb=args.get("verb", "")[:60],
        person=clean_text(args.get("q", ""))[:40],
        day=args.get("day", None, real_day),
        sim_day=day if day and 1 <= day <= 3650 else None,
    )


def real_day(text: str) -> date:
    """'2026-11-21' -> that day; ValueError for what is no day of this century."""
    day = date.fromisoformat(text)
    if day.year // 100 != 20:
        raise ValueError(text)
    return day


@region_bp.get("")
@requires(Permission.COHORT_OVERSEE)
def index() -> ResponseReturnValue:
    me, page = viewer(), page_number()
    rows, total = queries.list_region(seen_by=me, page=page)
    return render_template(
        "app/oversight/region.html", me=me, cohorts=rows, total=total, page=page, Role=Role,
        counts=cohorts.count_members(rows), tips=queries.tips_of(rows),
    )  # fmt: skip
