"""Goods as buyers see them in lists, and finding them by words (the same on every database)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.db import db
from sim_market.listings import words
from sim_market.listings.models import Listing, ListingState, ListingWord, Sku
from sim_market.rules.categories import find_category
from sim_market.stores.models import SELLING, Store

GOODS_PER_PAGE = 30


class Sort(StrEnum):
    """In which order goods are shown."""

    BEST = "best"
    SOLD = "sold"
    NEW = "new"
    PRICE_UP = "price_up"
    PRICE_DOWN = "price_down"


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
    """One page of what was found. `exact` is False where only a part of the words was found."""

    cards: Sequence[Card]
    total: int
    exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a buyer looks for besides words. `category_code` at any level of the tree."""

    category_code: str = ""
    store_id: int | None = None
    low_fen: int | None = None
    high_fen: int | None = None
    in_stock: bool = False
    sort: Sort = Sort.BEST


def find_listings(
    cohort_id: int,
    text: str = "",
    wish: Wish | None = None,
    *,
    page: int = 1,
    per_page: int = GOODS_PER_PAGE,
) -> Found:
    """Goods on sale in open stores that fit. Words first must all be there; if none fits, some.

    One statement where something fits exactly, two else; the same on every database.
    """
    wish, typed = wish or Wish(), words.query(text)
    if text.strip() and not typed.wished:
        return Found([], 0)
    asked = _asked(cohort_id, typed, wish, exact=True)
    found = page_of(asked, page, per_page, exact=True)
    if found.total or not typed.needed or page > 1:
        return found
    return page_of(_asked(cohort_id, typed, wish, exact=False), page, per_page, exact=False)


def sums() -> sa.Subquery:
    """Per listing: lowest and highest price, units available and sold."""
    return (
        sa.select(
            Sku.cohort_id,
            Sku.listing_id,
            sa.func.min(Sku.price_fen).filter(Sku.active).label("price_fen"),
            sa.func.max(Sku.price_fen).filter(Sku.active).label("highest_fen"),
            sa.func.sum(Sku.on_hand - Sku.reserved).filter(Sku.active).label("available"),
            sa.func.sum(Sku.sold).label("sold"),
        )
        .group_by(Sku.cohort_id, Sku.listing_id)
        .subquery("sums")
    )


def on_sale(cohort_id: int) -> sa.Select[Any]:
    """Cards of all goods on sale in open stores, store included; to be narrowed and ordered."""
    per = sums()
    return (
        sa.select(Listing, per.c.price_fen, per.c.highest_fen, per.c.available, per.c.sold)
        .join(per, (per.c.cohort_id == Listing.cohort_id) & (per.c.listing_id == Listing.id))
        .join(Store, (Store.cohort_id == Listing.cohort_id) & (Store.id == Listing.store_id))
        .options(contains_eager(Listing.store))
        .where(
            Listing.cohort_id == cohort_id,
            Listing.state == ListingState.ON_SALE,
            Store.state.in_(SELLING),
            per.c.cohort_id == cohort_id,
        )
    )


def _asked(cohort_id: int, typed: words.Query, wish: Wish, *, exact: bool) -> sa.Select[Any]:
    asked = on_sale(cohort_id)
    per_listing = asked.selected_columns
    if typed.wished:
        hits = _hits(cohort_id, typed, exact=exact)
        asked = asked.join(hits, hits.c.listing_id == Listing.id)
    else:
        hits = None
    if find_category(wish.category_code):
        asked = asked.where(within(wish.category_code))
    if wish.store_id is not None:
        asked = asked.where(Listing.store_id == wish.store_id)
    if wish.low_fen is not None:
        asked = asked.where(per_listing.highest_fen >= wish.low_fen)
    if wish.high_fen is not None:
        asked = asked.where(per_listing.price_fen <= wish.high_fen)
    if wish.in_stock:
        asked = asked.where(per_listing.available > 0)
    return asked.order_by(*_order(wish.sort, per_listing, hits))


def _hits(cohort_id: int, typed: words.Query, *, exact: bool) -> sa.Subquery:
    """Listings that have the words: how many of the needed ones, and how well they fit."""
    needed = sa.func.sum(sa.case((ListingWord.word.in_(sorted(typed.needed)), 1), else_=0))
    enough = len(typed.needed) if exact else max(2, (len(typed.needed) + 1) // 2)
    return (
        sa.select(
            ListingWord.listing_id,
            needed.label("matched"),
            sa.func.sum(ListingWord.weight).label("score"),
        )
        .where(
            ListingWord.cohort_id == cohort_id,
            ListingWord.word.in_(sorted(typed.wished | typed.needed)),
        )
        .group_by(ListingWord.listing_id)
        .having(needed >= enough)
        .subquery("hits")
    )


def _order(sort: Sort, of: Any, hits: sa.Subquery | None) -> list[Any]:
    """What is sold out comes last; ties are broken by the listing's code, never by chance."""
    by = {
        Sort.BEST: [hits.c.matched.desc(), hits.c.score.desc(), of.sold.desc()]
        if hits is not None
        else [of.sold.desc(), Listing.first_on_sale_sim_at.desc()],
        Sort.SOLD: [of.sold.desc()],
        Sort.NEW: [Listing.first_on_sale_sim_at.desc()],
        Sort.PRICE_UP: [of.price_fen],
        Sort.PRICE_DOWN: [of.price_fen.desc()],
    }[sort]
    return [sa.case((of.available > 0, 0), else_=1), *by, Listing.code]


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
