"""Uploading a roster, looking at every row, importing it."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import sheets
from app.access import requires, viewer
from app.cohorts import queries as cohorts
from app.identity.typed import clean_text
from app.permissions import Permission
from app.roster import operations, queries, template
from app.roster.forms import UploadForm
from app.roster.models import RosterState

bp = Blueprint("roster", __name__, url_prefix="/cohorts/<int:cohort_id>/roster")
LINES_SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.route("", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def upload(cohort_id: int) -> ResponseReturnValue:
    me, form = viewer(), UploadForm()
    cohort = cohorts.get_cohort(cohort_id, seen_by=me)
    if form.validate_on_submit() and form.does(
        operations.read_roster, cohort, form.file.data.stream.read(sheets.MOST_BYTES + 1),
        clean_text(form.file.data.filename or ""), actor=me.user,
    ):  # fmt: skip
        return redirect(
            url_for("roster.preview", cohort_id=cohort_id, roster_id=form.result.id), 303
        )
    cohort = cohorts.get_cohort(cohort_id, seen_by=me)
    page = render_template(
        "app/roster/upload.html", cohort=cohort, form=form, there=cohorts.count_trainees(cohort)
    )
    return page, form.status


@bp.get("/template.xlsx")
@requires(Permission.COHORT_MANAGE)
def blank(cohort_id: int) -> ResponseReturnValue:
    cohort = cohorts.get_cohort(cohort_id, seen_by=viewer())
    return send_file(
        BytesIO(template.workbook()), XLSX, as_attachment=True,
        download_name=_("学员名单模板 %(name)s.xlsx", name=cohort.name),
    )  # fmt: skip


@bp.get("/<int:roster_id>")
@requires(Permission.COHORT_MANAGE)
def preview(cohort_id: int, roster_id: int) -> ResponseReturnValue:
    me = viewer()
    cohort = cohorts.get_cohort(cohort_id, seen_by=me)
    roster = queries.get_roster(roster_id, cohort, seen_by=me)
    if roster.state == RosterState.IMPORTED:
        return redirect(url_for("board.people", cohort_id=cohort_id), 303)
    return render_template(
        "app/roster/preview.html", cohort=cohort, roster=roster,
        preview=queries.preview(roster, cohort), most=LINES_SHOWN,
    )  # fmt: skip


@bp.post("/<int:roster_id>/import")
@requires(Permission.COHORT_MANAGE)
def confirm(cohort_id: int, roster_id: int) -> ResponseReturnValue:
    me = viewer()
    cohort = cohorts.get_cohort(cohort_id, seen_by=me)
    roster = queries.get_roster(roster_id, cohort, seen_by=me)
    joined = operations.import_roster(roster, actor=me.user, grantor=me.membership)
    flash(_("%(n)s 位学员已加入%(name)s", n=len(joined), name=cohort.name), "ok")
    return redirect(url_for("identity.slips"), 303)
