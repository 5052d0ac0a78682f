"""What else a buyer finds in a store."""

import sqlalchemy as sa

from sim_market.buyers.models import PlannedPurchase
from sim_market.listings.models import Listing, ListingState, Sku


def goods_beside(purchase: PlannedPurchase, most_fen: int) -> sa.Select[Sku]:
    """SKUs of the store that are there and cost at most so much; who asks narrows it down."""
    return (
        sa.select(Sku)
        .join(Listing, Listing.id == Sku.listing_id)
        .where(
            Sku.cohort_id == purchase.cohort_id,
            Listing.store_id == purchase.store_id,
            Listing.state == ListingState.ON_SALE,
            Sku.active,
            Sku.price_fen <= most_fen,
            Sku.on_hand - Sku.reserved >= 1,
        )
    )
