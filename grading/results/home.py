"""What home pages say about results."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from app.identity.viewer import Viewer
from app.module import Figure, Todo
from grading.evidence.measure import in_points
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
