"""Reading the ledger."""

import sqlalchemy as sa

from app.db import db
from sim_market.ledger.models import Account, AccountKind

_BALANCE = sa.select(Account.balance_fen).where(
    Account.cohort_id == sa.bindparam("cohort"),
    Account.kind == sa.bindparam("of"),
    Account.owner_id == sa.bindparam("owner"),
)


def balance_of(cohort_id: int, kind: AccountKind, owner_id: int = 0) -> int:
    """What an account holds, in fen; 0 if it was never used."""
    asked = {"cohort": cohort_id, "of": kind, "owner": owner_id}
    return db.session.scalar(_BALANCE, asked) or 0
