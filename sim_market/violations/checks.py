"""What must always hold of violations, points and compensation."""

import sqlalchemy as sa

from app.db import db
from sim_market.ledger.models import Leg, Txn, TxnKind
from sim_market.stores.models import Store, StoreState
from sim_market.violations.models import Appeal, Penalty, PenaltyState, Violation, ViolationState


def wrong_compensation() -> list[str]:
    """What a violation says was paid to the buyer is what its movements of money say."""
    paid = sa.func.coalesce(sa.func.sum(sa.case((Leg.amount_fen > 0, Leg.amount_fen), else_=0)), 0)
    rows = db.session.execute(
        sa.select(Violation.id, Violation.paid_fen, paid)
        .outerjoin(
            Txn,
            (Txn.cohort_id == Violation.cohort_id)
            & (Txn.kind == TxnKind.COMPENSATION)
            & (Txn.about_type == "violation")
            & (Txn.about_id == Violation.id),
        )
        .outerjoin(Leg, Leg.txn_id == Txn.id)
        .group_by(Violation.id, Violation.paid_fen)
        .having(Violation.paid_fen != paid)
    )
    return [f"violation {row[0]} says {row[1]} fen paid, the ledger {row[2]}" for row in rows]


def lost_appeals() -> list[str]:
    """Who is appealing has an undecided appeal, and nobody else."""
    waiting = Violation.state == ViolationState.APPEALED
    rows = db.session.execute(
        sa.select(Violation.id)
        .outerjoin(
            Appeal,
            (Appeal.cohort_id == Violation.cohort_id) & (Appeal.violation_id == Violation.id),
        )
        .where(
            sa.or_(
                waiting & (Appeal.id.is_(None) | Appeal.decided_sim_at.is_not(None)),
                sa.not_(waiting)
                & (Violation.state != ViolationState.WAIVED)
                & Appeal.id.is_not(None)
                & Appeal.decided_sim_at.is_(None),
            )
        )
    )
    return [f"violation {row[0]}: state and appeal do not agree" for row in rows]


def free_stores() -> list[str]:
    """No store is open while one of its penalties runs."""
    rows = db.session.execute(
        sa.select(Store.id)
        .join(Penalty, (Penalty.cohort_id == Store.cohort_id) & (Penalty.store_id == Store.id))
        .where(Penalty.state == PenaltyState.RUNNING, Store.state == StoreState.OPEN)
        .distinct()
    )
    return [f"store {row[0]} is open under a penalty" for row in rows]


CHECKS = {
    "violations.compensation": wrong_compensation,
    "violations.appeals": lost_appeals,
    "violations.penalties": free_stores,
}
