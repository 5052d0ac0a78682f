"""A merchant's after-sales: the list, one request, and its answer."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.forms import Form
from app.money import yuan
from sim_market.after_sales import operations, queries
from sim_market.after_sales.forms import RejectForm
from sim_market.after_sales.models import Refund, RefundState
from sim_market.permissions import Permission
from sim_market.stores.queries import find_store_of

bp = Blueprint("after_sales", __name__, url_prefix="/after-sales")


@bp.get("")
@requires(Permission.AFTER_SALE_MANAGE)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("sim_market/after_sales/index.html", store=None)
    named = request.args.get("state", "")
    state = RefundState[named.upper()] if named in set(RefundState) else None
    page = max(1, min(100_000, request.args.get("page", 1, type=int)))
    refunds, total = queries.list_refunds(store, state, page)
    return render_template(
        "sim_market/after_sales/index.html", store=store, refunds=refunds, total=total, page=page,
        state=state, counts=queries.count_refunds(store), states=RefundState,
        per_page=queries.PER_PAGE,
    )  # fmt: skip


@bp.get("/<int:refund_id>")
@requires(Permission.AFTER_SALE_MANAGE)
def detail(refund_id: int) -> ResponseReturnValue:
    return page_of(queries.get_refund(refund_id, seen_by=viewer()), RejectForm())


@bp.post("/<int:refund_id>/agree")
@requires(Permission.AFTER_SALE_MANAGE)
def agree(refund_id: int) -> ResponseReturnValue:
    refund, form = queries.get_refund(refund_id, seen_by=viewer()), RejectForm()
    if form.does(operations.agree_refund, refund, actor=viewer().user):
        flash(_("已同意，%(fen)s 已退给买家（模拟）", fen=yuan(refund.total_fen)))
        return redirect(url_for("after_sales.detail", refund_id=refund.id), 303)
    return page_of(queries.get_refund(refund_id, seen_by=viewer()), form)


@bp.post("/<int:refund_id>/reject")
@requires(Permission.AFTER_SALE_MANAGE)
def reject(refund_id: int) -> ResponseReturnValue:
    refund, form = queries.get_refund(refund_id, seen_by=viewer()), RejectForm()
    if form.validate_on_submit() and form.does(
        operations.reject_refund, refund, form.answer.data or "", actor=viewer().user
    ):
        flash(_("已拒绝，理由会给买家看"))
        return redirect(url_for("after_sales.detail", refund_id=refund.id), 303)
    return page_of(queries.get_refund(refund_id, seen_by=viewer()), form)


def page_of(refund: Refund, form: Form) -> ResponseReturnValue:
    return render_template(
        "sim_market/after_sales/detail.html", refund=refund, order=refund.line.order, form=form,
        now=refund.cohort.sim_at,
    ), form.status  # fmt: skip
