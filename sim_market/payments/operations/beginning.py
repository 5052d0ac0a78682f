"""Beginning a payment at the provider, and giving it up before money was taken."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from app import jobs
from app.db import db, insert_unless_there
from app.errors import Conflict, Invalid
from app.jobs import Job
from app.money import MAX_FEN
from sim_market.payments.models import (
    PAYMENT_FLOW,
    Payment,
    PaymentKind,
    PaymentPart,
    PaymentState,
)
from sim_market.payments.operations.locking import lock_payment
from sim_market.payments.queries import find_by_key, find_payment, list_live
from sim_market.rules.pack import RuleId, pack
from sim_market.shoppers.models import Shopper

ORDERS_MAX = 50


class PaymentInFlight(Conflict):
    """Money was taken for one of the orders, and the mall does not know the result yet."""


class Share(NamedTuple):
    """What is to be paid for one order, at the version that the payer was shown."""

    order_number: str
    store_id: int
    amount_fen: int
    version: int


def begin(
    shopper: Shopper,
    shares: Sequence[Share],
    *,
    kind: PaymentKind = PaymentKind.ORDERS,
    key: str | None = None,
) -> Payment:
    """One payment over all shares. A payment of the same shares that waits already is given back;
    others of these orders that wait are closed. `key`: of the form; with it the same form begins
    one payment (R6).

    Raises PaymentInFlight, and Conflict for a known key with other shares.
    """
    shares = sorted(shares)
    if not 1 <= len(shares) <= ORDERS_MAX:
        raise Invalid(_("一次可以付 1 到 %(n)s 张订单", n=ORDERS_MAX), next_step=_("分几次付"))
    known = find_by_key(key, shopper) if key else None
    if known is not None:
        return _same(known, shares)
    for other in list_live([share.order_number for share in shares], shopper.cohort_id, kind):
        lock_payment(other)
        guard_not_in_flight(other)
        if other.can_take and shares_of(other) == shares:
            return other
        _close(other)
    return _made(shopper, shares, kind, key)


def drop_for(order_number: str, cohort_id: int) -> None:
    """Close payments of an order that wait for money: it is cancelled or its sum changes (E3).

    Call it before the order is locked. Raises PaymentInFlight if money was taken.
    """
    for payment in list_live([order_number], cohort_id):
        lock_payment(payment)
        guard_not_in_flight(payment)
        _close(payment)


def expire(job: Job) -> None:
    """The timer: the provider takes no money for this payment any more."""
    payment = find_payment(job.key, job.cohort_id)
    if payment is not None:
        lock_payment(payment)
        _close(payment)


def guard_not_in_flight(payment: Payment) -> None:
    if payment.in_flight:
        raise PaymentInFlight(
            _("付款 %(n)s 的结果正在确认，钱已经在支付平台，请不要再付一次", n=payment.number),
            rule=RuleId.PAYMENT_RESULT,
            next_step=_("到结果页点“查一下结果”"),
            link=f"/mall/payments/{payment.number}",
        )


def shares_of(payment: Payment) -> list[Share]:
    return sorted(
        Share(part.order_number, part.store_id, part.amount_fen, part.order_version)
        for part in payment.parts
    )


def _same(known: Payment, shares: Sequence[Share]) -> Payment:
    if shares_of(known) != list(shares):
        raise Conflict(
            _("这张付款表单已经用别的订单或金额提交过，没有再付"), rule=RuleId.PAYMENT_RESULT,
            next_step=_("刷新页面，核对订单和金额后重新提交"), link="/mall/till",
        )  # fmt: skip
    return known


def _close(payment: Payment) -> None:
    if payment.state == PaymentState.CREATED:
        PAYMENT_FLOW.claim(payment, PaymentState.CLOSED)


def _made(shopper: Shopper, shares: Sequence[Share], kind: PaymentKind, key: str | None) -> Payment:
    amount_fen, now = sum(share.amount_fen for share in shares), shopper.cohort.sim_at
    if amount_fen > MAX_FEN:
        raise Invalid(_("一笔付款最多 1,000 万元"), next_step=_("分几次付"))
    until = now + timedelta(minutes=pack(shopper.cohort).payment_open_minutes)
    number = _inserted(
        shares[0].order_number, cohort_id=shopper.cohort_id, kind=kind, shopper_id=shopper.id,
        request_key=key, state=PaymentState.CREATED, amount_fen=amount_fen, refunded_fen=0,
        made_sim_at=now, open_until_sim_at=until,
    )  # fmt: skip
    payment = find_payment(number, shopper.cohort_id)
    assert payment is not None  # noqa: S101 - just made
    db.session.add_all(_part(payment, share) for share in shares)
    db.session.flush()
    jobs.schedule("payments.expire", number, cohort_id=shopper.cohort_id, at=until)
    return payment


def _inserted(order_number: str, **values: object) -> str:
    """The number of the new payment: that of its first order and which attempt it is."""
    like = f"P{order_number[1:]}-"
    tries = sa.select(sa.func.count()).where(
        Payment.cohort_id == values["cohort_id"], Payment.number.startswith(like)
    )
    attempt = (db.session.scalar(tries) or 0) + 1
    while not insert_unless_there(Payment, number=f"{like}{attempt}", **values):
        attempt += 1
    return f"{like}{attempt}"


def _part(payment: Payment, share: Share) -> PaymentPart:
    return PaymentPart(
        cohort_id=payment.cohort_id, payment=payment, store_id=share.store_id,
        order_number=share.order_number, order_version=share.version, amount_fen=share.amount_fen,
    )  # fmt: skip
