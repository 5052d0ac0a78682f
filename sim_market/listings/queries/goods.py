"""Reading the goods of one merchant, and one listing or SKU."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.db import db
from app.errors import NotFound
from app.identity.viewer import Viewer
from sim_market.listings.models import SHOWN, Listing, ListingState, Sku, StockMove
from sim_market.listings.queries.shelf import still_there
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of


def get_listing(listing_id: int, *, seen_by: Viewer) -> Listing:
    """A listing of the viewer's own store, with its SKUs; to anyone else it does not exist."""
    store = find_store_of(seen_by.user.id, seen_by.cohort_id)
    listing = store and _listing_of(store, listing_id)
    if not listing:
        raise NotFound(_("没有这件商品"), next_step=_("回商品列表看看"), link="/listings")
    return listing


def _listing_of(store: Store, listing_id: int) -> Listing | None:
    return db.session.scalar(
        sa.select(Listing)
        .join(Store, (Store.cohort_id == Listing.cohort_id) & (Store.id == Listing.store_id))
        .where(
            Listing.id == listing_id,
            Listing.cohort_id == store.cohort_id,
            Listing.store_id == store.id,
            still_there(store),
        )
        .options(contains_eager(Listing.store), selectinload(Listing.skus))
    )


def get_shown_listing(listing_id: int, cohort_id: int) -> Listing:
    """A listing as the mall shows it, on sale or taken off since, with its SKUs and store."""
    listing = db.session.scalar(
        sa.select(Listing)
        .join(Store, (Store.cohort_id == Listing.cohort_id) & (Store.id == Listing.store_id))
        .where(
            Listing.id == listing_id,
            Listing.cohort_id == cohort_id,
            Listing.state.in_(SHOWN),
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
    if sku is None or not sku.active or sku.listing.state not in SHOWN:
        raise NotFound(_("没有这件商品"), next_step=_("回商城看看别的"), link="/mall")
    return sku


def names_of(store: Store, limit: int = 500) -> list[tuple[int, str]]:
    """(id, title) of a store's goods that are not in the bin, in the order of their codes."""
    rows = db.session.execute(
        sa.select(Listing.id, Listing.title)
        .where(
            Listing.cohort_id == store.cohort_id,
            Listing.store_id == store.id,
            Listing.state != ListingState.BINNED,
        )
        .order_by(Listing.code)
        .limit(limit)
    )
    return [(row.id, row.title) for row in rows]


def count_skus(listing: Listing) -> int:
    """How many SKUs it has ever had, those out of the matrix included."""
    mine = sa.select(sa.func.count()).where(
        Sku.cohort_id == listing.cohort_id, Sku.listing_id == listing.id
    )
    return db.session.scalar(mine) or 0


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
