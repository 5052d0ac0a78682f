"""The provider takes the money of a payment, once."""

from datetime import timedelta
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock, jobs
from app.db import db
from app.errors import Conflict
from app.identity.models import User
from app.journal import record
from app.money import yuan
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import InsufficientFunds, account, post
from sim_market.ledger.queries import balance_of
from sim_market.payments import weather
from sim_market.payments.models import (
    PAYMENT_FLOW,
    ConfirmedBy,
    Payment,
    PaymentKind,
    PaymentState,
)
from sim_market.payments.operations.locking import lock_payment
from sim_market.payments.operations.noticing import send_notices
from sim_market.payments.queries import weather_of
from sim_market.rules.pack import RuleId
from sim_market.shoppers.models import Shopper
from sim_market.verbs import Verb


class PaymentOver(Conflict):
    """No money is taken for this payment any more."""


def take(payment: Payment, *, actor: User | None) -> bool:
    """Take the money out of the payer's wallet, into the provider's account, and tell the mall.

    A payment that was taken is not taken again: True once more. False if the provider declined
    it, which happens in bad weather; then no money moved. Raises PaymentOver, InsufficientFunds.
    """
    lock_payment(payment)
    if payment.is_taken:
        return True
    _guard_open(payment)
    rain, seed = weather_of(payment.cohort_id), payment.cohort.seed
    if weather.is_declined(seed, payment.number, rain):
        PAYMENT_FLOW.claim(payment, PaymentState.FAILED)
        record(Verb.PAYMENT_FAILED, payment, actor=actor, number=payment.number)
        return False
    _guard_funds(payment)
    PAYMENT_FLOW.claim(
        payment, PaymentState.PAID, taken_sim_at=payment.cohort.sim_at,
        provider_number=numbered(payment.number, payment.cohort.sim_at),
    )  # fmt: skip
    provider = account(payment.cohort_id, AccountKind.PROVIDER)
    legs = [(payment.shopper.purse, -payment.amount_fen), (provider, payment.amount_fen)]
    post(TxnKind.PAY_IN, payment.number, legs, about=payment)
    record(
        Verb.PAYMENT_TAKEN, payment, actor=actor, number=payment.number,
        amount_fen=payment.amount_fen, orders=[part.order_number for part in payment.parts],
    )  # fmt: skip
    _reconcile_tonight(payment)
    send_notices(payment, weather.plan(seed, payment.number, rain))
    return True


def note_at_once(shopper: Shopper, order_number: str, amount_fen: int) -> None:
    """The provider's row of an order that is paid as it is placed: one statement (the money is
    moved by who calls)."""
    now = shopper.cohort.sim_at
    number = f"P{order_number[1:]}-0"
    db.session.connection().execute(
        _at_once(),
        {
            "cohort_id": shopper.cohort_id, "number": number, "shopper_id": shopper.id,
            "order_number": order_number, "amount_fen": amount_fen,
            "provider_number": numbered(number, now), "made_sim_at": now,
            "open_until_sim_at": now, "taken_sim_at": now, "confirmed_sim_at": now,
            "created_at": clock.now(),
        },
    )  # fmt: skip


def numbered(number: str, at: Any) -> str:
    """The provider's own number of a payment: 'MN20260105' and ours without its letter."""
    return f"MN{at:%Y%m%d}{number[1:].replace('-', '')}"


@cache
def _at_once() -> sa.Insert:
    return sa.insert(cast(sa.Table, Payment.__table__)).values(
        kind=PaymentKind.ORDERS, state=PaymentState.PAID, refunded_fen=0,
        confirmed_by=ConfirmedBy.AT_ONCE,
    )  # fmt: skip


def _reconcile_tonight(payment: Payment) -> None:
    """Two hours after midnight the day's statement is looked at (`sim_market.reconciliation`)."""
    cohort = payment.cohort
    at = cohort.day_starts(cohort.day + 1) + timedelta(hours=2)
    jobs.schedule(
        "payments.reconcile", f"day {cohort.day}", cohort_id=cohort.id, at=at, day=cohort.day
    )


def _guard_open(payment: Payment) -> None:
    if not payment.can_take:
        raise PaymentOver(
            _("付款 %(n)s 已经结束，没有扣钱", n=payment.number),
            rule=RuleId.PAYMENT_RESULT,
            next_step=_("回订单重新付款"),
            link="/mall/till",
        )


def _guard_funds(payment: Payment) -> None:
    purse = payment.shopper.purse
    has = balance_of(*purse)
    if purse.kind == AccountKind.WALLET and has < payment.amount_fen:
        raise InsufficientFunds(
            _(
                "模拟钱包里只有 %(has)s，这笔要付 %(pay)s，没有扣钱",
                has=yuan(has),
                pay=yuan(payment.amount_fen),
            ),
            next_step=_("在“资金”页把店铺资金转回钱包，或者回去只付一部分订单"),
            link="/finance",
        )
