"""One store's shelf as buyers see it now, from what was noted of it; and what its goods cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.cohorts.models import Cohort
from app.db import db
from sim_market.buyers.market.carried import carried_from, seen_with
from sim_market.buyers.market.offers import Offer
from sim_market.buyers.models import (
    ListingDemand,
    MarketState,
    ShelfNote,
    StoreRegular,
    TrafficHour,
)
from sim_market.buyers.noted import Past, offer_from
from sim_market.listings.models import Listing, ListingState, Sku
from sim_market.reviews.models import Review
from sim_market.stores.models import Store

PLENTY = 10_000


@dataclass(frozen=True, slots=True)
class Own:
    """`volume_pm`: how lively the market is. `titles` and `listing_ids` by place of the offer."""

    volume_pm: int = 1000
    offers: tuple[Offer, ...] = ()
    listing_ids: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    cost_fen: Mapping[str, int] = field(default_factory=dict)


def own_shelf(store: Store) -> Own:
    """What is on sale, as it was last noted; without it the shelf is empty."""
    rows = db.session.execute(_latest(store)).all()
    notes = list({row.listing_id: row for row in rows}.values())  # a row for each SKU
    if not notes:
        return Own()
    return Own(
        volume_pm=notes[0].volume_pm,
        offers=tuple(_offer(row, store.cohort) for row in notes),
        listing_ids=tuple(row.listing_id for row in notes),
        titles=tuple(row.seen["title"] for row in notes),
        cost_fen={row.goods_code: row.cost_fen for row in rows},
    )


def _offer(row: Any, cohort: Cohort) -> Offer:
    now = (cohort.sim_at - cohort.sim_start_at).total_seconds() // 60
    past = Past(
        rating_sum=int(row.stars or 0),
        rating_count=row.reviews or 0,
        recent_micro=row.recent_micro,
        age_days=int(now - row.seen["began"]) // 1440,
    )
    offer = offer_from(row.seen, past, plenty=PLENTY)
    return seen_with(offer, carried_from(row.recent_micro, row.carried), row.regulars or 0)


def _latest(store: Store) -> sa.Select[Any]:
    later = aliased(ShelfNote)
    newest = (
        sa.select(sa.func.max(later.hour))
        .where(later.cohort_id == store.cohort_id, later.listing_id == ShelfNote.listing_id)
        .correlate(ShelfNote)
        .scalar_subquery()
    )
    said = (Review.cohort_id == store.cohort_id, Review.listing_id == ShelfNote.listing_id)
    return (
        sa.select(
            ShelfNote.listing_id,
            ShelfNote.seen,
            Sku.goods_code,
            Sku.cost_fen,
            ListingDemand.recent_micro,
            ListingDemand.carried,
            _may_come_back(store).label("regulars"),
            MarketState.volume_pm,
            _said(sa.func.sum(Review.goods), said).label("stars"),
            _said(sa.func.count(), said).label("reviews"),
        )
        .join(Listing, Listing.id == ShelfNote.listing_id)
        .join(Sku, Sku.listing_id == ShelfNote.listing_id)
        .join(ListingDemand, ListingDemand.listing_id == ShelfNote.listing_id)
        .join(MarketState, MarketState.cohort_id == ShelfNote.cohort_id)
        .where(
            ShelfNote.cohort_id == store.cohort_id,
            ShelfNote.store_id == store.id,
            ShelfNote.hour == newest,
            Listing.state == ListingState.ON_SALE,
        )
        .order_by(Listing.code, Sku.id)
    )


def _may_come_back(store: Store) -> sa.ScalarSelect[int]:
    hour = (store.cohort.sim_at - store.cohort.sim_start_at) // timedelta(hours=1)
    return (
        sa.select(sa.func.count())
        .select_from(StoreRegular)
        .where(
            StoreRegular.cohort_id == store.cohort_id,
            StoreRegular.store_id == store.id,
            StoreRegular.rests_until_hour <= hour,
            StoreRegular.until_hour > hour,
        )
        .scalar_subquery()
    )


def _said(what: Any, where: Any) -> sa.ScalarSelect[Any]:
    return sa.select(what).select_from(Review).where(*where).correlate(ShelfNote).scalar_subquery()


def costs_of(store: Store) -> dict[str, int]:
    """Goods code -> what one unit costs the store, fen."""
    rows = db.session.execute(
        sa.select(Sku.goods_code, Sku.cost_fen)
        .join(Listing, Listing.id == Sku.listing_id)
        .where(Sku.cohort_id == store.cohort_id, Listing.store_id == store.id)
        .order_by(Sku.id)
    )
    return {row.goods_code: row.cost_fen for row in rows}


def words_of(store: Store, first_day: int, now: int) -> list[Any]:
    """Rows (listing_id, hour, words, ad_clicks, ad_fen) of hours that are over."""
    return list(
        db.session.execute(
            sa.select(
                TrafficHour.listing_id,
                TrafficHour.hour,
                TrafficHour.words,
                TrafficHour.ad_clicks,
                TrafficHour.ad_fen,
            ).where(
                TrafficHour.cohort_id == store.cohort_id,
                TrafficHour.store_id == store.id,
                TrafficHour.day >= first_day,
                TrafficHour.hour < now,
            )
        )
    )


def categories_of(store: Store) -> dict[int, str]:
    """Listing id -> category code, of all goods of the store."""
    rows = db.session.execute(
        sa.select(Listing.id, Listing.category_code).where(
            Listing.cohort_id == store.cohort_id, Listing.store_id == store.id
        )
    )
    return {row.id: row.category_code for row in rows}


def titles_of(store: Store) -> list[tuple[int, str]]:
    """(id, title) of what is on sale."""
    rows = db.session.execute(
        sa.select(Listing.id, Listing.title)
        .where(
            Listing.cohort_id == store.cohort_id,
            Listing.store_id == store.id,
            Listing.state == ListingState.ON_SALE,
        )
        .order_by(Listing.code)
        .limit(200)
    )
    return [(row.id, row.title) for row in rows]
