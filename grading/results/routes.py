from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.identity.models import Role
from grading.evidence.measure import in_points
from grading.evidence.serve import picture
from grading.permissions import Permission
from grading.results import export, operations, queries
from grading.results.forms import ReopenForm
from grading.results.show import points
from grading.scoring import operations as scoring
from grading.submissions.models import SubmissionState
from grading.submissions.queries import CLASS_ROLES, get_class, list_classes

bp = Blueprint("results", __name__, url_prefix="/results")


@bp.get("")
@requires(Permission.RESULT_VIEW)
def classes() -> ResponseReturnValue:
    """The classes that one looks after; of one's own class there is just one."""
    me = viewer()
    if me.role in CLASS_ROLES and me.cohort_id:
        return redirect(url_for(".of_class", cohort_id=me.cohort_id))
    return render_template("grading/results/classes.html", classes=list_classes(me))


@bp.get("/classes/<int:cohort_id>")
@requires(Permission.RESULT_VIEW)
def of_class(cohort_id: int) -> ResponseReturnValue:
    cohort = get_class(cohort_id, seen_by=viewer())
    rows, me = queries.class_table(cohort), viewer()
    states = [row.submission.state for row in rows if row.submission]
    return render_template(
        "grading/results/of_class.html",
        cohort=cohort,
        rows=rows,
        to_release=states.count(SubmissionState.SCORED),
        waiting=sum(state in queries.UNFINISHED for state in states),
        may_release=me.can(Permission.RESULT_RELEASE),
        sees_draw=me.can(Permission.DRAW_VIEW),
        sheets=queries.list_progress(cohort.id) if me.can(Permission.DRAW_RUN) else [],
    )


@bp.post("/classes/<int:cohort_id>/release")
@requires(Permission.RESULT_RELEASE)
def release(cohort_id: int) -> ResponseReturnValue:
    cohort = get_class(cohort_id, seen_by=viewer())
    released = operations.release_class(cohort, actor=viewer().user)
    flash(_("已公布 %(n)s 份成绩，学员现在能看到", n=len(released)), "ok")
    return redirect(url_for(".of_class", cohort_id=cohort.id), 303)


@bp.get("/classes/<int:cohort_id>/scores.csv")
@requires(Permission.RESULT_VIEW)
def download(cohort_id: int) -> ResponseReturnValue:
    cohort = get_class(cohort_id, seen_by=viewer())
    headers = [_("账号"), _("姓名"), _("状态"), _("第几次"), _("回执号"), _("总分"), _("结果")]
    body = export.table(headers, [line_of(row) for row in queries.class_table(cohort)])
    name = quote(f"{cohort.name}-{_('成绩')}.csv")
    return Response(
        body,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


@bp.get("/<int:submission_id>")
@requires(Permission.RESULT_OWN)
def show(submission_id: int) -> ResponseReturnValue:
    """A released result: one's own, or of a class that one looks after."""
    released = queries.get_released(submission_id, seen_by=viewer())
    return render_template(
        "grading/results/show.html", released=released, own=viewer().role == Role.TRAINEE
    )


@bp.get("/<int:submission_id>/print")
@requires(Permission.RESULT_OWN)
def slip(submission_id: int) -> ResponseReturnValue:
    """The score slip on paper."""
    released = queries.get_released(submission_id, seen_by=viewer())
    return render_template("grading/results/slip.html", released=released)


@bp.get("/<int:submission_id>/pictures/<sha256>")
@requires(Permission.RESULT_OWN)
def evidence_picture(submission_id: int, sha256: str) -> ResponseReturnValue:
    return picture(queries.get_released(submission_id, seen_by=viewer()).document, sha256)


@bp.get("/sheets/<int:sheet_id>/reopen")
@requires(Permission.DRAW_RUN)
def ask_reopen(sheet_id: int) -> ResponseReturnValue:
    sheet = queries.get_class_sheet(sheet_id, seen_by=viewer())
    return render_template(
        "grading/results/reopen.html", sheet=sheet, form=ReopenForm(formdata=None)
    )


@bp.post("/sheets/<int:sheet_id>/reopen")
@requires(Permission.DRAW_RUN)
def reopen(sheet_id: int) -> ResponseReturnValue:
    """Open a sealed sheet once more, or take an open one back from its lecturer."""
    sheet = queries.get_class_sheet(sheet_id, seen_by=viewer())
    form, cohort_id = ReopenForm(), sheet.cohort_id
    deed = scoring.reopen if sheet.is_sealed else scoring.give_back
    if form.validate_on_submit() and form.does(deed, sheet, form.reason.data, actor=viewer().user):
        flash(_("已办好，原因已留底"), "ok")
        return redirect(url_for(".of_class", cohort_id=cohort_id), 303)
    sheet = queries.get_class_sheet(sheet_id, seen_by=viewer())
    return render_template("grading/results/reopen.html", sheet=sheet, form=form), form.status


def line_of(row: queries.Row) -> list[str | int | None]:
    submission, result = row.submission, row.result
    return [
        row.trainee.username,
        row.trainee.name,
        str(submission.state.word) if submission else _("未提交"),
        submission.attempt if submission else None,
        submission.receipt if submission else None,
        in_points(result.final_tenths) if result else None,
        (_("通过") if result.passed else _("未通过")) if result else None,
    ]


bp.add_app_template_filter(in_points, "points")
bp.add_app_template_filter(points, "fine_points")
