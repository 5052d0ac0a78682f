"""What is read of all listings of a cohort for one hour: statements that are built once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.buyers.models import ListingDemand, StoreRegular
from sim_market.freight.models import FreightTemplate
from sim_market.freight.price import Crowd
from sim_market.freight.queries import templates_of
from sim_market.listings.models import Listing, ListingState, Sku
from sim_market.reviews.models import Review
from sim_market.shoppers.persona import people_by_province
from sim_market.stores.models import SELLING, Store

OF_COHORT = sa.bindparam("cohort", type_=sa.Integer)
ON_SALE = (
    sa.select(
        Listing.id,
        Listing.code,
        Listing.store_id,
        Listing.title,
        Listing.category_code,
        Listing.attributes,
        Listing.images,
        Listing.detail,
        Listing.quality_pm,
        Listing.first_on_sale_sim_at,
        Store.code.label("store_code"),
        Listing.freight_id,
        sa.func.coalesce(Listing.ship_hours, Store.ship_hours).label("ship_hours"),
        Store.search_pm,
    )
    .join(Store, Store.id == Listing.store_id)
    .where(
        Listing.cohort_id == OF_COHORT,
        Listing.state == ListingState.ON_SALE,
        Store.state.in_(SELLING),
    )
    .order_by(Listing.code)
)
SKUS = (
    sa.select(
        Sku.id,
        Sku.listing_id,
        Sku.goods_code,
        Sku.price_fen,
        Sku.reference_fen,
        Sku.weight_g,
        Sku.volume_cm3,
        (Sku.on_hand - Sku.reserved).label("available"),
    )
    .join(Listing, Listing.id == Sku.listing_id)
    .where(Sku.cohort_id == OF_COHORT, Sku.active, Listing.state == ListingState.ON_SALE)
    .order_by(Sku.listing_id, Sku.goods_code, Sku.id)
)
STARS = (
    sa.select(
        Review.listing_id,
        sa.func.sum(Review.goods).label("total"),
        sa.func.count().label("number"),
    )
    .where(Review.cohort_id == OF_COHORT, Review.hidden_sim_at.is_(None))
    .group_by(Review.listing_id)
)
DEMAND = sa.select(
    ListingDemand.id,
    ListingDemand.listing_id,
    ListingDemand.impressions_micro,
    ListingDemand.clicks_micro,
    ListingDemand.orders_micro,
    ListingDemand.recent_micro,
    ListingDemand.ads_micro,
    ListingDemand.shelf_key,
    ListingDemand.carried,
).where(ListingDemand.cohort_id == OF_COHORT)

AWAKE = (
    sa.select(StoreRegular.store_id, sa.func.count().label("number"))
    .where(
        StoreRegular.cohort_id == OF_COHORT,
        StoreRegular.rests_until_hour <= sa.bindparam("hour", type_=sa.Integer),
        StoreRegular.until_hour > sa.bindparam("hour", type_=sa.Integer),
    )
    .group_by(StoreRegular.store_id)
)


def listings_on_sale(cohort_id: int) -> Sequence[Any]:
    return db.session.execute(ON_SALE, {"cohort": cohort_id}).all()


def crowds_of(
    cohort_id: int,
) -> tuple[dict[int, list[FreightTemplate]], dict[int, Crowd]]:
    """Every store's templates, and where the crowd lives by the zones of each."""
    templates, people = templates_of(cohort_id), people_by_province()
    crowds = {
        each.id: Crowd.living(each.rates, people) for own in templates.values() for each in own
    }
    return templates, crowds


def skus_of(cohort_id: int) -> dict[int, list[Any]]:
    """Listing id -> its SKUs in the order of the goods, where the listing is on sale."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(SKUS, {"cohort": cohort_id}):
        found[row.listing_id].append(row)
    return found


def stars_of(cohort_id: int) -> dict[int, Any]:
    """Listing id -> (total, number) of the stars for the goods."""
    return {row.listing_id: row for row in db.session.execute(STARS, {"cohort": cohort_id})}


def regulars_of(cohort_id: int, hour: int) -> dict[int, int]:
    """Store id -> how many of its regulars may come straight back in this hour."""
    rows = db.session.execute(AWAKE, {"cohort": cohort_id, "hour": hour})
    return {row.store_id: row.number for row in rows}


def demand_of(cohort_id: int) -> Sequence[Any]:
    return db.session.execute(DEMAND, {"cohort": cohort_id}).all()
