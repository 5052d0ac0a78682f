"""What buyers saw of a listing, noted whenever it changed: so that an hour can be played again."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from sim_market.listings.models import Listing


class ShelfNote(Sandboxed, Model):
    """From this hour on buyers saw `seen`, the decided part of an offer (`buyers.noted`)."""

    __tablename__ = "shelf_note"
    __table_args__ = sandboxed(
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "listing_id", "hour"),
        sa.Index("ix_shelf_note_store", "cohort_id", "store_id", "hour"),
        sa.CheckConstraint("hour >= 0", name="counts_from_zero"),
    )

    store_id: Mapped[int]
    listing_id: Mapped[int]
    hour: Mapped[int]
    seen: Mapped[dict[str, Any]]

    listing: Mapped[Listing] = relationship(
        primaryjoin="foreign(ShelfNote.listing_id) == Listing.id"
    )
