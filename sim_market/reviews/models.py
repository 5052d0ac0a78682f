"""What a buyer says of goods that were bought and received."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.shoppers.models import Shopper


class Stars(NamedTuple):
    """Three scores of 1 to 5: goods as described, service, logistics."""

    goods: int
    service: int
    logistics: int


class Review(Sandboxed, Model):
    """One review of one listing of one order: three scores of 1 to 5, words, one reply.

    `pictures`: file ids as text, at most three.
    """

    __tablename__ = "review"
    __table_args__ = sandboxed(
        parent("order"),
        parent("store"),
        parent("listing"),
        parent("shopper"),
        sa.UniqueConstraint("cohort_id", "order_id", "listing_id"),
        sa.Index("ix_review_listing", "cohort_id", "listing_id", "id"),
        sa.Index("ix_review_store", "cohort_id", "store_id", "id"),
        sa.CheckConstraint("goods BETWEEN 1 AND 5", name="goods_one_to_five"),
        sa.CheckConstraint("service BETWEEN 1 AND 5", name="service_one_to_five"),
        sa.CheckConstraint("logistics BETWEEN 1 AND 5", name="logistics_one_to_five"),
        sa.CheckConstraint("(replied_sim_at IS NULL) = (reply = '')", name="reply_has_its_time"),
    )

    order_id: Mapped[int]
    store_id: Mapped[int]
    listing_id: Mapped[int]
    shopper_id: Mapped[int]
    goods: Mapped[int]
    service: Mapped[int]
    logistics: Mapped[int]
    words: Mapped[str] = mapped_column(sa.String(500), default="")
    pictures: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    reply: Mapped[str] = mapped_column(sa.String(300), default="")
    written_sim_at: Mapped[datetime]
    replied_sim_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship(primaryjoin="foreign(Review.order_id) == Order.id")
    listing: Mapped[Listing] = relationship(primaryjoin="foreign(Review.listing_id) == Listing.id")
    shopper: Mapped[Shopper] = relationship(primaryjoin="foreign(Review.shopper_id) == Shopper.id")

    @property
    def can_reply(self) -> bool:
        return not self.reply
