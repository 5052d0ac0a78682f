"""The mall learns that the provider has the money: each share goes to its order, or back."""

from collections.abc import Callable

from app.db import db
from app.jobs import Job
from app.journal import record
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.payments.models import (
    PAYMENT_FLOW,
    BackReason,
    ConfirmedBy,
    PartState,
    Payment,
    PaymentKind,
    PaymentPart,
    PaymentState,
)
from sim_market.payments.operations.locking import lock_payment
from sim_market.payments.queries import find_payment
from sim_market.verbs import Verb

# Kind -> what is done with each part once the money is there: `finish_part` or `give_back`.
CONFIRMS: dict[PaymentKind, Callable[[Payment], None]] = {}


def confirm(payment: Payment, by: ConfirmedBy) -> bool:
    """Do with a taken payment what its kind asks for, once; False if there was nothing to do."""
    lock_payment(payment)
    if not payment.in_flight:
        return False
    payment.confirmed_sim_at, payment.confirmed_by = payment.cohort.sim_at, by
    db.session.flush()
    CONFIRMS[payment.kind](payment)
    record(
        Verb.PAYMENT_CONFIRMED, payment, actor=None, number=payment.number,
        amount_fen=payment.amount_fen, back_fen=payment.refunded_fen, confirmed_by=by.value,
    )  # fmt: skip
    return True


def ask(payment: Payment, by: ConfirmedBy = ConfirmedBy.QUERY) -> bool:
    """Ask the provider whether the money is there, instead of waiting for its notice (R7).

    True if that brought something new.
    """
    return confirm(payment, by)


def ask_due(job: Job) -> None:
    """The timer: some minutes after the money was taken nothing was heard."""
    payment = find_payment(job.key, job.cohort_id)
    if payment is not None:
        ask(payment)


def finish_part(part: PaymentPart) -> None:
    """The share went where it belongs (who calls moves the money)."""
    part.state = PartState.DONE


def give_back(part: PaymentPart, reason: BackReason) -> None:
    """The share goes back to the payer in full, from the provider's account."""
    payment = part.payment
    part.state, part.back_reason = PartState.BACK, reason
    payment.refunded_fen += part.amount_fen
    db.session.flush()
    provider = account(payment.cohort_id, AccountKind.PROVIDER)
    legs = [(provider, -part.amount_fen), (payment.shopper.purse, part.amount_fen)]
    post(TxnKind.PAY_BACK, f"{payment.number}/{part.order_number}", legs, about=payment)
    if payment.refunded_fen == payment.amount_fen:
        PAYMENT_FLOW.claim(payment, PaymentState.REFUNDED)
    record(
        Verb.PAYMENT_GIVEN_BACK, payment, actor=None, number=payment.number,
        order=part.order_number, amount_fen=part.amount_fen, reason=reason.value,
    )  # fmt: skip
