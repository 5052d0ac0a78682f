"""What the home page of a trainee says about the assessment."""

from collections.abc import Sequence

from flask import g, url_for
from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Step, Todo
from grading.submissions import queries
from grading.submissions.models import Submission, SubmissionState
from sim_market.stores.home import own_store


def hand_in_todo(viewer: Viewer) -> Todo | None:
    """A class nears its end and nothing is handed in; or the result is there to be read."""
    if not viewer.cohort or not viewer.cohort.is_open:
        return None
    last, store = _last(viewer), own_store(viewer)
    if last is None and store and store.is_open and viewer.cohort.day >= 5:
        return Todo(
            icon="send-check",
            title=_("提交实践成果"),
            detail=_("还没有提交；先自查，缺什么都有链接"),
            count=1,
            url=url_for("submissions.index"),
            tone="warn",
        )
    if last and last.is_released and not last.passed:
        return Todo(
            icon="arrow-counterclockwise",
            title=_("改进后再交一次"),
            detail=_("第 %(n)s 次没有通过，先找授课讲师辅导", n=last.attempt),
            count=1,
            url=url_for("submissions.index"),
            tone="risk",
        )
    return None


def hand_in_steps(viewer: Viewer) -> Sequence[Step]:
    """The last steps of the practice: hand in, then read the result."""
    if not viewer.cohort:
        return []
    last = _last(viewer)
    return [
        Step(
            title=_("提交实践成果"),
            done=last is not None,
            detail=_("回执 %(receipt)s", receipt=last.receipt) if last else _("自查后提交"),
            url=url_for("submissions.index"),
            order=80,
        ),
        Step(
            title=_("成绩公布"),
            done=bool(last and last.is_released),
            detail=str(last.state.word) if last else _("评完由讲师公布"),
            url=url_for("submissions.index"),
            order=90,
        ),
    ]


def _last(viewer: Viewer) -> Submission | None:
    own = own_of(viewer)
    live = [one for one in own if one.state != SubmissionState.SUPERSEDED]
    return live[0] if live else None


def own_of(viewer: Viewer) -> Sequence[Submission]:
    """The viewer's hand-ins, asked for once per page."""
    if "own_submissions" not in g:
        g.own_submissions = queries.list_own(viewer.cohort_id or 0, viewer.user.id)
    found: Sequence[Submission] = g.own_submissions
    return found


def classes_of(viewer: Viewer) -> list[queries.ClassCount]:
    """The classes that the viewer looks after, asked for once per page."""
    if "classes" not in g:
        g.classes = queries.list_classes(viewer)
    found: list[queries.ClassCount] = g.classes
    return found
