"""The provider's statement beside the mall's books: one row per share, and what is wrong with it.

A share is what of a payment is for one order. It agrees if its order is paid, the ledger has booked
into escrow what all shares of the order come to, and there is one share of its kind; a share that
went back agrees with nothing on our side.
"""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.flow import State
from sim_market.ledger.models import Leg, Txn, TxnKind
from sim_market.orders.models import Order
from sim_market.payments.models import PartState, Payment, PaymentKind, PaymentPart


class Finding(State):
    """What does not agree."""

    UNCONFIRMED = "unconfirmed", _l("支付平台已收款，商城还没确认"), "warn"
    NOT_PAID = "not_paid", _l("支付平台已收款，订单却没有付款"), "risk"
    NOT_BOOKED = "not_booked", _l("订单已付款，账本没有记账"), "risk"
    DOUBLE = "double", _l("同一张订单收了两次钱"), "risk"
    AMOUNT = "amount", _l("金额对不上"), "risk"
    MISSING = "missing", _l("订单已付款，支付平台没有这笔钱"), "risk"


NEXT_STEPS: dict[Finding, LazyString] = {
    Finding.UNCONFIRMED: _l("点“查单补单”：向支付平台查一次，收到了就补记，订单变为待发货"),
    Finding.NOT_PAID: _l("先查单补单；仍然这样就报告平台管理员，用 flask check 核查"),
    Finding.NOT_BOOKED: _l("不要发货，报告平台管理员，用 flask check 核查账本"),
    Finding.DOUBLE: _l("多收的一笔应退回买家钱包，报告平台管理员"),
    Finding.AMOUNT: _l("对照订单、付款单、账本三处金额，报告平台管理员"),
    Finding.MISSING: _l("不要发货，报告平台管理员：这张订单的钱没有来处"),
}

PARTS = sa.select(
    PaymentPart.cohort_id.label("cohort_id"),
    PaymentPart.order_number.label("order_number"),
    PaymentPart.amount_fen.label("amount_fen"),
    PaymentPart.state.label("state"),
    Payment.id.label("payment_id"),
    Payment.number.label("number"),
    Payment.kind.label("kind"),
    Payment.provider_number.label("provider_number"),
    Payment.taken_sim_at.label("taken_sim_at"),
).join(
    Payment,
    (Payment.cohort_id == PaymentPart.cohort_id) & (Payment.id == PaymentPart.payment_id),
)
AT_ONCE = sa.select(
    Payment.cohort_id,
    Payment.order_number,
    Payment.amount_fen,
    sa.literal(PartState.DONE, PaymentPart.state.type),
    Payment.id,
    Payment.number,
    Payment.kind,
    Payment.provider_number,
    Payment.taken_sim_at,
).where(Payment.order_number.is_not(None))
SHARES = sa.union_all(PARTS.where(Payment.taken_sim_at.is_not(None)), AT_ONCE).subquery("share")


def sum_of_shares() -> sa.ColumnElement[int]:
    """What the provider took for an order and did not give back."""
    parts = sa.select(sa.func.coalesce(sa.func.sum(PaymentPart.amount_fen), 0)).where(
        PaymentPart.cohort_id == Order.cohort_id,
        PaymentPart.order_number == Order.number,
        PaymentPart.state == PartState.DONE,
    )
    at_once = sa.select(sa.func.coalesce(sa.func.sum(Payment.amount_fen), 0)).where(
        Payment.cohort_id == Order.cohort_id, Payment.order_number == Order.number
    )
    return _alone(parts) + _alone(at_once)


def shares_of_order() -> sa.ColumnElement[int]:
    """How many shares were taken for an order and did not go back."""
    parts = sa.select(sa.func.count()).where(
        PaymentPart.cohort_id == Order.cohort_id,
        PaymentPart.order_number == Order.number,
        PaymentPart.state != PartState.BACK,
    )
    at_once = sa.select(sa.func.count()).where(
        Payment.cohort_id == Order.cohort_id, Payment.order_number == Order.number
    )
    return _alone(parts) + _alone(at_once)


def shares_alike() -> sa.ColumnElement[int]:
    """How many shares of the kind of this one were kept for its order."""
    again = PARTS.where(PaymentPart.state == PartState.DONE).subquery("again")
    at_once = sa.select(sa.func.count()).where(
        Payment.cohort_id == SHARES.c.cohort_id, Payment.order_number == SHARES.c.order_number
    )
    parts = (
        sa.select(sa.func.count())
        .select_from(again)
        .where(
            again.c.cohort_id == SHARES.c.cohort_id,
            again.c.order_number == SHARES.c.order_number,
            again.c.kind == SHARES.c.kind,
        )
    )
    return _alone(parts, SHARES) + _alone(at_once, SHARES)


def booked() -> sa.ColumnElement[int]:
    """What the ledger says was paid for an order, into escrow."""
    legs = (
        sa.select(sa.func.coalesce(sa.func.sum(Leg.amount_fen), 0))
        .join(Txn, Txn.id == Leg.txn_id)
        .where(
            Txn.cohort_id == Order.cohort_id,
            Txn.about_type == "order",
            Txn.about_id == Order.id,
            Txn.kind == TxnKind.PAYMENT,
            Leg.amount_fen > 0,
        )
    )
    return _alone(legs)


def fault() -> sa.ColumnElement[str | None]:
    """The finding of a share of the statement, NULL where all agrees."""
    done = SHARES.c.state == PartState.DONE
    first = SHARES.c.kind == PaymentKind.DEPOSIT  # the order waits for its balance
    return sa.case(
        (SHARES.c.state == PartState.WAITING, Finding.UNCONFIRMED.value),
        (done & Order.paid_sim_at.is_(None) & ~first, Finding.NOT_PAID.value),
        (done & (booked() == 0) & (SHARES.c.amount_fen > 0), Finding.NOT_BOOKED.value),
        (done & (shares_alike() > 1), Finding.DOUBLE.value),
        (done & (booked() != sum_of_shares()), Finding.AMOUNT.value),
        else_=None,
    )


def _alone(asked: sa.Select[int], of: Any = Order) -> sa.ColumnElement[int]:
    """A statement about one row of `of`, inside a statement over many."""
    found: sa.ColumnElement[int] = asked.correlate(of).scalar_subquery()
    return found
