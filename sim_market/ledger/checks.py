"""What must hold of all money (trust I3). Each gives what is wrong; nothing when all is well."""

import sqlalchemy as sa

from app.db import db
from sim_market.ledger.models import Account, AccountKind, Leg, Txn

BELOW_ZERO = (AccountKind.WORLD, AccountKind.STORE_DEBT)


def unbalanced() -> list[str]:
    """Every transaction sums to 0, and so do all accounts of a sandbox."""
    txns = db.session.execute(
        sa.select(Leg.txn_id, sa.func.sum(Leg.amount_fen))
        .group_by(Leg.txn_id)
        .having(sa.func.sum(Leg.amount_fen) != 0)
    )
    sandboxes = db.session.execute(
        sa.select(Account.cohort_id, sa.func.sum(Account.balance_fen))
        .group_by(Account.cohort_id)
        .having(sa.func.sum(Account.balance_fen) != 0)
    )
    return [f"txn {row[0]} sums to {row[1]} fen" for row in txns] + [
        f"accounts of cohort {row[0]} sum to {row[1]} fen" for row in sandboxes
    ]


def drifted() -> list[str]:
    """Every balance is the sum of its legs; only the world's and debts are below zero."""
    total = sa.func.coalesce(sa.func.sum(Leg.amount_fen), 0)
    rows = db.session.execute(
        sa.select(Account.id, Account.kind, Account.balance_fen, total)
        .outerjoin(Leg, Leg.account_id == Account.id)
        .group_by(Account.id, Account.kind, Account.balance_fen)
        .having(
            (Account.balance_fen != total)
            | ((Account.balance_fen < 0) & Account.kind.not_in(BELOW_ZERO))
            | ((Account.balance_fen > 0) & (Account.kind == AccountKind.STORE_DEBT))
        )
    )
    return [f"account {r[0]} ({r[1].value}) holds {r[2]} fen, its legs sum to {r[3]}" for r in rows]


def strays() -> list[str]:
    """No leg joins a transaction and an account of two sandboxes."""
    rows = db.session.execute(
        sa.select(Leg.id)
        .join(Txn, Txn.id == Leg.txn_id)
        .join(Account, Account.id == Leg.account_id)
        .where((Txn.cohort_id != Leg.cohort_id) | (Account.cohort_id != Leg.cohort_id))
    )
    return [f"leg {row[0]} crosses sandboxes" for row in rows]


def unsteady() -> list[str]:
    """The balance written beside every leg is the one before it and what it moved (L7)."""
    before = sa.func.lag(Leg.balance_fen, 1, 0).over(partition_by=Leg.account_id, order_by=Leg.id)
    steps = sa.select(Leg.id, (Leg.balance_fen - Leg.amount_fen - before).label("gap")).subquery()
    rows = db.session.execute(sa.select(steps.c.id, steps.c.gap).where(steps.c.gap != 0))
    return [f"leg {row[0]} leaves a gap of {row[1]} fen" for row in rows]


CHECKS = {
    "ledger.balanced": unbalanced,
    "ledger.balances": drifted,
    "ledger.steps": unsteady,
    "ledger.sandboxes": strays,
}
