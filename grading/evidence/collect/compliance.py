"""The compliance part of a practice record: what was found against the rules, and put right."""

from typing import Any

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db
from sim_market.stores.models import Store
from sim_market.violations.models import DROPPED, Offence, Violation, ViolationState

SETTLED = (ViolationState.CURED, ViolationState.EXPIRED)


def violations_part(store: Store, cohort: Cohort) -> list[dict[str, Any]]:
    """Every violation that stands, the oldest first; what was revoked or waived is not there."""
    rows = db.session.scalars(
        sa.select(Violation)
        .where(
            Violation.cohort_id == cohort.id,
            Violation.store_id == store.id,
            Violation.state.not_in(DROPPED),
        )
        .order_by(Violation.found_sim_at, Violation.id)
    )
    return [_violation(number, row) for number, row in enumerate(rows, 1)]


def _violation(number: int, row: Violation) -> dict[str, Any]:
    return {
        "number": number,
        "rule": row.rule,
        "says": f"{row.subject_name}：{row.says}",
        "serious": row.offence != Offence.A,
        "corrected": row.state in SETTLED,
    }
