"""The words that find a listing."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Sandboxed, parent, sandboxed


class ListingWord(Sandboxed, Model):
    """One word under which a listing is found, with how much it says about it."""

    __tablename__ = "listing_word"
    __table_args__ = sandboxed(
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "word", "listing_id"),
        sa.Index("ix_listing_word_listing", "cohort_id", "listing_id"),
    )

    listing_id: Mapped[int]
    word: Mapped[str] = mapped_column(sa.String(40))
    weight: Mapped[int]
