"""What a refund does to the order and its line. Called by after_sales, which decides."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, taken
from app.errors import Conflict
from app.journal import record
from sim_market.listings.operations import release_stock, return_stock
from sim_market.orders.models import ORDER_FLOW, CloseReason, Order, OrderLine, OrderState
from sim_market.orders.operations.delivery import set_receipt_timer
from sim_market.orders.operations.locking import lock_order
from sim_market.orders.operations.shipping import end_if_all_sent
from sim_market.promotions.operations import release_uses
from sim_market.verbs import Verb


def begin_refund(line: OrderLine, quantity: int, amount_fen: int) -> None:
    """Keep a part of the line for a request in flight (R2). Raises Conflict if it is not there.

    The order's receipt timer stops while requests are open (rule A-10).
    """
    order = line.order
    lock_order(order)
    _change_line(
        line,
        OrderLine.refunded_quantity + OrderLine.refunding_quantity + quantity <= OrderLine.quantity,
        OrderLine.refunded_fen + OrderLine.refunding_fen + amount_fen <= OrderLine.pay_fen,
        refunding_quantity=OrderLine.refunding_quantity + quantity,
        refunding_fen=OrderLine.refunding_fen + amount_fen,
    )
    if not order.live_refunds:
        order.paused_sim_at = order.cohort.sim_at
    _touch(order, live_refunds=Order.live_refunds + 1)


def drop_refund(line: OrderLine, quantity: int, amount_fen: int) -> None:
    """Free what a request kept: it was rejected or withdrawn."""
    lock_order(line.order)
    _change_line(
        line,
        OrderLine.refunding_quantity >= quantity,
        refunding_quantity=OrderLine.refunding_quantity - quantity,
        refunding_fen=OrderLine.refunding_fen - amount_fen,
    )
    _touch(line.order, live_refunds=Order.live_refunds - 1)
    _go_on(line.order)


def narrow_refund(line: OrderLine, quantity: int, amount_fen: int) -> None:
    """Free a part of what a request keeps: fewer units or less money than asked for (R4)."""
    _change_line(
        line,
        OrderLine.refunding_quantity >= quantity,
        OrderLine.refunding_fen >= amount_fen,
        refunding_quantity=OrderLine.refunding_quantity - quantity,
        refunding_fen=OrderLine.refunding_fen - amount_fen,
    )


def finish_refund(
    line: OrderLine,
    quantity: int,
    amount_fen: int,
    *,
    at_fault: bool = False,
    sent: bool = False,
    platform_fen: int = 0,
) -> int:
    """A request was agreed to: what it kept is refunded. Returns the shipping fee that goes back.

    `sent`: these are units that had been sent, as a return is, as far as there are any; otherwise
    those that wait to be sent come first.
    `platform_fen`: what the platform had borne of these units and takes back.

    Units that were not sent go back on the shelf, and an order with nothing left is closed; what
    was sent stays where it is (S12).
    """
    order = line.order
    lock_order(order)
    were_sent = line.shipped_quantity - (line.refunded_quantity - line.cancelled_quantity)
    unsent = max(0, quantity - were_sent) if sent else min(quantity, line.unsent_quantity)
    _change_line(
        line,
        OrderLine.refunding_quantity >= quantity,
        refunding_quantity=OrderLine.refunding_quantity - quantity,
        refunding_fen=OrderLine.refunding_fen - amount_fen,
        refunded_quantity=OrderLine.refunded_quantity + quantity,
        refunded_fen=OrderLine.refunded_fen + amount_fen,
        cancelled_quantity=OrderLine.cancelled_quantity + unsent,
        platform_back_fen=OrderLine.platform_back_fen + platform_fen,
    )
    over = not any(each.open_quantity for each in order.lines if not each.gift)
    if over:
        _give_up(order)
    shipping_fen = order.shipping_back_with(line, 0, at_fault)
    subsidy_fen = order.shipping_subsidy_fen if order.gives_shipping_back(line, 0, at_fault) else 0
    _touch(
        order,
        shipping_platform_back_fen=Order.shipping_platform_back_fen + subsidy_fen,
        live_refunds=Order.live_refunds - 1,
        refunded_fen=Order.refunded_fen + amount_fen + shipping_fen,
        shipping_refunded_fen=Order.shipping_refunded_fen + shipping_fen,
    )
    if unsent:
        release_stock(line.sku, unsent, ref=order.number)
    if unsent or over:
        _close_if_empty(order)
        end_if_all_sent(order)
    _go_on(order)
    return shipping_fen


def take_back(line: OrderLine, quantity: int) -> None:
    """Units that came back can be sold again (S2); not supplied ones, whose stock is not ours."""
    if line.sku.supplied:
        return
    _change_line(
        line,
        OrderLine.returned_quantity + quantity <= OrderLine.shipped_quantity,
        returned_quantity=OrderLine.returned_quantity + quantity,
    )
    return_stock(line.sku, quantity, ref=line.order.number)


def _give_up(order: Order) -> None:
    """Nothing is left that was paid for: gifts that were not sent stay on the shelf. If nothing was
    sent at all, promotions and coupons are given back (C3, R5).
    """
    if order.promotions and not order.has_left:
        release_uses(order.number, order.cohort_id)
    for line in order.lines:
        if line.gift and (units := line.unsent_quantity):
            _change_line(
                line,
                OrderLine.refunded_quantity + units <= OrderLine.quantity,
                refunded_quantity=OrderLine.refunded_quantity + units,
                cancelled_quantity=OrderLine.cancelled_quantity + units,
            )
            release_stock(line.sku, units, ref=order.number)


def _close_if_empty(order: Order) -> None:
    """PAID -> CLOSED only after everything was refunded, the shipping too (R3)."""
    if order.has_left or any(line.open_quantity for line in order.lines):
        return
    now = order.cohort.sim_at
    ORDER_FLOW.claim(
        order, OrderState.CLOSED, closed_sim_at=now, close_reason=CloseReason.REFUNDED,
        changed_sim_at=now, version=order.version + 1,
    )  # fmt: skip
    reason = CloseReason.REFUNDED.value
    record(Verb.ORDER_CLOSED, order, actor=None, number=order.number, reason=reason)


def _go_on(order: Order) -> None:
    """The last open request has ended: the receipt timer runs on from where it stopped."""
    if order.live_refunds or order.paused_sim_at is None:
        return
    paused, order.paused_sim_at = order.paused_sim_at, None
    if order.state == OrderState.SHIPPED and order.auto_receive_sim_at:
        stood_still = order.cohort.sim_at - max(paused, order.shipped_sim_at or paused)
        order.auto_receive_sim_at += stood_still
        db.session.flush()
        set_receipt_timer(order)


def _change_line(
    line: OrderLine, *guards: sa.ColumnElement[bool], **values: sa.ColumnElement[int]
) -> None:
    changed = taken(
        sa.update(OrderLine)
        .where(OrderLine.id == line.id, *guards)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(line, list(values))
    if not changed:
        raise Conflict(
            _("可退的数量或金额不够了：别的退款正在办理或已经办完"),
            next_step=_("刷新页面，看还能退多少"),
        )


def _touch(order: Order, **values: sa.ColumnElement[int]) -> None:
    """Change sums of an order in place and tell those who copy it that it changed."""
    db.session.flush()
    db.session.execute(
        sa.update(Order)
        .where(Order.id == order.id)
        .values(version=Order.version + 1, changed_sim_at=order.cohort.sim_at, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(order, ["version", "changed_sim_at", *values])
