"""Keeping what a listing was: a version for each save, a price for each that was charged."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, taken
from app.errors import Conflict
from app.identity.models import User
from sim_market.listings.content import content_of
from sim_market.listings.models import (
    Listing,
    ListingReview,
    ListingState,
    ListingVersion,
    Sku,
    SkuPrice,
    VersionReason,
)
from sim_market.rules.problems import Problem, blocking


def claim_version(listing: Listing, version: int) -> None:
    """The next version is ours, or Conflict: somebody has changed the listing since it was read.

    One guarded update: of several who save at the same time one goes on, and nobody saves a draft
    that has gone on sale meanwhile without the checks of what is on sale.
    """
    _claim(listing, version, version + 1)


def hold(listing: Listing) -> None:
    """Nobody changes the listing until we are done; Conflict if somebody has since it was read."""
    _claim(listing, listing.version, listing.version)


def _claim(listing: Listing, read: int, to: int) -> None:
    claimed = taken(
        sa.update(Listing)
        .where(Listing.id == listing.id, Listing.version == read, Listing.state == listing.state)
        .values(version=to)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(listing, ["version"])
    if not claimed:
        db.session.expire(listing, ["state"])
        raise Conflict(
            _("这件商品刚被改过，您看到的不是最新的"),
            next_step=_("对照两边的内容，核对后再保存一次"),
            link=f"/listings/{listing.id}/history",
        )


def keep_version(listing: Listing, why: VersionReason, *, actor: User | None) -> None:
    """Keep the listing as it stands under its version."""
    db.session.flush()
    db.session.add(
        ListingVersion(
            cohort_id=listing.cohort_id,
            listing_id=listing.id,
            number=listing.version,
            content=content_of(listing),
            why=why,
            actor_id=actor.id if actor else None,
            saved_sim_at=listing.cohort.sim_at,
        )
    )


def keep_review(listing: Listing, problems: tuple[Problem, ...]) -> ListingReview:
    """Keep what the review answered, in the next round."""
    rounds = sa.select(sa.func.count()).where(
        ListingReview.cohort_id == listing.cohort_id, ListingReview.listing_id == listing.id
    )
    review = ListingReview(
        cohort_id=listing.cohort_id,
        listing_id=listing.id,
        round=(db.session.scalar(rounds) or 0) + 1,
        version=listing.version,
        passed=not blocking(problems),
        reasons=[_reason(problem) for problem in problems],
        answered_sim_at=listing.cohort.sim_at,
    )
    db.session.add(review)
    return review


def note_prices(listing: Listing) -> None:
    """From now on buyers pay these prices; 0 while the listing is not on sale (rule B-2)."""
    on_sale = listing.state == ListingState.ON_SALE
    for sku in listing.skus:
        note_price(sku, sku.price_fen if on_sale else 0)


def note_price(sku: Sku, price_fen: int) -> None:
    db.session.add(
        SkuPrice(
            cohort_id=sku.cohort_id,
            sku_id=sku.id,
            price_fen=price_fen,
            since_sim_at=sku.cohort.sim_at,
        )
    )


def _reason(problem: Problem) -> dict[str, Any]:
    return {
        "field": problem.field,
        "rule": str(problem.rule),
        "message": problem.message,
        "level": problem.level.value,
    }
