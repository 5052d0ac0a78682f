"""The page 如果没有……: one decision or one question, and the same days without it."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires
from app.errors import NotFound
from sim_market.buyers import queries
from sim_market.buyers.decisions import LONGEST, Decision, History, compare, decisions_in
from sim_market.buyers.past import history_of
from sim_market.buyers.queries.history import notes_of
from sim_market.buyers.queries.mode import together_of
from sim_market.buyers.questions import Question, answer, possible
from sim_market.buyers.regret import (
    change_said,
    lines,
    question_said,
    question_verdict,
    reviews_said,
    verdict,
)
from sim_market.buyers.reviewed import reviewed_without
from sim_market.buyers.routes.place import bp, my_store
from sim_market.permissions import Permission
from sim_market.stores.models import Store

LATEST = 30  # decisions that are listed
CHARTS = ("orders", "margin")
Rows = list[tuple[int, float, float]]


@bp.get("/what-if")
@requires(Permission.TRAFFIC_VIEW)
def what_if() -> ResponseReturnValue:
    store = my_store()
    notes = notes_of(store)
    found = decisions_in(notes)
    chosen, asked = chosen_of(found), question_of()
    history, now = history_of(store, notes), queries.hours_over(store.cohort)
    told = told_of(store, history, chosen, asked, now)
    return render_template(
        "sim_market/buyers/what_if.html",
        decisions=[(each, change_said(each)) for each in found[:LATEST]],
        questions=[(each, question_said(each)) for each in possible(history, now)],
        chosen=chosen,
        asked=asked,
        together=together_of(store.cohort),
        **told,
    )


def told_of(
    store: Store, history: History, chosen: Decision | None, asked: Question | None, now: int
) -> dict[str, Any]:
    """What the page says of a decision or of a question; of neither, nothing."""
    if asked is not None:
        compared = answer(asked, history, now)
        title = question_said(asked)
        meaning = question_verdict(asked, compared) if compared else None
        remark = _("评价两边一样。")
    elif chosen is not None:
        until = min(now, chosen.hour + LONGEST)
        reviewed = reviewed_without(store, chosen, history.stars, until)
        compared = compare(history, chosen, now, reviewed.stars)
        title = _("如果没有：%(said)s", said=change_said(chosen))
        meaning, remark = verdict(chosen, compared), reviews_said(chosen, reviewed)
    else:
        return {"compared": None}
    charts = [(name, named(lines(compared, name))) for name in CHARTS] if compared else []
    return {
        "title": title,
        "compared": compared,
        "verdict": meaning,
        "remark": remark,
        "charts_of": charts,
    }


def named(rows: Rows) -> list[tuple[str, float, float]]:
    return [(_("第 %(n)s 天", n=day), was, other) for day, was, other in rows]


def question_of() -> Question | None:
    """What the address asks; NotFound if it is no question."""
    if "ask" not in request.args:
        return None
    found = next((each for each in Question if each == request.args["ask"]), None)
    if found is None:
        raise NotFound(_("没有这个问题"), next_step=_("从列表里选一个"), link="/traffic/what-if")
    return found


def chosen_of(found: list[Decision]) -> Decision | None:
    """The decision that the address names; NotFound if there is none like it."""
    if "what" not in request.args:
        return None
    key = (request.args.get("listing", 0, int), request.args.get("hour", -1, int))
    for each in found:
        if (each.listing_id, each.hour) == key and each.what == request.args["what"]:
            return each
    raise NotFound(_("没有这个决定"), next_step=_("从列表里选一个"), link="/traffic/what-if")
