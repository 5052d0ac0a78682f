"""Reading listings: those of a merchant, and those that a buyer looks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.db import db
from app.errors import NotFound
from app.identity.viewer import Viewer
from sim_market.listings import words
from sim_market.listings.models import Listing, ListingState, ListingWord, Sku, StockMove
from sim_market.rules.categories import find_category
from sim_market.stores.models import Store, StoreState

PER_PAGE = 50
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
    found = _page(asked, page, per_page, exact=True)
    if found.total or not typed.needed or page > 1:
        return found
    return _page(_asked(cohort_id, typed, wish, exact=False), page, per_page, exact=False)


def sums() -> sa.Subquery:
    """Per listing: lowest and highest price, units available and sold."""
    return (
        sa.select(
            Sku.cohort_id,
            Sku.listing_id,
            sa.func.min(Sku.price_fen).label("price_fen"),
            sa.func.max(Sku.price_fen).label("highest_fen"),
            sa.func.sum(Sku.on_hand - Sku.reserved).label("available"),
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
            Store.state == StoreState.OPEN,
            per.c.cohort_id == cohort_id,
        )
    )


def get_listing(listing_id: int, *, seen_by: Viewer) -> Listing:
    """A listing of the viewer's own store, with its SKUs; to anyone else it does not exist."""
    listing = db.session.scalar(
        sa.select(Listing)
        .join(Store, (Store.cohort_id == Listing.cohort_id) & (Store.id == Listing.store_id))
        .where(
            Listing.id == listing_id,
            Listing.cohort_id == seen_by.cohort_id,
            Store.owner_id == seen_by.user.id,
        )
        .options(contains_eager(Listing.store), selectinload(Listing.skus))
    )
    if listing is None:
        raise NotFound(_("没有这件商品"), next_step=_("回商品列表看看"), link="/listings")
    return listing


def get_own_sku(sku_id: int, *, seen_by: Viewer) -> Sku:
    """A SKU of the viewer's own store."""
    sku = db.session.scalar(
        sa.select(Sku)
        .join(Listing, (Listing.cohort_id == Sku.cohort_id) & (Listing.id == Sku.listing_id))
        .join(Store, (Store.cohort_id == Listing.cohort_id) & (Store.id == Listing.store_id))
        .where(
            Sku.id == sku_id, Sku.cohort_id == seen_by.cohort_id, Store.owner_id == seen_by.user.id
        )
        .options(contains_eager(Sku.listing).contains_eager(Listing.store))
    )
    if sku is None:
        raise NotFound(_("没有这个规格"), next_step=_("回商品列表看看"), link="/listings")
    return sku


def get_shown_listing(listing_id: int, cohort_id: int) -> Listing:
    """A listing as the mall shows it, on sale or taken off since, with its SKUs and store."""
    listing = db.session.scalar(
        sa.select(Listing)
        .join(Store, (Store.cohort_id == Listing.cohort_id) & (Store.id == Listing.store_id))
        .where(
            Listing.id == listing_id,
            Listing.cohort_id == cohort_id,
            Listing.state != ListingState.DRAFT,
        )
        .options(contains_eager(Listing.store), selectinload(Listing.skus))
    )
    if listing is None:
        raise NotFound(_("没有这件商品"), next_step=_("回商城看看别的"), link="/mall")
    return listing


def get_shown_sku(sku_id: int, cohort_id: int) -> Sku:
    """A SKU of this cohort with its listing and store."""
    sku = db.session.scalar(
        sa.select(Sku)
        .where(Sku.id == sku_id, Sku.cohort_id == cohort_id)
        .options(joinedload(Sku.listing).joinedload(Listing.store))
    )
    if sku is None or sku.listing.state == ListingState.DRAFT:
        raise NotFound(_("没有这件商品"), next_step=_("回商城看看别的"), link="/mall")
    return sku


def list_of_store(
    store: Store, text: str, state: str, category_code: str, page: int
) -> tuple[Sequence[Card], int]:
    """A merchant's goods, newest first: one page and how many there are in all."""
    per = sums()
    asked = (
        sa.select(Listing, per.c.price_fen, per.c.highest_fen, per.c.available, per.c.sold)
        .join(per, (per.c.cohort_id == Listing.cohort_id) & (per.c.listing_id == Listing.id))
        .where(
            Listing.cohort_id == store.cohort_id,
            Listing.store_id == store.id,
            per.c.cohort_id == store.cohort_id,
        )
        .options(selectinload(Listing.skus))
        .order_by(Listing.id.desc())
    )
    if state in set(ListingState):
        asked = asked.where(Listing.state == state)
    if find_category(category_code):
        asked = asked.where(_within(category_code))
    if text.strip():
        like = f"%{_escaped(text.strip())}%"
        asked = asked.where(
            Listing.title.ilike(like, escape="\\") | Listing.code.ilike(like, escape="\\")
        )
    found = _page(asked, page, PER_PAGE, exact=True)
    return found.cards, found.total


def count_by_state(store: Store) -> dict[str, int]:
    """State -> how many listings of this store; states without any are 0."""
    rows = db.session.execute(
        sa.select(Listing.state, sa.func.count())
        .where(Listing.cohort_id == store.cohort_id, Listing.store_id == store.id)
        .group_by(Listing.state)
    ).all()
    return dict.fromkeys(map(str, ListingState), 0) | {str(row[0]): int(row[1]) for row in rows}


def list_moves(listing: Listing, limit: int = 20) -> Sequence[tuple[StockMove, Sku]]:
    """The last movements of stock of a listing, newest first, each with its SKU."""
    rows = db.session.execute(
        sa.select(StockMove, Sku)
        .join(Sku, (Sku.cohort_id == StockMove.cohort_id) & (Sku.id == StockMove.sku_id))
        .where(Sku.cohort_id == listing.cohort_id, Sku.listing_id == listing.id)
        .order_by(StockMove.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def _asked(cohort_id: int, typed: words.Query, wish: Wish, *, exact: bool) -> sa.Select[Any]:
    asked = on_sale(cohort_id)
    per_listing = asked.selected_columns
    if typed.wished:
        hits = _hits(cohort_id, typed, exact=exact)
        asked = asked.join(hits, hits.c.listing_id == Listing.id)
    else:
        hits = None
    if find_category(wish.category_code):
        asked = asked.where(_within(wish.category_code))
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


def _page(asked: sa.Select[Any], page: int, per_page: int, *, exact: bool) -> Found:
    counted = asked.add_columns(sa.func.count().over().label("total"))
    rows = db.session.execute(counted.limit(per_page).offset((page - 1) * per_page)).all()
    cards = [Card(*row[:5]) for row in rows]
    return Found(cards, int(rows[0].total) if rows else 0, exact)


def _within(category_code: str) -> sa.ColumnElement[bool]:
    """The category itself and all below it."""
    return (Listing.category_code == category_code) | Listing.category_code.startswith(
        f"{category_code}.", autoescape=True
    )


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
