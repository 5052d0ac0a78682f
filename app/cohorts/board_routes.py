"""The board of a class: who is where. Other packages add columns (`Module.board`)."""

from collections.abc import Sequence

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import requires, viewer
from app.cohorts import queries
from app.cohorts.models import Cohort
from app.cohorts.queries import Person
from app.identity.models import Role
from app.module import BoardColumn, Cell
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
    columns: Sequence[BoardColumn] = current_app.extensions["board"]
    rows = lines_of(queries.list_people(cohort, [Role.TRAINEE]), columns, cohort)
    return render_template(
        "app/cohorts/people.html", me=me, cohort=cohort, rows=rows,
        labels=[str(column.label) for column in columns],
        people=[person for person, _cells in rows],
        stuck=[person.user.name for person, cells in rows if stuck_in(cells)],
    )  # fmt: skip


def lines_of(
    people: Sequence[Person], columns: Sequence[BoardColumn], cohort: Cohort
) -> list[tuple[Person, list[Cell]]]:
    """Every trainee with a cell for each column, who is stuck in most of them first."""
    read = [(column.read(cohort), column.missing) for column in columns]
    rows = [
        (person, [cells.get(person.user.id, missing) for cells, missing in read])
        for person in people
    ]
    return sorted(rows, key=lambda row: -stuck_in(row[1]))


def stuck_in(cells: Sequence[Cell]) -> int:
    """How many things hold a trainee up; what costs money counts double."""
    return sum(1 + (cell.tone == "risk") for cell in cells if cell.is_stuck)
