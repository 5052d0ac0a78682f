"""What good answers at the desk are worth: expected purchases, beside those of the hour."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from sim_market.listings.models import Listing


class DeskGain(Sandboxed, Model):
    """What one conversation about goods that could be bought was worth, in millionths of an order
    beyond being ignored, by how soon and how rightly it was answered. `hour`: when it ended.
    """

    __tablename__ = "desk_gain"
    __table_args__ = sandboxed(
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "key"),
        sa.Index("ix_desk_gain_store", "cohort_id", "store_id", "hour"),
        sa.CheckConstraint("gained_micro > 0", name="above_nothing"),
        sa.CheckConstraint("hour >= 0", name="counts_from_zero"),
    )

    store_id: Mapped[int]
    listing_id: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(80))
    hour: Mapped[int]
    gained_micro: Mapped[int] = mapped_column(sa.BigInteger)

    listing: Mapped[Listing] = relationship(
        primaryjoin="foreign(DeskGain.listing_id) == Listing.id"
    )
