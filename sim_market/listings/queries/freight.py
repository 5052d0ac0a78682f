"""Which goods name a shipping template."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app.db import db
from sim_market.freight.models import Use
from sim_market.listings.models import Listing, ListingState
from sim_market.stores.models import Store


def uses_of_freight(store: Store) -> Mapping[int, Sequence[Use]]:
    """Template id -> the goods outside the bin that name it, the newest first."""
    rows = db.session.execute(
        sa.select(Listing.freight_id, Listing.title, Listing.id)
        .where(
            Listing.cohort_id == store.cohort_id,
            Listing.store_id == store.id,
            Listing.freight_id.is_not(None),
            Listing.state != ListingState.BINNED,
        )
        .order_by(Listing.id.desc())
    )
    found: dict[int, list[Use]] = defaultdict(list)
    for freight_id, title, listing_id in rows:
        found[freight_id or 0].append(Use(title, f"/listings/{listing_id}"))
    return found
