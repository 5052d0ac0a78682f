"""What must hold of deposits: the account holds those that are paid and not moved on (P-3)."""

import sqlalchemy as sa

from app.db import db
from sim_market.ledger.models import Account, AccountKind
from sim_market.presales.models import Deposit, DepositState


def held_is_paid() -> list[str]:
    paid = (
        sa.select(Deposit.cohort_id, sa.func.sum(Deposit.fen).label("fen"))
        .where(Deposit.state == DepositState.PAID)
        .group_by(Deposit.cohort_id)
        .subquery()
    )
    ought = sa.func.coalesce(paid.c.fen, 0)
    rows = db.session.execute(
        sa.select(Account.cohort_id, Account.balance_fen, ought)
        .outerjoin(paid, paid.c.cohort_id == Account.cohort_id)
        .where(Account.kind == AccountKind.PRESALE, Account.balance_fen != ought)
    )
    return [f"presale deposits of cohort {row[0]}: {row[1]} fen, not {row[2]}" for row in rows]


CHECKS = {"presales.held": held_is_paid}
