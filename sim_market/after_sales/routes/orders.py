"""The page of one order, hung into the orders' blueprint: it shows the order's after-sales."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.forms import Form
from sim_market.after_sales.operations import refund_for_stock
from sim_market.after_sales.queries import list_refunds_of
from sim_market.orders import carriers, operations, queries, timeline
from sim_market.orders.forms import ShipForm
from sim_market.orders.models import CloseReason, Order
from sim_market.orders.routes import bp
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
    if form.validate_on_submit() and form.does(
        operations.ship_by_hand, order, carrier_code=form.carrier.data,
        tracking_number=form.tracking_number.data, actor=viewer().user,
    ):  # fmt: skip
        flash(_("已发货：订单 %(n)s", n=order.number))
        return redirect(url_for("orders.detail", order_id=order.id), 303)
    return page_of(queries.get_sale(order_id, seen_by=viewer()), form)


@bp.post("/<int:order_id>/close")
@requires(Permission.ORDER_MANAGE)
def close(order_id: int) -> ResponseReturnValue:
    order, form = queries.get_sale(order_id, seen_by=viewer()), ShipForm()
    actor = viewer().user
    if form.does(operations.close_order, order, CloseReason.SELLER, actor=actor):
        flash(_("订单 %(n)s 已关闭，库存已放回", n=order.number))
        return redirect(url_for("orders.detail", order_id=order.id), 303)
    return page_of(queries.get_sale(order_id, seen_by=viewer()), form)


@bp.post("/<int:order_id>/tracking")
@requires(Permission.ORDER_MANAGE)
def correct(order_id: int) -> ResponseReturnValue:
    order, form = queries.get_sale(order_id, seen_by=viewer()), ShipForm()
    if form.validate_on_submit() and form.does(
        operations.correct_tracking, order, carrier_code=form.carrier.data,
        tracking_number=form.tracking_number.data, actor=viewer().user,
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
    correcting = request.endpoint == "orders.correct"
    now, refunds, rules = order.cohort.sim_at, list_refunds_of(order), pack(order.cohort)
    asked = [timeline.Moment(r.applied_sim_at, told_of(r.quantity)) for r in refunds]
    paid = [
        timeline.Moment(r.done_sim_at, _("退款 %(n)s 已退", n=r.number), "risk")
        for r in refunds
        if r.done_sim_at
    ]
    moments = sorted(timeline.moments(order, now) + asked + paid, key=lambda m: m.at)
    return render_template(
        "sim_market/orders/detail.html", order=order, form=form, refunds=refunds, now=now,
        moments=moments[::-1], steps=timeline.steps(order, rules), rules=rules,
        example=carriers.example(carriers.CARRIERS[0]),
        shipping=request.endpoint == "orders.ship" or (correcting and order.can_correct),
    ), form.status  # fmt: skip


def told_of(quantity: int) -> str:
    return _("买家申请退 %(n)s 件", n=quantity)
