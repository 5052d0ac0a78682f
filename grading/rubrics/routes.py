from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.access import requires, viewer
from grading.permissions import Permission
from grading.rubrics import queries

bp = Blueprint("rubrics", __name__, url_prefix="/standard")


@bp.get("")
@requires(Permission.STANDARD_VIEW)
def show() -> ResponseReturnValue:
    """The standard by which one's own class is scored."""
    standard = queries.standard_of(viewer().cohort_id)
    return render_template("grading/rubrics/show.html", standard=standard)


@bp.get("/<sha256>")
@requires(Permission.STANDARD_VIEW)
def version(sha256: str) -> ResponseReturnValue:
    """Exactly the version that a score was given under."""
    standard = queries.get_rubric(sha256).standard
    return render_template("grading/rubrics/show.html", standard=standard)
