"""Taking a request for oneself before its state and its order's sums are looked at."""

import sqlalchemy as sa

from app.db import db
from sim_market.after_sales.models import Refund
from sim_market.orders.operations import lock_order


def take(refund: Refund) -> None:
    """Wait until nobody else changes this request or its order, then read both afresh.

    The request before the order: everybody takes them in this sequence.
    """
    db.session.flush()
    locked = (
        sa.select(Refund)
        .where(Refund.id == refund.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    db.session.execute(locked).one()
    db.session.expire(refund, ["notes"])
    lock_order(refund.line.order)
