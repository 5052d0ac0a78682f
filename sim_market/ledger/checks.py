"""What must hold of all money (trust I3). Each gives what is wrong; nothing when all is well."""

import sqlalchemy as sa

from app.db import db
from sim_market.ledger.models import Account, AccountKind, Leg, Txn


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
    """Every balance is the sum of its legs, and only the world's is below zero."""
    total = sa.func.coalesce(sa.func.sum(Leg.amount_fen), 0)
    rows = db.session.execute(
        sa.select(Account.id, Account.kind, Account.balance_fen, total)
        .outerjoin(Leg, Leg.account_id == Account.id)
        .group_by(Account.id, Account.kind, Account.balance_fen)
        .having(
            (Account.balance_fen != total)
            | ((Account.balance_fen < 0) & (Account.kind != AccountKind.WORLD))
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


CHECKS = {"ledger.balanced": unbalanced, "ledger.balances": drifted, "ledger.sandboxes": strays}
