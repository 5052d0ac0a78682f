"""Keeping the words of a listing in step with it, in the same transaction."""

import sqlalchemy as sa

from app.clock import now
from app.db import db
from sim_market.listings.models import Listing, ListingWord
from sim_market.listings.words import listing_words


def index_listing(listing: Listing) -> None:
    """Write anew the words under which this listing is found."""
    db.session.flush()
    db.session.execute(
        sa.delete(ListingWord)
        .where(ListingWord.cohort_id == listing.cohort_id, ListingWord.listing_id == listing.id)
        .execution_options(synchronize_session=False)
    )
    words = listing_words(listing.title, listing.category_code, _values(listing))
    made = {"cohort_id": listing.cohort_id, "listing_id": listing.id, "created_at": now()}
    rows = [made | {"word": word, "weight": weight} for word, weight in words.items()]
    if rows:
        db.session.execute(sa.insert(ListingWord), rows)


def _values(listing: Listing) -> list[str]:
    said: list[str] = []
    for value in listing.attributes.values():
        said.extend(map(str, value) if isinstance(value, list) else [str(value)])
    return [*said, *(sku.spec for sku in listing.skus if sku.spec)]
