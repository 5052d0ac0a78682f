"""What home pages say about results."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Figure, Step, Todo
from grading.evidence.measure import in_points
from grading.permissions import Permission
from grading.results import queries
from grading.submissions.home import classes_of
from grading.submissions.models import SubmissionState


def release_todo(viewer: Viewer) -> Todo | None:
    """Classes in which everything drawn has been scored."""
    ready = [
        one
        for one in classes_of(viewer)
        if one.count(SubmissionState.SCORED) and not one.count(*queries.UNFINISHED)
    ]
    if not ready:
        return None
    return Todo(
        icon="megaphone",
        title=_("公布成绩"),
        detail=_("%(name)s 已经全部评完", name=ready[0].cohort.name),
        count=sum(one.count(SubmissionState.SCORED) for one in ready),
        url=url_for("results.of_class", cohort_id=ready[0].cohort.id),
        tone="warn",
    )


def staff_figures(viewer: Viewer) -> Sequence[Figure]:
    classes = classes_of(viewer)
    trainees = sum(one.trainees for one in classes)
    handed_in = sum(one.handed_in for one in classes)
    released = sum(one.count(SubmissionState.RELEASED) for one in classes)
    return [
        Figure(_("已提交"), str(handed_in), _("份"), _("共 %(n)s 名学员", n=trainees)),
        Figure(_("已公布"), str(released), _("份"), _("公布后学员才看得到分数")),
    ]


def own_figures(viewer: Viewer) -> Sequence[Figure]:
    own = queries.list_own_results(viewer.cohort_id or 0, viewer.user.id)
    if not own:
        return []
    return [
        Figure(
            _("实践成果"),
            in_points(own[0].final_tenths),
            _("分"),
            _("通过") if own[0].passed else _("未通过，60 分及格"),
        )
    ]


def class_steps(viewer: Viewer) -> Sequence[Step]:
    """How far the assessment of the newest class that has handed in is: four steps."""
    begun = [one for one in classes_of(viewer) if one.handed_in]
    if not begun:
        return []
    one = begun[0]
    page = url_for("results.of_class", cohort_id=one.cohort.id)
    draws = viewer.can(Permission.DRAW_VIEW)
    undrawn = one.count(SubmissionState.HANDED_IN, SubmissionState.LISTED)
    return [
        Step(
            title=_("学员提交实践成果"),
            done=one.handed_in >= one.trainees,
            detail=_("%(n)s / %(m)s 人", n=one.handed_in, m=one.trainees),
            url=page,
        ),
        Step(
            title=_("抽签产生评委"),
            done=not undrawn,
            detail=_("%(n)s 份待抽", n=undrawn) if undrawn else "",
            url=url_for("draw.plan", cohort_id=one.cohort.id) if draws else page,
        ),
        Step(
            title=_("评委评完封存"),
            done=not undrawn and not one.scoring,
            detail=_("%(n)s 份评分中", n=one.scoring) if one.scoring else "",
            url=page,
        ),
        Step(
            title=_("公布成绩"),
            done=one.released == one.handed_in,
            detail=one.cohort.name,
            url=page,
        ),
    ]
