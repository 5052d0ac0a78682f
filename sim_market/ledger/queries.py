"""Reading the ledger."""

import sqlalchemy as sa

from app.db import db
from sim_market.ledger.models import Account, AccountKind


def balance_of(cohort_id: int, kind: AccountKind, owner_id: int = 0) -> int:
    """What an account holds, in fen; 0 if it was never used."""
    return (
        db.session.scalar(
            sa.select(Account.balance_fen).where(
                Account.cohort_id == cohort_id, Account.kind == kind, Account.owner_id == owner_id
            )
        )
        or 0
    )
