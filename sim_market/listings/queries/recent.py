"""What a store has published of late."""

import sqlalchemy as sa

from app.db import db
from sim_market.listings.models import Listing
from sim_market.stores.models import Store


def list_recent_categories(store: Store, limit: int = 8) -> list[str]:
    """Codes of the categories it used last, each once, the newest first."""
    rows = db.session.execute(
        sa.select(Listing.category_code)
        .where(Listing.cohort_id == store.cohort_id, Listing.store_id == store.id)
        .group_by(Listing.category_code)
        .order_by(sa.func.max(Listing.id).desc())
        .limit(limit)
    )
    return [row.category_code for row in rows]
