"""What the mall shows: floors, best sellers, a store's score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.listings.models import Listing, ListingState
from sim_market.listings.queries import Card, on_sale
from sim_market.reviews.models import Review
from sim_market.reviews.queries import Rating, mean
from sim_market.rules.categories import Category, top_categories
from sim_market.stores.models import SELLING, Store

ON_A_SHELF = 10
ON_A_FLOOR = 5
FLOORS = 4


@dataclass(frozen=True, slots=True)
class Floor:
    """Some goods of one top category."""

    category: Category
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What one sees on entering."""

    stores: int
    best: Sequence[Card]
    newest: Sequence[Card]
    floors: Sequence[Floor]


@dataclass(frozen=True, slots=True)
class Score:
    """A store's three scores in hundredths (480 is 4.80), and from how many reviews."""

    goods: Rating
    service: Rating
    logistics: Rating

    @property
    def count(self) -> int:
        return self.goods.count


def front_page(cohort_id: int) -> FrontPage:
    """Four statements, whatever the number of stores and goods."""
    asked = on_sale(cohort_id)
    columns = asked.selected_columns
    in_stock = asked.where(columns.available > 0)
    best = in_stock.order_by(columns.sold.desc(), Listing.code).limit(ON_A_SHELF)
    newest = in_stock.order_by(Listing.first_on_sale_sim_at.desc(), Listing.code).limit(ON_A_FLOOR)
    return FrontPage(
        stores=count_open_stores(cohort_id),
        best=_cards(best),
        newest=_cards(newest),
        floors=_floors(in_stock),
    )


def count_open_stores(cohort_id: int) -> int:
    open_ones = sa.select(sa.func.count()).where(
        Store.cohort_id == cohort_id, Store.state.in_(SELLING)
    )
    return db.session.scalar(open_ones) or 0


def score_of(store: Store) -> Score:
    """The store's scores over all its reviews (rule T-5), in one statement."""
    row = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(Review.goods), 0),
            sa.func.coalesce(sa.func.sum(Review.service), 0),
            sa.func.coalesce(sa.func.sum(Review.logistics), 0),
        ).where(Review.cohort_id == store.cohort_id, Review.store_id == store.id)
    ).one()
    return Score(*(mean(int(total), row[0]) for total in row[1:]))


def count_on_sale(store: Store) -> int:
    asked = sa.select(sa.func.count()).where(
        Listing.cohort_id == store.cohort_id,
        Listing.store_id == store.id,
        Listing.state == ListingState.ON_SALE,
    )
    return db.session.scalar(asked) or 0


def _cards(asked: sa.Select[Any]) -> list[Card]:
    return [Card(*row) for row in db.session.execute(asked).all()]


def _floors(asked: sa.Select[Any]) -> list[Floor]:
    """The best of the fullest top categories, one statement for all floors."""
    top = sa.case(
        *((Listing.category_code.startswith(f"{each.code}."), each.code) for each in _tops()),
        else_="",
    )
    place = sa.func.row_number().over(
        partition_by=top, order_by=[asked.selected_columns.sold.desc(), Listing.code]
    )
    ranked = asked.with_only_columns(
        Listing.id.label("listing_id"), top.label("top"), place.label("place")
    ).subquery("ranked")
    rows = db.session.execute(
        asked.add_columns(ranked.c.top)
        .join(ranked, ranked.c.listing_id == Listing.id)
        .where(ranked.c.place <= ON_A_FLOOR)
        .order_by(ranked.c.top, ranked.c.place)
    ).all()
    by_top: dict[str, list[Card]] = {}
    for row in rows:
        by_top.setdefault(row.top, []).append(Card(*row[:5]))
    floors = [Floor(each, by_top[each.code]) for each in _tops() if each.code in by_top]
    return sorted(floors, key=lambda floor: -len(floor.cards))[:FLOORS]


def _tops() -> tuple[Category, ...]:
    return top_categories()
