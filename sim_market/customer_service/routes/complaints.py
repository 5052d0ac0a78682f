"""Complaints about the store: the list, one with its thread and decision, stating the case."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from sim_market.customer_service.forms import StatementForm
from sim_market.customer_service.operations.complaints import state_case
from sim_market.customer_service.queries.complaints import get_complaint, list_complaints
from sim_market.customer_service.queries.talks import list_messages
from sim_market.customer_service.routes.place import bp, my_store
from sim_market.permissions import Permission
from sim_market.rules.pack import pack


@bp.get("/complaints")
@requires(Permission.SERVICE_MANAGE)
def complaints() -> ResponseReturnValue:
    return render_template(
        "sim_market/service/complaints.html", complaints=list_complaints(my_store())
    )


@bp.route("/complaints/<int:complaint_id>", methods=["GET", "POST"])
@requires(Permission.SERVICE_MANAGE)
def complaint(complaint_id: int) -> ResponseReturnValue:
    found, form = get_complaint(complaint_id, my_store()), StatementForm()
    if form.validate_on_submit() and form.does(
        state_case, found, form.text.data or "", actor=viewer().user
    ):
        flash(_("已说明，平台 2 小时内裁决（沙盒时间）"))
        return redirect(url_for("service.complaint", complaint_id=complaint_id), 303)
    found = get_complaint(complaint_id, my_store())
    return render_template(
        "sim_market/service/complaint.html", complaint=found, form=form,
        messages=list_messages(found.conversation), rules=pack(found.cohort),
    ), form.status  # fmt: skip
