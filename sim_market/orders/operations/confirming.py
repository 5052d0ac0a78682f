"""Paying orders through the provider: one payment over several, and what becomes of each share.

The order of rows: payment, then its orders by number, promotions, SKUs, ledger.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, savepoint
from app.errors import Conflict, DomainError
from sim_market.ledger.models import AccountKind
from sim_market.ledger.operations import account, hold
from sim_market.listings.models import Sku
from sim_market.orders.models import CloseReason, Order, OrderState
from sim_market.orders.operations.locking import lock_order
from sim_market.orders.operations.paying import (
    AlreadyPaid,
    claim_paid,
    hold_again,
    take_payment,
)
from sim_market.orders.operations.waiting import guard_may_pay
from sim_market.payments import operations as payments
from sim_market.payments.models import BackReason, Payment, PaymentPart
from sim_market.payments.operations.locking import lock_payment
from sim_market.rules.pack import RuleId


def begin_payment(orders: Sequence[Order], *, key: str | None = None) -> Payment:
    """One payment over several orders of one shopper. `key`: of the form that asks for it.

    Raises AlreadyPaid, PaymentInFlight, Conflict for an order that was cancelled.
    """
    for order in orders:
        _guard_payable(order)
    shares = [
        payments.Share(order.number, order.store_id, order.pay_fen, order.version)
        for order in orders
    ]
    return payments.begin(orders[0].shopper, shares, key=key)


def orders_of(payment: Payment) -> dict[str, Order]:
    """Number -> order, of a payment's parts."""
    numbers = [part.order_number for part in payment.parts]
    rows = db.session.scalars(
        sa.select(Order)
        .where(Order.cohort_id == payment.cohort_id, Order.number.in_(numbers))
        .order_by(Order.number)
    )
    return {order.number: order for order in rows}


def lock_all(payment: Payment) -> dict[str, Order]:
    """Take what paying will touch, in the order in which everybody takes rows: the payment, its
    orders, SKUs that are to be held again, accounts. Number -> order.
    """
    lock_payment(payment)
    orders = orders_of(payment)
    for order in orders.values():
        lock_order(order)
    closed = [order for order in orders.values() if order.state == OrderState.CLOSED]
    late = {line.sku_id for order in closed for line in order.lines}
    if late:
        skus = sa.select(Sku.id).where(Sku.id.in_(late)).order_by(Sku.id)
        db.session.execute(skus.with_for_update())
    kinds = (AccountKind.ESCROW, AccountKind.PROVIDER)
    hold([payment.shopper.purse, *(account(payment.cohort_id, kind) for kind in kinds)])
    return orders


def guard_unchanged(payment: Payment) -> None:
    """Before money is taken: every order still asks for what the payer was shown (E3, E4). The
    orders are kept from others meanwhile.
    """
    orders = lock_all(payment)
    for part in [] if payment.is_taken else payment.parts:
        order = orders[part.order_number]
        if why_back(order, part) is not None:
            raise Conflict(
                _("订单 %(n)s 在这期间变了，没有扣钱", n=order.number),
                rule=RuleId.PAYMENT_RESULT,
                next_step=_("回“待付款”核对现在要付的订单和金额"),
                link="/mall/till",
            )


def confirm_orders(payment: Payment) -> None:
    """The money is there: each share pays its order, or goes back with a reason (S9)."""
    orders = lock_all(payment)
    for part in sorted(payment.parts, key=lambda part: part.order_number):
        order = orders[part.order_number]
        reason = why_back(order, part) or _paid_with(order)
        if reason is None:
            payments.finish_part(part)
        else:
            payments.give_back(part, reason)


def why_back(order: Order, part: PaymentPart) -> BackReason | None:
    """Why this share cannot pay its order any more; None if it can, or may with luck."""
    if order.is_paid:
        return BackReason.PAID_TWICE
    closed = order.state == OrderState.CLOSED
    if closed and order.close_reason != CloseReason.TIMEOUT:
        return BackReason.CANCELLED
    same = order.pay_fen == part.amount_fen and (closed or order.version == part.order_version)
    return None if same else BackReason.CHANGED


def _paid_with(order: Order) -> BackReason | None:
    """Pay an order out of the provider's account; a reason if its goods are gone meanwhile."""
    try:
        with savepoint():
            revived = order.state == OrderState.CLOSED
            claim_paid(order)
            if revived:
                hold_again(order)
            take_payment(order, actor=None, source=account(order.cohort_id, AccountKind.PROVIDER))
    except DomainError:
        db.session.expire(order)
        return BackReason.NO_STOCK
    return None


def _guard_payable(order: Order) -> None:
    guard_may_pay(order)
    if order.is_paid:
        raise AlreadyPaid(
            _("订单 %(n)s 已经付过款，没有重复扣钱", n=order.number),
            next_step=_("看看我的订单"), link="/mall/orders",
        )  # fmt: skip
    if order.state != OrderState.UNPAID:
        raise Conflict(
            _("订单 %(n)s 已经关闭，不能付款", n=order.number), rule=RuleId.UNPAID_CLOSE,
            next_step=_("还想要的话，再下一单"), link="/mall",
        )  # fmt: skip
