"""Reading what a seller did to the price of an order."""

import sqlalchemy as sa

from app.db import db
from sim_market.orders.models import ChangeState, Order, PriceChange


def list_changes(order: Order) -> list[PriceChange]:
    """All changes of an order's price, the first first."""
    return list(
        db.session.scalars(
            sa.select(PriceChange)
            .where(PriceChange.cohort_id == order.cohort_id, PriceChange.order_id == order.id)
            .order_by(PriceChange.no)
        )
    )


def find_waiting_change(order: Order) -> PriceChange | None:
    """The change that waits for the buyer's answer, while the order can be paid."""
    return db.session.scalar(
        sa.select(PriceChange).where(
            PriceChange.cohort_id == order.cohort_id,
            PriceChange.order_id == order.id,
            PriceChange.state == ChangeState.WAITING,
        )
    )
