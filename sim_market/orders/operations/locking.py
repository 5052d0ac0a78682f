"""Taking an order for oneself before its sums are looked at."""

from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.db import db
from sim_market.orders.models import Order


def lock_order(order: Order) -> None:
    """Wait until nobody else changes this order, then read it and its lines afresh.

    What was read before may be old: another deed may have been committed since.
    """
    db.session.execute(_locked(), {"order": order.id}).one()


@cache
def _locked() -> sa.Select[Order]:
    return (
        sa.select(Order)
        .where(Order.id == sa.bindparam("order"))
        .options(selectinload(Order.lines))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
