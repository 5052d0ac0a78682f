"""What a buyer asks of a store after the goods: money back or other goods, and what follows."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.forms import Form
from app.money import yuan
from sim_market.after_sales import forms, operations
from sim_market.after_sales.models import AfterSaleKind, Refund, Side
from sim_market.mall import queries
from sim_market.mall.routes.hall import bp, here, maybe_me
from sim_market.orders.models import Order, OrderLine
from sim_market.permissions import Permission
from sim_market.rules.pack import pack


@bp.route("/orders/<number>/lines/<int:line_id>/refund", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def refund(number: str, line_id: int) -> ResponseReturnValue:
    """Ask for money back, or for another variant instead."""
    found = queries.get_my_order(number[:20], maybe_me())
    line = queries.get_my_line(found, line_id)
    form = forms.RefundForm(data={"quantity": line.refundable_quantity or 1})
    form.offer_skus(queries.list_instead(line) if found.has_left else [])
    if form.validate_on_submit() and form.does(ask_back, form, found, line_id):
        flash(_("申请已提交，商家 48 小时内答复（沙盒时间）"))
        return redirect(url_for("mall.after_sale", number=form.result.number), 303)
    found = queries.get_my_order(number[:20], maybe_me())
    return render_template(
        "sim_market/mall/refund.html",
        form=form,
        order=found,
        line=queries.get_my_line(found, line_id),
        sums=queries.sums_of(queries.get_my_line(found, line_id)),
        too_late=operations.why_not_ask(found),
        rules=pack(here()),
    ), form.status


@bp.post("/refunds/<number>/withdraw")
@requires(Permission.MALL_BUY)
def withdraw(number: str) -> ResponseReturnValue:
    asked = queries.get_my_refund(number[:24], maybe_me())
    operations.withdraw_refund(asked, actor=viewer().user)
    flash(_("申请已撤回"))
    return redirect(url_for("mall.order", number=asked.line.order.number), 303)


@bp.get("/refunds/<number>")
@requires(Permission.MALL_BUY)
def after_sale(number: str) -> ResponseReturnValue:
    """One request of mine: how far it is, and what I can do."""
    return shown(queries.get_my_refund(number[:24], maybe_me()))


@bp.post("/refunds/<number>/parcel")
@requires(Permission.MALL_BUY)
def send_back(number: str) -> ResponseReturnValue:
    form = forms.SendBackForm()

    def deed(asked: Refund) -> None:
        carrier, parcel = form.carrier.data or "", form.tracking_number.data or ""
        operations.send_goods_back(asked, carrier, parcel, actor=viewer().user)

    return done(number, form, deed, _("已记下寄回的单号，商家收到后 10 天内确认"))


@bp.post("/refunds/<number>/escalate")
@requires(Permission.MALL_BUY)
def escalate(number: str) -> ResponseReturnValue:
    form = forms.EscalateForm()

    def deed(asked: Refund) -> None:
        operations.escalate(asked, form.complaint.data or "", kept(form), actor=viewer().user)

    return done(number, form, deed, _("平台已介入，会看双方的说明再裁决"))


@bp.post("/refunds/<number>/say")
@requires(Permission.MALL_BUY)
def say(number: str) -> ResponseReturnValue:
    form = forms.SayForm()

    def deed(asked: Refund) -> None:
        operations.say(asked, Side.BUYER, form.said.data or "", kept(form), actor=viewer().user)

    return done(number, form, deed, _("已补充，商家和平台都能看到"))


@bp.post("/refunds/<number>/accept-offer")
@requires(Permission.MALL_BUY)
def accept_offer(number: str) -> ResponseReturnValue:
    form = forms.ShownForm()

    def deed(asked: Refund) -> None:
        operations.accept_offer(asked, expected_fen=form.expected, actor=viewer().user)

    return done(number, form, deed, _("已同意商家的方案"))


@bp.post("/refunds/<number>/decline-offer")
@requires(Permission.MALL_BUY)
def decline_offer(number: str) -> ResponseReturnValue:
    def deed(asked: Refund) -> None:
        operations.decline_offer(asked, actor=viewer().user)

    return done(number, Form(), deed, _("已告诉商家您不同意"))


@bp.post("/refunds/<number>/pay")
@requires(Permission.MALL_BUY)
def pay_difference(number: str) -> ResponseReturnValue:
    form = forms.ShownForm()

    def deed(asked: Refund) -> None:
        operations.pay_difference(asked, expected_fen=form.expected, actor=viewer().user)

    return done(number, form, deed, _("差价已付（模拟），等商家发新货"))


def done(number: str, form: Form, deed: Callable[[Refund], Any], said: str) -> ResponseReturnValue:
    """Do what a form asks about my request, and show it; or say why not, with what was typed."""
    asked = queries.get_my_refund(number[:24], maybe_me())
    if form.validate_on_submit() and form.does(deed, asked):
        flash(said)
        return redirect(url_for("mall.after_sale", number=asked.number), 303)
    return shown(queries.get_my_refund(number[:24], maybe_me()), form)


def shown(refund: Refund, form: Form | None = None) -> ResponseReturnValue:
    def own(kind: type[Form]) -> Form:
        return forms.apart(form if isinstance(form, kind) else kind(formdata=None))

    status, refused = (form.status, form.refusal) if form else (200, None)
    if form:
        form.refusal = None  # said once, at the top of the page
    return render_template(
        "sim_market/mall/after_sale.html",
        refund=refund,
        order=refund.line.order,
        refused=refused,
        tried=form if refused else None,
        parcel=own(forms.SendBackForm),
        escalation=own(forms.EscalateForm),
        saying=own(forms.SayForm),
        rules=pack(here()),
        now=here().sim_at,
        fee=yuan(pack(here()).return_fee_fen),
    ), status


def kept(form: forms.WithPictures) -> list[str]:
    return form.keep(cohort_id=here().id, owner_id=viewer().user.id)


def ask_back(form: forms.RefundForm, found: Order, line_id: int) -> Refund:
    line = queries.get_my_line(found, line_id)
    return operations.request_refund(
        line,
        form.quantity.data or 0,
        form.why,
        kind=form.what,
        new_sku=wanted(form, line),
        words=form.words.data or "",
        pictures=kept(form),
        actor=viewer().user,
    )


def wanted(form: forms.RefundForm, line: OrderLine) -> Any:
    """The variant that was chosen, if an exchange is asked for."""
    if form.what != AfterSaleKind.EXCHANGE:
        return None
    return queries.find_variant(line, str(form.new_sku.data or ""))
