"""A merchant's after-sales: the list, one request, and its answer."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.forms import Form
from app.money import yuan
from sim_market.after_sales import operations, queries
from sim_market.after_sales.forms import CaseForm, DecideForm, InspectForm, RejectForm
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
        if refund.is_return:
            flash(_("已同意退货，等买家把货寄回来"))
        else:
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


@bp.post("/<int:refund_id>/accept")
@requires(Permission.AFTER_SALE_MANAGE)
def accept(refund_id: int) -> ResponseReturnValue:
    """The goods came back and are as they should be."""
    refund, form = queries.get_refund(refund_id, seen_by=viewer()), InspectForm()
    if form.validate_on_submit() and form.does(
        operations.accept_goods,
        refund,
        form.quantity.data or 0,
        sellable=form.sellable.data == "y",
        actor=viewer().user,
    ):
        flash(_("已验收，%(fen)s 已退给买家（模拟）", fen=yuan(refund.total_fen)))
        return redirect(url_for("after_sales.detail", refund_id=refund.id), 303)
    return page_of(queries.get_refund(refund_id, seen_by=viewer()), form)


@bp.post("/<int:refund_id>/dispute")
@requires(Permission.AFTER_SALE_MANAGE)
def dispute(refund_id: int) -> ResponseReturnValue:
    """What came back is not as it should be; or what the merchant says in a dispute."""
    refund, form = queries.get_refund(refund_id, seen_by=viewer()), CaseForm()
    deed = operations.state_case if refund.is_disputed else operations.dispute_goods
    if form.validate_on_submit() and form.does(
        deed, refund, form.case.data or "", actor=viewer().user
    ):
        flash(_("已提交，平台会看双方的说明再裁决"))
        return redirect(url_for("after_sales.detail", refund_id=refund.id), 303)
    return page_of(queries.get_refund(refund_id, seen_by=viewer()), form)


@bp.get("/disputes")
@requires(Permission.AFTER_SALE_JUDGE)
def disputes() -> ResponseReturnValue:
    """What the teacher decides, as the platform."""
    cohort_id = viewer().cohort_id or 0
    return render_template(
        "sim_market/after_sales/disputes.html",
        refunds=queries.list_disputes(cohort_id),
        decided=queries.list_decided(cohort_id),
    )


@bp.route("/disputes/<int:refund_id>", methods=["GET", "POST"])
@requires(Permission.AFTER_SALE_JUDGE)
def judge(refund_id: int) -> ResponseReturnValue:
    refund, form = queries.get_dispute(refund_id, seen_by=viewer()), DecideForm()
    if form.validate_on_submit() and form.does(
        operations.decide,
        refund,
        buyer_is_right=form.right.data == "buyer",
        why=form.decision.data or "",
        actor=viewer().user,
    ):
        flash(_("已裁决，双方都会看到理由"))
        return redirect(url_for("after_sales.disputes"), 303)
    refund = queries.get_dispute(refund_id, seen_by=viewer())
    return render_template(
        "sim_market/after_sales/judge.html",
        refund=refund,
        order=refund.line.order,
        form=form,
        needs_goods=operations.needs_goods(refund),
        now=refund.cohort.sim_at,
    ), form.status


def page_of(refund: Refund, form: Form) -> ResponseReturnValue:
    blank = {"quantity": refund.quantity}
    inspect = form if isinstance(form, InspectForm) else InspectForm(formdata=None, data=blank)
    case = {"case": refund.case}
    return render_template(
        "sim_market/after_sales/detail.html",
        refund=refund,
        order=refund.line.order,
        form=form if isinstance(form, RejectForm) else RejectForm(formdata=None),
        inspect=inspect,
        case=form if isinstance(form, CaseForm) else CaseForm(formdata=None, data=case),
        refused=form.refusal,
        now=refund.cohort.sim_at,
    ), form.status
