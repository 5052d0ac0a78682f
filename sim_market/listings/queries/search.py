"""Goods as buyers see them in lists, and finding them by words, on both databases alike.

The full-text index gives candidates, everything else is the same code for every database: how
well they answer (`search.rank`), by what they can be narrowed (`search.facets`), the order.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.db import db
from sim_market.listings.models import Listing, ListingState, Sku
from sim_market.listings.queries.wishes import Answer as Answer
from sim_market.listings.queries.wishes import Card as Card
from sim_market.listings.queries.wishes import Found as Found
from sim_market.listings.queries.wishes import Goods as Goods
from sim_market.listings.queries.wishes import Sort as Sort
from sim_market.listings.queries.wishes import Wish as Wish
from sim_market.listings.queries.wishes import fits, narrowings, ranked
from sim_market.rules.categories import find_category
from sim_market.search import rank, text
from sim_market.search.match import Concept, Term
from sim_market.search.models import SearchDoc
from sim_market.search.queries import hits, read
from sim_market.search.understand import Meant
from sim_market.stores.models import SELLING, Store

GOODS_PER_PAGE = 30
MOST_RANKED = 2000  # so many goods are ranked and counted; beyond, the index's own rank chooses
Rated = Callable[[int, Sequence[int]], Mapping[int, int]]  # (cohort, listing ids) -> hundredths


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
    order = ranked(chosen, concepts, wish.sort, answer, ratings)
    shown = order[(page - 1) * per_page : page * per_page]
    return Found(
        cards_of(cohort_id, shown),
        len(order),
        exact=answer is Answer.ALL,
        answer=answer,
        meant=meant,
        facets=narrowings(goods, wish),
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
