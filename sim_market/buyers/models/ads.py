"""What a store spends on ads: a budget for a day, and what it offers for a click on each word."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from sim_market.listings.models import Listing

LEAST_BID_FEN, MOST_BID_FEN = 10, 1_000
LEAST_BUDGET_FEN, MOST_BUDGET_FEN = 500, 50_000


class AdPlan(Sandboxed, Model):
    """A store's ads: on or off, and how much a sandbox day may cost."""

    __tablename__ = "ad_plan"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "store_id"),
        sa.CheckConstraint(
            f"budget_fen BETWEEN {LEAST_BUDGET_FEN} AND {MOST_BUDGET_FEN}", name="budget_in_range"
        ),
    )

    store_id: Mapped[int]
    budget_fen: Mapped[int] = mapped_column(default=2_000)
    on: Mapped[bool] = mapped_column("is_on", default=False)


class AdBid(Sandboxed, Model):
    """The most that a store pays for a click on one listing's ad under one query (0..5)."""

    __tablename__ = "ad_bid"
    __table_args__ = sandboxed(
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "listing_id", "word"),
        sa.Index("ix_ad_bid_store", "cohort_id", "store_id"),
        sa.CheckConstraint(
            f"bid_fen BETWEEN {LEAST_BID_FEN} AND {MOST_BID_FEN}", name="bid_in_range"
        ),
        sa.CheckConstraint("word BETWEEN 0 AND 5", name="a_query"),
    )

    store_id: Mapped[int]
    listing_id: Mapped[int]
    word: Mapped[int]
    bid_fen: Mapped[int]

    listing: Mapped[Listing] = relationship(primaryjoin="foreign(AdBid.listing_id) == Listing.id")
