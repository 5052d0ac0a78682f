"""The page of one order, hung into the orders' blueprint: it shows the order's after-sales."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.forms import Form
from sim_market.after_sales.operations import refund_for_stock
from sim_market.after_sales.queries import list_refunds_of
from sim_market.orders import carriers, operations, queries, timeline
from sim_market.orders.forms import CloseForm, ShipForm
from sim_market.orders.models import Order, OrderFlag, ReminderKind
from sim_market.orders.operations.waiting import why_not_yet
from sim_market.orders.queries.invoices import find_invoice
from sim_market.orders.queries.pricing import find_waiting_change
from sim_market.orders.queries.sales import others_to_same_door
from sim_market.orders.routes import bp
from sim_market.orders.snapshot import waterfall
from sim_market.permissions import Permission
from sim_market.rules.pack import pack


@bp.get("/<int:order_id>")
@requires(Permission.ORDER_VIEW)
def detail(order_id: int) -> ResponseReturnValue:
    return page_of(queries.get_sale(order_id, seen_by=viewer()), ShipForm())


@bp.post("/<int:order_id>/ship")
@requires(Permission.ORDER_MANAGE)
def ship(order_id: int) -> ResponseReturnValue:
    order, form = queries.get_sale(order_id, seen_by=viewer()), ShipForm()
    if form.validate_on_submit() and form.does(send, order, form):
        flash(_("已发货：订单 %(n)s", n=order.number))
        return redirect(url_for("orders.detail", order_id=order.id), 303)
    return page_of(queries.get_sale(order_id, seen_by=viewer()), form)


@bp.post("/<int:order_id>/close")
@requires(Permission.ORDER_MANAGE)
def close(order_id: int) -> ResponseReturnValue:
    order, form = queries.get_sale(order_id, seen_by=viewer()), CloseForm()
    if form.validate_on_submit() and form.does(
        operations.close_by_seller, order, form.reason, form.words.data or "", actor=viewer().user
    ):
        flash(_("订单 %(n)s 已关闭，库存已放回", n=order.number))
        return redirect(url_for("orders.detail", order_id=order.id), 303)
    return page_of(queries.get_sale(order_id, seen_by=viewer()), form)


@bp.post("/<int:order_id>/tracking")
@requires(Permission.ORDER_MANAGE)
def correct(order_id: int) -> ResponseReturnValue:
    order, form = queries.get_sale(order_id, seen_by=viewer()), ShipForm()
    if form.validate_on_submit() and form.does(
        operations.correct_tracking, order, carrier_code=form.carrier.data,
        tracking_number=form.tracking_number.data, actor=viewer().user, place=place(),
    ):  # fmt: skip
        flash(_("运单号已改；只能改这一次"))
        return redirect(url_for("orders.detail", order_id=order.id), 303)
    return page_of(queries.get_sale(order_id, seen_by=viewer()), form)


@bp.post("/<int:order_id>/no-stock")
@requires(Permission.ORDER_MANAGE)
def no_stock(order_id: int) -> ResponseReturnValue:
    order, form = queries.get_sale(order_id, seen_by=viewer()), ShipForm()
    if form.does(refund_for_stock, order, actor=viewer().user):
        flash(_("已全部退款，并按规则 S-3 从保证金赔付买家（模拟）"))
        return redirect(url_for("orders.detail", order_id=order.id), 303)
    return page_of(queries.get_sale(order_id, seen_by=viewer()), form)


def page_of(order: Order, form: Form) -> ResponseReturnValue:
    now, refunds, rules = order.cohort.sim_at, list_refunds_of(order), pack(order.cohort)
    asked = [timeline.Moment(r.applied_sim_at, told_of(r.quantity)) for r in refunds]
    paid = [
        timeline.Moment(r.done_sim_at, _("退款 %(n)s 已退", n=r.number), "risk")
        for r in refunds
        if r.done_sim_at
    ]
    moments = sorted(timeline.moments(order, now) + asked + paid, key=lambda m: m.at)
    urged = [said.said_sim_at for said in order.reminders if said.kind == ReminderKind.SHIP]
    return render_template(
        "sim_market/orders/detail.html", order=order, refunds=refunds, now=now, rules=rules,
        moments=moments[::-1], steps=timeline.steps(order, rules), price_rows=waterfall(order),
        carriers=carriers.CARRIERS, example=carriers.example(carriers.CARRIERS[0]),
        shipping=shows_own_refusal(order), correcting=place() if is_correcting() else 0,
        urged=urged[-1] if urged and order.can_ship else None, flags=OrderFlag,
        form=form if isinstance(form, ShipForm) else ShipForm(formdata=None),
        close_form=form if isinstance(form, CloseForm) else CloseForm(formdata=None),
        not_yet=why_not_yet(order), refused=form,
        invoice=find_invoice(order) if order.is_paid else None,
        waiting=find_waiting_change(order) if order.can_pay else None,
        with_others=others_to_same_door(order) if order.can_ship_own else [],
    ), form.status  # fmt: skip


def shows_own_refusal(order: Order) -> bool:
    """Does the form that was refused stand on the page still, to say it there?"""
    return bool(
        (request.endpoint == "orders.ship" and order.can_ship_own)
        or (is_correcting() and order.can_correct)
        or (request.endpoint == "orders.close" and order.can_close)
    )


def is_correcting() -> bool:
    return request.endpoint == "orders.correct"


def place() -> int:
    """Which parcel is meant: the first, unless another is named."""
    return min(99, max(1, request.form.get("place", 1, type=int)))


def send(order: Order, form: ShipForm) -> None:
    operations.ship_by_hand(
        order, carrier_code=form.carrier.data, tracking_number=form.tracking_number.data or "",
        actor=viewer().user, contents=form.contents(),
    )  # fmt: skip


def told_of(quantity: int) -> str:
    return _("买家申请退 %(n)s 件", n=quantity)
