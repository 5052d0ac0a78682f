"""The board of a class: who is where. Other packages add columns (`Module.board`)."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import requires, viewer
from app.cohorts import queries
from app.identity.models import Role
from app.permissions import Permission

bp = Blueprint("board", __name__)


@bp.get("/class", defaults={"cohort_id": None})
@bp.get("/cohorts/<int:cohort_id>/people")
@requires(Permission.COHORT_VIEW)
def people(cohort_id: int | None) -> ResponseReturnValue:
    """The trainees of a class, or of one's own."""
    me = viewer()
    if cohort_id is None and me.cohort_id is None:
        return redirect(url_for("cohorts.index"), 303)
    cohort = queries.get_cohort(cohort_id, seen_by=me)
    columns = [(one.label, one.read(cohort)) for one in current_app.extensions["board"]]
    return render_template(
        "app/cohorts/people.html", me=me, cohort=cohort, columns=columns,
        people=queries.list_people(cohort, [Role.TRAINEE]),
    )  # fmt: skip
