"""Which goods name a shipping template."""

import sqlalchemy as sa

from app.db import db
from sim_market.freight.models import FreightTemplate
from sim_market.listings.models import Listing, ListingState


def count_freight(template: FreightTemplate) -> int:
    """How many goods outside the bin name it."""
    asked = sa.select(sa.func.count()).where(
        Listing.cohort_id == template.cohort_id,
        Listing.store_id == template.store_id,
        Listing.freight_id == template.id,
        Listing.state != ListingState.BINNED,
    )
    return db.session.scalar(asked) or 0
