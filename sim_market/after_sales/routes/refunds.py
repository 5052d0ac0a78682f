"""A merchant's after-sales: the list, one request, and its answer."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.forms import Form
from app.money import parse_yuan, yuan
from sim_market.after_sales import operations, queries
from sim_market.after_sales.forms import (
    CaseForm,
    DecideForm,
    DeductForm,
    InspectForm,
    OfferForm,
    RejectForm,
    SayForm,
    WithPictures,
    apart,
)
from sim_market.after_sales.models import Inspection, Refund, RefundState, Side
from sim_market.permissions import Permission
from sim_market.rules.pack import pack
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
    def deed(refund: Refund) -> None:
        operations.agree_refund(refund, actor=viewer().user)

    def said(refund: Refund) -> str:
        if not refund.is_return:
            return _("已同意，%(fen)s 已退给买家（模拟）", fen=yuan(refund.total_fen))
        if refund.is_exchange:
            return _("已同意换货，新规格已留好，等买家把旧货寄回来")
        if refund.new_sku_id:
            return _("新规格没有货了，按规则 A-12 改为退货退款，等买家把货寄回来")
        return _("已同意退货，等买家把货寄回来")

    return done(refund_id, RejectForm(), deed, said, check=False)


@bp.post("/<int:refund_id>/reject")
@requires(Permission.AFTER_SALE_MANAGE)
def reject(refund_id: int) -> ResponseReturnValue:
    form = RejectForm()

    def deed(refund: Refund) -> None:
        operations.reject_refund(refund, form.answer.data or "", actor=viewer().user)

    return done(refund_id, form, deed, lambda _refund: _("已拒绝，理由会给买家看"))


@bp.post("/<int:refund_id>/offer")
@requires(Permission.AFTER_SALE_MANAGE)
def offer(refund_id: int) -> ResponseReturnValue:
    """Another solution, or less money."""
    form = OfferForm()

    def deed(refund: Refund) -> None:
        fen, words = parse_yuan(form.amount.data or ""), form.words.data or ""
        operations.make_offer(refund, form.what, fen, words, kept(form), actor=viewer().user)

    return done(refund_id, form, deed, lambda _refund: _("方案已发给买家，等他回应"))


@bp.post("/<int:refund_id>/say")
@requires(Permission.AFTER_SALE_MANAGE)
def say(refund_id: int) -> ResponseReturnValue:
    form = SayForm()

    def deed(refund: Refund) -> None:
        said, actor = form.said.data or "", viewer().user
        operations.say(refund, Side.SELLER, said, kept(form), actor=actor)

    return done(refund_id, form, deed, lambda _refund: _("已补充，买家和平台都能看到"))


@bp.post("/<int:refund_id>/accept")
@requires(Permission.AFTER_SALE_MANAGE)
def accept(refund_id: int) -> ResponseReturnValue:
    """The goods came back and are as they should be."""
    form = InspectForm()

    def deed(refund: Refund) -> None:
        sellable = form.sellable.data == "y"
        units = form.quantity.data or 0
        operations.accept_goods(refund, units, sellable=sellable, actor=viewer().user)

    def said(refund: Refund) -> str:
        if refund.can_pay:
            return _("已验收，等买家补差价 %(fen)s", fen=yuan(refund.difference_fen))
        if refund.replacement:
            return _("已验收，新货的订单是 %(n)s，请发货", n=refund.replacement.number)
        return _("已验收，%(fen)s 已退给买家（模拟）", fen=yuan(refund.total_fen))

    return done(refund_id, form, deed, said)


@bp.post("/<int:refund_id>/deduct")
@requires(Permission.AFTER_SALE_MANAGE)
def deduct(refund_id: int) -> ResponseReturnValue:
    """The goods came back and are not as they were: less money, if the buyer agrees."""
    form = DeductForm()

    def deed(refund: Refund) -> None:
        operations.deduct(
            refund,
            form.quantity.data or 0,
            parse_yuan(form.amount.data or ""),
            form.why.data or "",
            kept(form),
            sellable=form.sellable.data == "y",
            found=Inspection[str(form.found.data).upper()],
            actor=viewer().user,
        )

    return done(refund_id, form, deed, lambda _refund: _("扣款的提议已发给买家，48 小时内等他回应"))


@bp.post("/<int:refund_id>/dispute")
@requires(Permission.AFTER_SALE_MANAGE)
def dispute(refund_id: int) -> ResponseReturnValue:
    """What came back is not as it should be; or what the merchant says in a dispute."""
    form = CaseForm()

    def deed(refund: Refund) -> None:
        words, pictures, actor = form.case.data or "", kept(form), viewer().user
        if refund.is_disputed:
            operations.state_case(refund, words, pictures, actor=actor)
            return
        found = Inspection[str(form.found.data).upper()]
        operations.dispute_goods(refund, words, pictures, found=found, actor=actor)

    return done(refund_id, form, deed, lambda _refund: _("已提交，平台会看双方的说明再裁决"))


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
    rules = pack(refund.cohort)
    form.name_rules([(rule.value, rules.rule(rule).title) for rule in operations.CITED])
    if form.validate_on_submit() and form.does(ruled, form, refund):
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


def ruled(form: DecideForm, refund: Refund) -> None:
    operations.decide(
        refund,
        buyer_is_right=form.right.data != "seller",
        why=form.decision.data or "",
        amount_fen=form.part_fen,
        rules=form.rules.data or [],
        fee_on_seller=form.fee_on_seller,
        actor=viewer().user,
    )


def done(
    refund_id: int,
    form: Form,
    deed: Callable[[Refund], None],
    said: Callable[[Refund], str],
    *,
    check: bool = True,
) -> ResponseReturnValue:
    """Do what a form asks about a request to the store, and show it; or say why not."""
    refund = queries.get_refund(refund_id, seen_by=viewer())
    if (not check or form.validate_on_submit()) and form.does(deed, refund):
        flash(said(refund))
        return redirect(url_for("after_sales.detail", refund_id=refund.id), 303)
    return page_of(queries.get_refund(refund_id, seen_by=viewer()), form)


def kept(form: WithPictures) -> list[str]:
    who = viewer()
    return form.keep(cohort_id=who.cohort_id or 0, owner_id=who.user.id)


def page_of(refund: Refund, form: Form) -> ResponseReturnValue:
    def own(shape: type[Form], **data: Any) -> Form:
        return apart(form if type(form) is shape else shape(formdata=None, data=data))

    status, refused = form.status, form.refusal
    form.refusal = None  # said once, at the top of the page
    costs = sorted({refund.line.unit_costs[unit] for unit in refund.units})
    return render_template(
        "sim_market/after_sales/detail.html",
        refund=refund,
        order=refund.line.order,
        form=own(RejectForm),
        inspect=own(InspectForm, quantity=refund.quantity),
        deduction=own(DeductForm, quantity=refund.quantity, sellable="n"),
        case=own(CaseForm, case=refund.case),
        offer=own(OfferForm, kind=refund.kind.value),
        saying=own(SayForm),
        unit_costs="、".join(yuan(fen) for fen in costs),
        refused=refused,
        tried=form if refused else None,
        now=refund.cohort.sim_at,
    ), status
