"""What must always hold of payments (trust I3, I8)."""

import sqlalchemy as sa

from app.db import db
from sim_market.ledger.models import Account, AccountKind
from sim_market.payments.models import PartState, Payment, PaymentPart


def wrong_parts() -> list[str]:
    """A payment is the sum of its parts; confirmed, none of them waits, and what is back is back.

    A payment made together with its only order has no parts.
    """
    part = PaymentPart.amount_fen
    total = sa.func.coalesce(sa.func.sum(part), 0)
    back = sa.func.coalesce(sa.func.sum(sa.case((PaymentPart.state == PartState.BACK, part))), 0)
    waiting = sa.func.count(sa.case((PaymentPart.state == PartState.WAITING, 1)))
    sums = (total != Payment.amount_fen) | (back != Payment.refunded_fen)
    rows = db.session.execute(
        sa.select(Payment.cohort_id, Payment.number, Payment.amount_fen, total)
        .outerjoin(PaymentPart, PaymentPart.payment_id == Payment.id)
        .where(Payment.order_number.is_(None))
        .group_by(Payment.id)
        .having(sums | (Payment.confirmed_sim_at.is_not(None) & (waiting > 0)))
    )
    return [f"payment {r[1]} of cohort {r[0]}: {r[2]} fen, its parts {r[3]}" for r in rows]


def wrong_provider() -> list[str]:
    """The provider holds exactly what it took and the mall does not know of yet."""
    in_flight = Payment.taken_sim_at.is_not(None) & Payment.confirmed_sim_at.is_(None)
    held = _by_cohort(
        sa.select(Payment.cohort_id, sa.func.sum(Payment.amount_fen))
        .where(in_flight)
        .group_by(Payment.cohort_id)
    )
    balances = sa.select(Account.cohort_id, Account.balance_fen)
    has = _by_cohort(balances.where(Account.kind == AccountKind.PROVIDER))
    return [
        f"provider of cohort {cohort}: {has.get(cohort, 0)} fen, payments {held.get(cohort, 0)}"
        for cohort in sorted(held.keys() | has.keys())
        if has.get(cohort, 0) != held.get(cohort, 0)
    ]


def _by_cohort(asked: sa.Select[int, int]) -> dict[int, int]:
    return {row[0]: int(row[1]) for row in db.session.execute(asked)}


CHECKS = {"payments.parts": wrong_parts, "payments.provider": wrong_provider}
