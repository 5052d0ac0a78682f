"""Keeping the words of a listing in step with it, in the same transaction."""

from typing import cast

import sqlalchemy as sa

from app.clock import now
from app.db import db
from sim_market.listings.models import Listing, ListingWord
from sim_market.listings.words import listing_words

WORD = cast(sa.Table, ListingWord.__table__)
FORGET = sa.delete(WORD).where(
    WORD.c.cohort_id == sa.bindparam("cohort"), WORD.c.listing_id == sa.bindparam("listing")
)
WRITE = sa.insert(WORD)


def index_listing(listing: Listing) -> None:
    """Write anew the words under which this listing is found."""
    db.session.flush()
    connection = db.session.connection()
    connection.execute(FORGET, {"cohort": listing.cohort_id, "listing": listing.id})
    words = listing_words(listing.title, listing.category_code, _values(listing))
    made = {"cohort_id": listing.cohort_id, "listing_id": listing.id, "created_at": now()}
    rows = [made | {"word": word, "weight": weight} for word, weight in words.items()]
    if rows:
        connection.execute(WRITE, rows)


def _values(listing: Listing) -> list[str]:
    said: list[str] = []
    for value in listing.attributes.values():
        said.extend(map(str, value) if isinstance(value, list) else [str(value)])
    return [*said, *(sku.spec for sku in listing.skus if sku.spec)]
