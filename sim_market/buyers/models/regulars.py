"""Who comes straight back to a store: simulated buyers who bought there and were content."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Sandboxed, parent, sandboxed


class StoreRegular(Sandboxed, Model):
    """One of the pool who knows a store. Hours count from the start of the sandbox: from
    `rests_until_hour` on there is need for something new (stock_until), from `until_hour` on the
    store is forgotten. Who was disappointed has left: `until_hour` is the hour of that.
    """

    __tablename__ = "store_regular"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "store_id", "buyer_number"),
        sa.CheckConstraint("times >= 1 AND rests_until_hour >= 0", name="came_once"),
    )

    store_id: Mapped[int]
    buyer_number: Mapped[int]
    rests_until_hour: Mapped[int]
    until_hour: Mapped[int]
    times: Mapped[int] = mapped_column(default=1)  # content purchases
