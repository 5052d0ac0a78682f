"""Favourites and footprints of one person."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.identity.models import User
from sim_market.listings.models import SHOWN, Listing
from sim_market.mall.models import Favourite, Footprint
from sim_market.mall.queries.carts import in_cart
from sim_market.stores.models import Store

KEPT_PER_PAGE = 20
MOST_FOOTPRINTS = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether a listing and its store are among somebody's favourites; what is in the cart."""

    listing: bool = False
    store: bool = False
    in_cart: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    listings: int = 0
    stores: int = 0
    footprints: int = 0


def kept_of(user: User, listing: Listing) -> Kept:
    """One statement for all that a listing's page says of its viewer."""
    mine = _mine(user, listing.cohort_id)
    row = db.session.execute(
        sa.select(
            sa.exists().where(*mine, Favourite.listing_id == listing.id),
            sa.exists().where(*mine, Favourite.store_id == listing.store_id),
            in_cart(user, listing.cohort_id).scalar_subquery(),
        )
    ).one()
    return Kept(bool(row[0]), bool(row[1]), row[2] or 0)


def keeps_store(user: User, store: Store) -> bool:
    asked = sa.select(Favourite.id).where(
        *_mine(user, store.cohort_id), Favourite.store_id == store.id
    )
    return db.session.scalar(asked) is not None


def count_kept(user: User, cohort_id: int) -> Counts:
    """How much somebody keeps, in one statement."""
    steps = sa.select(sa.func.count()).where(
        Footprint.cohort_id == cohort_id, Footprint.user_id == user.id
    )
    row = db.session.execute(
        sa.select(
            sa.func.count(Favourite.listing_id),
            sa.func.count(Favourite.store_id),
            steps.scalar_subquery(),
        ).where(*_mine(user, cohort_id))
    ).one()
    return Counts(*row)


def list_kept_listings(user: User, cohort_id: int, page: int) -> Sequence[Favourite]:
    """Favourite goods, the last one kept first; also those that are no longer on sale."""
    return db.session.scalars(
        sa.select(Favourite)
        .where(*_mine(user, cohort_id), Favourite.listing_id.is_not(None))
        .options(
            joinedload(Favourite.listing).selectinload(Listing.skus),
            joinedload(Favourite.listing).joinedload(Listing.store),
        )
        .order_by(Favourite.id.desc())
        .limit(KEPT_PER_PAGE)
        .offset((page - 1) * KEPT_PER_PAGE)
    ).all()


def list_kept_stores(user: User, cohort_id: int, page: int) -> Sequence[Favourite]:
    return db.session.scalars(
        sa.select(Favourite)
        .where(*_mine(user, cohort_id), Favourite.store_id.is_not(None))
        .options(joinedload(Favourite.store))
        .order_by(Favourite.id.desc())
        .limit(KEPT_PER_PAGE)
        .offset((page - 1) * KEPT_PER_PAGE)
    ).all()


def list_footprints(user: User, cohort_id: int) -> Sequence[Footprint]:
    """The last goods that were looked at and still have a page, the latest first."""
    return db.session.scalars(
        sa.select(Footprint)
        .join(
            Listing,
            (Listing.cohort_id == Footprint.cohort_id) & (Listing.id == Footprint.listing_id),
        )
        .where(
            Footprint.cohort_id == cohort_id,
            Footprint.user_id == user.id,
            Listing.state.in_(SHOWN),
        )
        .options(joinedload(Footprint.listing), selectinload(Footprint.listing, Listing.skus))
        .order_by(Footprint.seen_sim_at.desc(), Footprint.seen_at.desc(), Footprint.id.desc())
        .limit(MOST_FOOTPRINTS)
    ).all()


def _mine(user: User, cohort_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return Favourite.cohort_id == cohort_id, Favourite.user_id == user.id
