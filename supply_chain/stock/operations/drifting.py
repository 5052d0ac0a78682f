"""The supplier's own day: it sells elsewhere and restocks."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.cohorts.models import Cohort
from app.db import db
from supply_chain.stock.elsewhere import day_delta
from supply_chain.stock.models import Allotment
from supply_chain.stock.operations.allotments import drift


def supplier_day(cohort: Cohort) -> int:
    """Let one day pass at the suppliers of a sandbox; how many allotments changed."""
    rows = db.session.scalars(
        sa.select(Allotment)
        .where(Allotment.cohort_id == cohort.id)
        .order_by(Allotment.id)
        .options(joinedload(Allotment.product_sku))
    ).all()
    return sum(1 for row in rows if _one(row, cohort))


def _one(allotment: Allotment, cohort: Cohort) -> bool:
    delta = day_delta(
        cohort.seed,
        allotment.product_sku.code,
        cohort.day,
        opened=allotment.opened,
        available=allotment.available,
    )
    return drift(allotment, delta, ref=f"day {cohort.day}") != 0
