"""What a shopper has in the cart."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from sim_market.listings.models import Sku


class CartLine(Sandboxed, Model):
    """So many of one SKU in a shopper's cart.

    `seen_fen`: what it cost when it was put in or the cart was last saved, None if nobody noted it.
    """

    __tablename__ = "cart_line"
    __table_args__ = sandboxed(
        parent("shopper"),
        parent("sku"),
        sa.UniqueConstraint("cohort_id", "shopper_id", "sku_id"),
        sa.CheckConstraint("quantity >= 1", name="at_least_one"),
    )

    shopper_id: Mapped[int]
    sku_id: Mapped[int]
    quantity: Mapped[int]
    ticked: Mapped[bool] = mapped_column(default=True)
    seen_fen: Mapped[int | None]

    sku: Mapped[Sku] = relationship(primaryjoin="foreign(CartLine.sku_id) == Sku.id")
