"""What the home page of an institution says about draws."""

from flask import url_for
from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Todo
from grading.submissions.home import classes_of
from grading.submissions.models import SubmissionState

WAITING = (SubmissionState.HANDED_IN, SubmissionState.DISPUTED, SubmissionState.LISTED)


def draw_todo(viewer: Viewer) -> Todo | None:
    """Works that wait for lecturers to be drawn."""
    counted = [(one, one.count(*WAITING)) for one in classes_of(viewer)]
    waiting = [(one, count) for one, count in counted if count]
    if not waiting:
        return None
    first = waiting[0][0].cohort
    return Todo(
        icon="dice-5",
        title=_("抽签安排评委"),
        detail=_("%(name)s 等 %(n)s 个班", name=first.name, n=len(waiting))
        if len(waiting) > 1
        else first.name,
        count=sum(count for _one, count in waiting),
        url=url_for("draw.plan", cohort_id=first.id),
        tone="warn",
    )
