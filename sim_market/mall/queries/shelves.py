"""What the mall shows: floors, best sellers, a store's score."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.db import db
from sim_market.listings.models import Listing, ListingState
from sim_market.listings.queries import Card, Goods, cards_of, list_goods
from sim_market.reviews.models import Review
from sim_market.reviews.queries import Rating, count_lately, mean
from sim_market.rules.categories import Category, top_categories
from sim_market.stores.models import SELLING, Store

ON_A_SHELF = 10
ON_A_FLOOR = 5
FLOORS = 6
GOOD_STORES, IN_A_WINDOW = 6, 3


@dataclass(frozen=True, slots=True)
class Floor:
    """Some goods of one top category."""

    category: Category
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Score:
    """A store's three scores in hundredths (480 is 4.80), and from how many reviews."""

    goods: Rating
    service: Rating
    logistics: Rating

    @property
    def count(self) -> int:
        return self.goods.count


@dataclass(frozen=True, slots=True)
class GoodStore:
    """An open store to stroll to: its scores, how much it has on sale, its best goods."""

    store: Store
    score: Score
    on_sale: int
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What one sees on entering."""

    stores: int
    best: Sequence[Card]
    newest: Sequence[Card]
    floors: Sequence[Floor]
    good_stores: Sequence[GoodStore]


def front_page(cohort_id: int) -> FrontPage:
    """Three statements, whatever the number of stores and goods."""
    goods = [each for each in list_goods(cohort_id) if each.available > 0]
    best = goods[:ON_A_SHELF]
    newest = sorted(goods, key=lambda each: (-each.first_on_sale.timestamp(), each.code))
    floors = _floors(goods)
    stores = _stores(cohort_id)
    of_store = {store.id: [g for g in goods if g.store_id == store.id] for store, _score in stores}
    chosen = [(store, score) for store, score in stores if of_store[store.id]][:GOOD_STORES]
    shown = [*best, *newest[:ON_A_FLOOR], *(each for _top, some in floors for each in some)]
    shown += [each for store, _score in chosen for each in of_store[store.id][:IN_A_WINDOW]]
    cards = {card.listing.id: card for card in cards_of(cohort_id, _once(shown))}

    def of(some: Sequence[Goods]) -> list[Card]:
        return [cards[each.listing_id] for each in some if each.listing_id in cards]

    return FrontPage(
        stores=len(stores),
        best=of(best),
        newest=of(newest[:ON_A_FLOOR]),
        floors=[Floor(top, of(some)) for top, some in floors],
        good_stores=[
            GoodStore(store, score, len(of_store[store.id]), of(of_store[store.id][:IN_A_WINDOW]))
            for store, score in chosen
        ],
    )


def best_sellers(cohort_id: int) -> list[Card]:
    """What sells best, for those whose own search found nothing. Two statements."""
    goods = [each for each in list_goods(cohort_id) if each.available > 0]
    return cards_of(cohort_id, goods[:ON_A_FLOOR])


@dataclass(frozen=True, slots=True)
class StoreCard:
    """What stands beside a listing of its store: the scores, how much is on sale."""

    score: Score
    on_sale: int


def card_of(store: Store) -> StoreCard:
    """The store's scores over the last 180 days (rule T-5) and its goods, in one statement."""
    on_sale = sa.select(sa.func.count()).where(
        Listing.cohort_id == store.cohort_id,
        Listing.store_id == store.id,
        Listing.state == ListingState.ON_SALE,
    )
    row = db.session.execute(
        sa.select(
            on_sale.scalar_subquery(),
            sa.func.count(Review.id),
            *(sa.func.coalesce(sa.func.sum(each), 0) for each in _SCORES),
        ).where(
            Review.cohort_id == store.cohort_id,
            Review.store_id == store.id,
            count_lately(store.cohort),
        )
    ).one()
    return StoreCard(Score(*(mean(int(total), row[1]) for total in row[2:])), row[0])


def score_of(store: Store) -> Score:
    """The store's scores over the last 180 days (T-5)."""
    return card_of(store).score


def _stores(cohort_id: int) -> list[tuple[Store, Score]]:
    """All open stores with their scores, the best first; those without reviews come last."""
    rows = db.session.execute(
        sa.select(
            Store,
            sa.func.count(Review.id),
            *(sa.func.coalesce(sa.func.sum(each), 0) for each in _SCORES),
        )
        .outerjoin(Review, (Review.cohort_id == Store.cohort_id) & (Review.store_id == Store.id))
        .where(Store.cohort_id == cohort_id, Store.state.in_(SELLING))
        .group_by(Store.id)
    ).all()
    scored = [(row[0], Score(*(mean(int(total), row[1]) for total in row[2:]))) for row in rows]
    return sorted(scored, key=lambda pair: (-pair[1].goods.hundredths, pair[0].code))


_SCORES = (Review.goods, Review.service, Review.logistics)


def _floors(goods: Sequence[Goods]) -> list[tuple[Category, list[Goods]]]:
    """The best of each top category; the fullest floors first, ties in the order of the tree."""
    by_top: dict[str, list[Goods]] = {}
    for each in goods:
        by_top.setdefault(each.category_code.split(".")[0], []).append(each)
    floors = [(top, by_top[top.code]) for top in top_categories() if top.code in by_top]
    fullest = sorted(floors, key=lambda floor: -len(floor[1]))[:FLOORS]
    return [(top, some[:ON_A_FLOOR]) for top, some in fullest]


def _once(goods: Sequence[Goods]) -> list[Goods]:
    return list({each.listing_id: each for each in goods}.values())
