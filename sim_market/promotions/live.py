"""The live shopping bag of a store: what its live-only prices offer now.

This is the whole seam to live rooms: a page or a room shows a `Bag`, and what it sells from it goes
into the cart with the source `LIVE_BAG`. The price itself is the quote's: it gives a live price to
lines of that source only, and only while the promotion runs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from sim_market.listings.models import Listing, ListingState, Sku
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing import Kind
from sim_market.promotions.pricing.promotion import without_quota
from sim_market.promotions.queries import ALIVE
from sim_market.promotions.quoting import Offers, limit_of, quote_of
from sim_market.stores.models import Store

MOST_GOODS = 50


@dataclass(frozen=True, slots=True)
class LivePrice:
    """A SKU in the bag. `left`: units at this price for this buyer, None without a limit;
    `limit`: units per buyer.
    """

    sku: Sku
    promotion: Promotion
    price_fen: int
    left: int | None
    limit: int | None

    @property
    def saves_fen(self) -> int:
        return self.sku.price_fen - self.price_fen

    @property
    def is_spent(self) -> bool:
        """Nothing is left at this price, for this buyer or for anybody."""
        return self.left == 0

    @property
    def most(self) -> int:
        """How many this buyer can have at this price now."""
        there = max(0, self.sku.available)
        return there if self.left is None else min(there, self.left)


@dataclass(frozen=True, slots=True)
class Bag:
    """What a store offers live now; `promotions` may run without anything left to offer."""

    store: Store
    promotions: Sequence[Promotion] = ()
    prices: Sequence[LivePrice] = ()

    def find(self, sku_id: int) -> LivePrice | None:
        return next((each for each in self.prices if each.sku.id == sku_id), None)

    @property
    def goods(self) -> list[tuple[Listing, list[LivePrice]]]:
        """By listing, in the order of the bag."""
        found: dict[Listing, list[LivePrice]] = {}
        for each in self.prices:
            found.setdefault(each.sku.listing, []).append(each)
        return list(found.items())

    @property
    def ends_sim_at(self) -> datetime | None:
        """When the first of its prices is over."""
        return min((each.ends_sim_at for each in self.promotions), default=None)


@dataclass(frozen=True, slots=True)
class Running:
    """The live promotions of some stores, and how many units of each a buyer has had."""

    promotions: Sequence[Promotion] = ()
    had: Mapping[int, int] = field(default_factory=dict)

    def price_of(self, sku: Sku) -> LivePrice | None:
        """The lowest live price of one unit now, one that is spent only where all are; None if
        there is none (any more).
        """
        found = [each for of in self._of(sku) if (each := _priced(sku, of, self.had))]
        rank = lambda each: (each.is_spent, each.price_fen, each.promotion.id)  # noqa: E731
        return min(found, key=rank, default=None)

    def _of(self, sku: Sku) -> list[Promotion]:
        at = sku.cohort.sim_at
        return [
            each
            for each in self.promotions
            if each.store_id == sku.listing.store_id and each.gives_at(at)
        ]


def running_live(
    store_ids: Iterable[int], cohort_id: int, at: datetime, had: Mapping[int, int] | None = None
) -> Running:
    """The live promotions that run in these stores; one statement, none for no stores."""
    stores = sorted(set(store_ids))
    if not stores:
        return Running()
    found = db.session.scalars(
        sa.select(Promotion)
        .where(
            Promotion.cohort_id == cohort_id,
            Promotion.store_id.in_(stores),
            Promotion.kind == Kind.LIVE_PRICE,
            Promotion.state.in_(ALIVE),
            Promotion.starts_sim_at <= at,
            Promotion.ends_sim_at > at,
        )
        .options(joinedload(Promotion.targets))
        .order_by(Promotion.id)
        .execution_options(populate_existing=True)
    )
    return Running(found.unique().all(), had or {})


def bag_of(store: Store, running: Running | None = None) -> Bag:
    """What is in a store's bag now: goods on sale that a live promotion names. Two statements."""
    if running is None:
        running = running_live([store.id], store.cohort_id, store.cohort.sim_at)
    named = {each.listing_id for of in running.promotions for each in of.targets}
    if not named or not store.is_open:
        return Bag(store, running.promotions)
    listings = db.session.scalars(
        sa.select(Listing)
        .where(
            Listing.cohort_id == store.cohort_id,
            Listing.store_id == store.id,
            Listing.id.in_(sorted(named)),
            Listing.state == ListingState.ON_SALE,
        )
        .options(selectinload(Listing.skus))
        .order_by(Listing.id)
        .limit(MOST_GOODS)
    )
    skus = [sku for listing in listings for sku in listing.skus if sku.active]
    prices = (running.price_of(sku) for sku in skus)
    return Bag(store, running.promotions, [each for each in prices if each])


def _priced(sku: Sku, promotion: Promotion, had: Mapping[int, int]) -> LivePrice | None:
    """One unit under one live promotion alone; None where it takes nothing off."""
    terms = promotion.terms
    limit = limit_of(terms)
    unlimited = replace(terms, benefit=without_quota(terms.benefit))
    quote = quote_of([(sku, 1)], Offers((unlimited,)), at=sku.cohort.sim_at, live={sku.id})
    if not quote.applied:
        return None
    mine = None if limit is None else limit - had.get(promotion.id, 0)
    open_ = None if promotion.quota is None else promotion.quota - promotion.sold_units
    left = min((max(0, each) for each in (mine, open_) if each is not None), default=None)
    return LivePrice(sku, promotion, quote.goods_fen, left, limit)
