"""Reading what a listing was: versions, reviews, prices that were charged."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased, joinedload

from app.db import db
from app.errors import NotFound
from sim_market.listings.models import (
    Listing,
    ListingReview,
    ListingState,
    ListingVersion,
    Sku,
    SkuPrice,
)

MOST = 50


def list_versions(listing: Listing) -> Sequence[ListingVersion]:
    """The last versions, newest first."""
    return db.session.scalars(
        sa.select(ListingVersion)
        .where(
            ListingVersion.cohort_id == listing.cohort_id,
            ListingVersion.listing_id == listing.id,
        )
        .options(joinedload(ListingVersion.actor))
        .order_by(ListingVersion.number.desc())
        .limit(MOST)
    ).all()


def get_version(listing: Listing, number: int) -> ListingVersion:
    found = db.session.scalar(
        sa.select(ListingVersion).where(
            ListingVersion.cohort_id == listing.cohort_id,
            ListingVersion.listing_id == listing.id,
            ListingVersion.number == number,
        )
    )
    if found is None:
        raise NotFound(
            _("没有这个版本"),
            next_step=_("在版本记录里选一个"),
            link=f"/listings/{listing.id}/history",
        )
    return found


def list_reviews(listing: Listing) -> Sequence[ListingReview]:
    """All rounds of review, newest first."""
    return db.session.scalars(
        sa.select(ListingReview)
        .where(ListingReview.cohort_id == listing.cohort_id, ListingReview.listing_id == listing.id)
        .order_by(ListingReview.round.desc())
        .limit(MOST)
    ).all()


def highest_charged(sku: Sku, *, within_days: int) -> int:
    """The highest price in fen that buyers could pay in the last days of sandbox time; 0 if none.

    Counts a price that began earlier and still stood when the days began.
    """
    since = sku.cohort.sim_at - timedelta(days=within_days)
    mine = (SkuPrice.cohort_id == sku.cohort_id, SkuPrice.sku_id == sku.id)
    standing = (
        sa.select(SkuPrice.price_fen)
        .where(*mine, SkuPrice.since_sim_at <= since)
        .order_by(SkuPrice.since_sim_at.desc(), SkuPrice.id.desc())
        .limit(1)
    )
    later = sa.select(sa.func.max(SkuPrice.price_fen)).where(*mine, SkuPrice.since_sim_at > since)
    return max(db.session.scalar(standing) or 0, db.session.scalar(later) or 0)


def refused() -> sa.ColumnElement[bool]:
    """For a listing: the review has refused what it says now, and it is not on sale."""
    later = aliased(ListingReview)
    asked = (
        (ListingReview.cohort_id == Listing.cohort_id)
        & (ListingReview.listing_id == Listing.id)
        & (ListingReview.version == Listing.version)
    )
    since = sa.exists().where(
        later.cohort_id == ListingReview.cohort_id,
        later.listing_id == ListingReview.listing_id,
        later.round > ListingReview.round,
    )
    resting = Listing.state.in_((ListingState.DRAFT, ListingState.OFF_SALE))
    return resting & sa.exists().where(asked, ~ListingReview.passed, ~since)
