"""The provider's notices on their way to the mall, and what the mall does with each.

Handled in any order and any number of times they come to the same: money is given to orders once.
"""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from app import jobs
from app.db import db
from app.jobs import Job
from app.journal import record
from sim_market.payments.models import (
    ConfirmedBy,
    NoticeEvent,
    NoticeResult,
    Payment,
    PaymentNotice,
)
from sim_market.payments.operations.confirming import confirm
from sim_market.payments.operations.locking import lock_payment
from sim_market.payments.weather import Planned
from sim_market.rules.pack import pack
from sim_market.verbs import Verb


def send_notices(payment: Payment, planned: Sequence[Planned]) -> None:
    """Write down the notices of a payment that was taken; what needs no time arrives now."""
    made = [_made(payment, place, each) for place, each in enumerate(planned, start=1)]
    db.session.add_all(made)
    db.session.flush()
    for notice in made:
        if notice.due_sim_at == payment.cohort.sim_at:
            receive(notice)
        elif notice.due_sim_at is not None:
            jobs.schedule(
                "payments.notify", f"{payment.number}/{notice.place}",
                cohort_id=payment.cohort_id, at=notice.due_sim_at,
                number=payment.number, place=notice.place,
            )  # fmt: skip
    if payment.in_flight:
        ask_at = payment.cohort.sim_at + timedelta(minutes=pack(payment.cohort).payment_ask_minutes)
        jobs.schedule("payments.ask", payment.number, cohort_id=payment.cohort_id, at=ask_at)


def notify_due(job: Job) -> None:
    """The timer: a notice that was on its way has come."""
    notice = db.session.scalar(
        sa.select(PaymentNotice)
        .join(PaymentNotice.payment)
        .where(
            Payment.cohort_id == job.cohort_id,
            Payment.number == job.payload["number"],
            PaymentNotice.place == job.payload["place"],
        )
    )
    if notice is not None:
        receive(notice)


def receive(notice: PaymentNotice) -> None:
    """A notice is there. One that came before, or says another amount, changes nothing (W5, W6)."""
    payment = notice.payment
    lock_payment(payment)
    result = _handled(payment, notice)
    notice.arrived_sim_at, notice.result = payment.cohort.sim_at, result


def _handled(payment: Payment, notice: PaymentNotice) -> NoticeResult:
    if notice.amount_fen != payment.amount_fen:
        record(
            Verb.NOTICE_REFUSED, payment, actor=None, number=payment.number,
            said_fen=notice.amount_fen, amount_fen=payment.amount_fen,
        )  # fmt: skip
        return NoticeResult.REFUSED
    if notice.event == NoticeEvent.ACCEPTED:
        return NoticeResult.HANDLED if payment.in_flight else NoticeResult.STALE
    done = confirm(payment, ConfirmedBy.NOTICE)
    return NoticeResult.HANDLED if done else NoticeResult.REPEATED


def _made(payment: Payment, place: int, planned: Planned) -> PaymentNotice:
    minutes = planned.minutes
    lost = minutes is None
    return PaymentNotice(
        cohort_id=payment.cohort_id, payment=payment, place=place, event=planned.event,
        amount_fen=payment.amount_fen + planned.off_fen,
        due_sim_at=None if minutes is None else payment.cohort.sim_at + timedelta(minutes=minutes),
        result=NoticeResult.LOST if lost else NoticeResult.WAITING,
    )  # fmt: skip
