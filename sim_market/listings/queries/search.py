"""Goods as buyers see them in lists, and finding them by words, on both databases alike.

The full-text index gives candidates, everything else is the same code for every database: how
well they answer (`search.rank`), by what they can be narrowed (`search.facets`), the order.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.db import db
from sim_market.listings.models import Listing, ListingState, Sku
from sim_market.rules.categories import category_name, find_category
from sim_market.search import facets, rank, text
from sim_market.search.facets import Facets
from sim_market.search.match import Concept, Term
from sim_market.search.models import SearchDoc
from sim_market.search.queries import hits, read
from sim_market.search.rank import Standing
from sim_market.search.understand import Meant
from sim_market.stores.models import SELLING, Store

GOODS_PER_PAGE = 30
MOST_RANKED = 2000  # so many goods are ranked and counted; beyond, the index's own rank chooses
NO_TEXT = 1000  # points of text where nothing was typed
Rated = Callable[[int, Sequence[int]], Mapping[int, int]]  # (cohort, listing ids) -> hundredths


class Sort(StrEnum):
    """In which order goods are shown."""

    BEST = "best"
    SOLD = "sold"
    NEW = "new"
    PRICE_UP = "price_up"
    PRICE_DOWN = "price_down"


class Answer(StrEnum):
    """How what was found answers what was typed."""

    ALL = "all"  # every word
    SOME = "some"  # most of the words
    GUESS = "guess"  # pieces of the words


@dataclass(frozen=True, slots=True)
class Card:
    """A listing in a list: its prices from to, what is available, how many were sold."""

    listing: Listing
    price_fen: int
    highest_fen: int
    available: int
    sold: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found. `exact` is False where only a part of the words was found.

    `capped`: there are more than `total`, which is then the number that was ranked.
    """

    cards: Sequence[Card]
    total: int
    exact: bool = True
    answer: Answer = Answer.ALL
    meant: Meant = field(default_factory=Meant)
    facets: Facets = field(default_factory=Facets)
    capped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a buyer looks for besides words. `category_code` at any level of the tree.

    `attributes`: (name, value) pairs; of one name any value will do. `stores`: any of these.
    """

    category_code: str = ""
    store_id: int | None = None
    low_fen: int | None = None
    high_fen: int | None = None
    in_stock: bool = False
    sort: Sort = Sort.BEST
    attributes: frozenset[tuple[str, str]] = frozenset()
    stores: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Goods:
    """One candidate: what ranking and narrowing look at, without loading the listing."""

    listing_id: int
    code: str
    category_code: str
    attributes: Mapping[str, Any]
    first_on_sale: datetime
    store_id: int
    store_name: str
    search_pm: int
    price_fen: int
    highest_fen: int
    available: int
    sold: int
    fields: tuple[str, ...] = ()

    @cached_property
    def said(self) -> Mapping[str, Sequence[str]]:
        return facets.said_of(self.attributes)


def find_listings(
    cohort_id: int,
    text: str = "",
    wish: Wish | None = None,
    *,
    page: int = 1,
    per_page: int = GOODS_PER_PAGE,
    rated: Rated | None = None,
) -> Found:
    """Goods on sale in open stores that fit, best first; what is sold out comes last.

    All words first, else most of them, else pieces of them. At most six statements, whatever
    the number of goods. `rated` tells the rating of listings, in hundredths of a star.
    """
    wish = wish or Wish()
    meant = read(cohort_id, text) if text.strip() else Meant()
    if text.strip() and not meant.concepts:
        return Found([], 0, meant=meant)
    answer, concepts, goods = _candidates(cohort_id, meant.concepts, wish)
    chosen = [each for each in goods if fits(each, wish)]
    ratings = rated(cohort_id, [each.listing_id for each in chosen]) if rated and chosen else {}
    ranked = _ranked(chosen, concepts, wish.sort, answer, ratings)
    shown = ranked[(page - 1) * per_page : page * per_page]
    return Found(
        cards_of(cohort_id, shown),
        len(ranked),
        exact=answer is Answer.ALL,
        answer=answer,
        meant=meant,
        facets=_facets(goods, wish),
        capped=len(goods) >= MOST_RANKED,
    )


def list_goods(cohort_id: int, wish: Wish | None = None) -> list[Goods]:
    """All goods on sale in open stores, at most `MOST_RANKED`, without loading the listings."""
    return _asked(cohort_id, None, wish or Wish())


def cards_of(cohort_id: int, goods: Sequence[Goods]) -> list[Card]:
    """The listings of these goods, in this order, each with its store. One statement."""
    if not goods:
        return []
    asked = (
        sa.select(Listing)
        .join(Store, (Store.cohort_id == Listing.cohort_id) & (Store.id == Listing.store_id))
        .options(contains_eager(Listing.store))
        .where(Listing.cohort_id == cohort_id, Listing.id.in_([each.listing_id for each in goods]))
    )
    by_id = {listing.id: listing for listing in db.session.scalars(asked)}
    return [
        Card(by_id[each.listing_id], each.price_fen, each.highest_fen, each.available, each.sold)
        for each in goods
        if each.listing_id in by_id
    ]


def fits(goods: Goods, wish: Wish, *, but: str = "") -> bool:
    """Does it fit the wish, leaving out what `but` names: category, price, stock, store, a name?"""
    low, high = wish.low_fen, wish.high_fen
    asked: dict[str, set[str]] = {}
    for name, value in wish.attributes:
        asked.setdefault(name, set()).add(value)
    return (
        (but == "category" or _is_within(goods.category_code, wish.category_code))
        and (but == "price" or low is None or goods.highest_fen >= low)
        and (but == "price" or high is None or goods.price_fen <= high)
        and (but == "stock" or not wish.in_stock or goods.available > 0)
        and (but == "store" or not wish.stores or goods.store_id in wish.stores)
        and all(
            name == but or not values.isdisjoint(goods.said.get(name, ()))
            for name, values in asked.items()
        )
    )


def sums() -> sa.Subquery:
    """Per listing: lowest and highest price, units available and sold."""
    return (
        sa.select(Sku.cohort_id, Sku.listing_id, *_SUMS)
        .group_by(Sku.cohort_id, Sku.listing_id)
        .subquery("sums")
    )


_SUMS = (
    sa.func.min(Sku.price_fen).filter(Sku.active).label("price_fen"),
    sa.func.max(Sku.price_fen).filter(Sku.active).label("highest_fen"),
    sa.func.sum(Sku.on_hand - Sku.reserved).filter(Sku.active).label("available"),
    sa.func.sum(Sku.sold).label("sold"),
)
_FACTS = (
    Listing.id,
    Listing.code,
    Listing.category_code,
    Listing.attributes,
    Listing.first_on_sale_sim_at,
    Listing.store_id,
    Store.name,
    Store.search_pm,
    *_SUMS,
)
_FIELDS = (SearchDoc.title, SearchDoc.category, SearchDoc.attributes, SearchDoc.store)


def on_sale(cohort_id: int) -> sa.Select[Any]:
    """Cards of all goods on sale in open stores, store included; to be narrowed and ordered."""
    per = sums()
    return (
        sa.select(Listing, per.c.price_fen, per.c.highest_fen, per.c.available, per.c.sold)
        .join(per, (per.c.cohort_id == Listing.cohort_id) & (per.c.listing_id == Listing.id))
        .join(Store, (Store.cohort_id == Listing.cohort_id) & (Store.id == Listing.store_id))
        .options(contains_eager(Listing.store))
        .where(*_shown(cohort_id), per.c.cohort_id == cohort_id)
    )


def page_of(asked: sa.Select[Any], page: int, per_page: int, *, exact: bool) -> Found:
    counted = asked.add_columns(sa.func.count().over().label("total"))
    rows = db.session.execute(counted.limit(per_page).offset((page - 1) * per_page)).all()
    cards = [Card(*row[:5]) for row in rows]
    return Found(cards, int(rows[0].total) if rows else 0, exact)


def within(category_code: str) -> sa.ColumnElement[bool]:
    """The category itself and all below it."""
    return (Listing.category_code == category_code) | Listing.category_code.startswith(
        f"{category_code}.", autoescape=True
    )


def _candidates(
    cohort_id: int, concepts: tuple[Concept, ...], wish: Wish
) -> tuple[Answer, tuple[Concept, ...], list[Goods]]:
    """All concepts, else at least half of them, else pieces of the words."""
    if not concepts:
        return Answer.ALL, (), _asked(cohort_id, None, wish)
    goods = _asked(cohort_id, hits(cohort_id, concepts, len(concepts)), wish)
    if goods:  # what only the detail says counts where nothing else does
        named = [each for each in goods if all(rank.said(one, each.fields) for one in concepts)]
        return Answer.ALL, concepts, named or goods
    if len(concepts) > 1:
        half = (len(concepts) + 1) // 2
        if goods := _asked(cohort_id, hits(cohort_id, concepts, half), wish):
            return Answer.SOME, concepts, goods
    pieces = _pieces(concepts)
    goods = _asked(cohort_id, hits(cohort_id, pieces, 1), wish) if pieces else []
    return Answer.GUESS, pieces, goods


def _pieces(concepts: Sequence[Concept]) -> tuple[Concept, ...]:
    found = dict.fromkeys(pair for each in concepts for pair in text.pairs(each.said))
    return tuple(Concept(pair, (Term((pair,)),), 1) for pair in found if text.is_han(pair))[:8]


def _asked(cohort_id: int, found: sa.Subquery | None, wish: Wish) -> list[Goods]:
    """Candidates with all that ranking and facets need, in one statement.

    Category and store narrow here only where nothing was typed: a facet counts its neighbours.
    """
    asked = (
        sa.select(*_FACTS)
        .select_from(Listing)
        .join(Store, (Store.cohort_id == Listing.cohort_id) & (Store.id == Listing.store_id))
        .join(Sku, (Sku.cohort_id == Listing.cohort_id) & (Sku.listing_id == Listing.id))
        .where(*_shown(cohort_id), Sku.active)
    )
    if wish.store_id is not None:
        asked = asked.where(Listing.store_id == wish.store_id)
    if found is None:
        if find_category(wish.category_code):
            asked = asked.where(within(wish.category_code))
        asked = asked.group_by(Listing.id, Store.id).order_by(*_SQL_ORDER[wish.sort], Listing.code)
        return [_goods(row) for row in db.session.execute(asked.limit(MOST_RANKED)).all()]
    best = _best_hits(cohort_id, found)
    asked = (
        asked.join(SearchDoc, (SearchDoc.cohort_id == Listing.cohort_id)
                   & (SearchDoc.listing_id == Listing.id))
        .join(best, best.c.doc_id == SearchDoc.id)
        .add_columns(*_FIELDS)
        .group_by(Listing.id, Store.id, SearchDoc.id)
    )  # fmt: skip
    rows = db.session.execute(asked).all()
    return [_goods(row) for row in rows]


def _goods(row: Any) -> Goods:
    facts: tuple[Any, ...] = tuple(row)[: len(_FACTS)]
    said = tuple(f" {each} " for each in tuple(row)[len(_FACTS) :])
    return Goods(*facts, fields=said)  # type: ignore[misc]


def _best_hits(cohort_id: int, found: sa.Subquery) -> sa.Subquery:
    """Of all hits those on sale, and of these no more than can be ranked."""
    return (
        sa.select(found.c.doc_id)
        .join(SearchDoc, SearchDoc.id == found.c.doc_id)
        .join(Listing, (Listing.cohort_id == SearchDoc.cohort_id)
              & (Listing.id == SearchDoc.listing_id))
        .where(Listing.cohort_id == cohort_id, Listing.state == ListingState.ON_SALE)
        .order_by(found.c.worth, Listing.code)
        .limit(MOST_RANKED)
        .subquery("best")
    )  # fmt: skip


def _shown(cohort_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Listing.cohort_id == cohort_id,
        Listing.state == ListingState.ON_SALE,
        Store.state.in_(SELLING),
    )


_SQL_ORDER: Mapping[Sort, Sequence[Any]] = {
    Sort.BEST: [_SUMS[3].element.desc(), Listing.first_on_sale_sim_at.desc()],
    Sort.SOLD: [_SUMS[3].element.desc()],
    Sort.NEW: [Listing.first_on_sale_sim_at.desc()],
    Sort.PRICE_UP: [_SUMS[0].element],
    Sort.PRICE_DOWN: [_SUMS[0].element.desc()],
}


def _ranked(
    goods: Sequence[Goods],
    concepts: Sequence[Concept],
    sort: Sort,
    answer: Answer,
    ratings: Mapping[int, int],
) -> list[Goods]:
    latest = max((each.first_on_sale for each in goods), default=None)
    whole = answer is Answer.ALL

    def best(each: Goods) -> int:
        points = rank.relevance(concepts, each.fields, all_said=whole) if concepts else NO_TEXT
        return -rank.score(points, _standing(each, ratings, latest))

    by: Mapping[Sort, Callable[[Goods], Any]] = {
        Sort.BEST: best,
        Sort.SOLD: lambda each: -each.sold,
        Sort.NEW: lambda each: -each.first_on_sale.timestamp(),
        Sort.PRICE_UP: lambda each: each.price_fen,
        Sort.PRICE_DOWN: lambda each: -each.price_fen,
    }
    key = by[sort]
    return sorted(goods, key=lambda each: (each.available <= 0, key(each), each.code))


def _standing(goods: Goods, ratings: Mapping[int, int], latest: datetime | None) -> Standing:
    return Standing(
        sold=goods.sold,
        rating=ratings.get(goods.listing_id),
        days_on_sale=(latest - goods.first_on_sale).days if latest else 0,
        available=goods.available,
        search_pm=goods.search_pm,
    )


def _facets(goods: Sequence[Goods], wish: Wish) -> Facets:
    """Each facet counts what would be there without its own choice."""

    def left(but: str) -> list[Goods]:
        return [each for each in goods if fits(each, wish, but=but)]

    names = {name for name, _value in wish.attributes}
    attributes = facets.attribute_choices(left(""), names)
    for name in names & set(attributes):
        attributes[name] = facets.attribute_choices(left(name), {name}).get(name, [])
    stores = Counter(str(each.store_id) for each in left("store"))
    store_names = {str(each.store_id): each.store_name for each in goods}
    return Facets(
        categories=facets.choices(
            Counter(each.category_code for each in left("category")),
            facets.MOST_CATEGORIES,
            category_name,
        ),
        attributes=attributes,
        stores=facets.choices(stores, facets.MOST_STORES, store_names.__getitem__),
        bands=facets.bands([each.price_fen for each in left("price")]),
        in_stock=sum(each.available > 0 for each in left("stock")),
    )


def _is_within(code: str, category_code: str) -> bool:
    known = find_category(category_code) if category_code else None
    return known is None or code == known.code or code.startswith(f"{known.code}.")
