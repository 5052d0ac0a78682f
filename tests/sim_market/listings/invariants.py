"""What must hold of every listing, whatever was done with it, in whatever order."""

from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa

from app.db import db
from sim_market.listings import checks
from sim_market.listings.content import content_of
from sim_market.listings.models import (
    Listing,
    ListingReview,
    ListingState,
    ListingVersion,
    Sku,
    SkuPrice,
)
from sim_market.rules.listing_check import listing_problems
from sim_market.rules.pack import pack
from sim_market.rules.problems import blocking

S = ListingState


def wrong() -> list[str]:
    """All that is wrong with any listing, as the database has it now."""
    db.session.flush()
    db.session.expire_all()
    listings = db.session.scalars(sa.select(Listing).order_by(Listing.id)).all()
    return [
        *checks.stock_adds_up(),
        *checks.search_says_what_goods_say(),
        *(f"{each.code} ({each.state}): {fault}" for each in listings for fault in faults(each)),
    ]


def faults(listing: Listing) -> Iterator[str]:
    yield from times(listing)
    yield from past(listing)
    if listing.is_on_sale:
        facts = replace(listing.facts, available=max(1, listing.available))  # it may sell out
        for problem in blocking(listing_problems(facts, pack(listing.cohort))):
            yield f"on sale against {problem.rule}: {problem.message}"
    for sku in _all_skus(listing):
        charged, on_sale = _charged(sku), listing.is_on_sale and sku.active
        if charged != (sku.price_fen if on_sale else 0):
            yield f"{sku.code} charges {charged}, says {sku.price_fen}, on sale: {on_sale}"


def times(listing: Listing) -> Iterator[str]:
    """State and time columns agree."""
    if (listing.state == S.SCHEDULED) != (listing.scheduled_sim_at is not None):
        yield "scheduled and not, at once"
    if (listing.state == S.BINNED) != (listing.binned_sim_at is not None):
        yield "in the bin and not, at once"
    shown = listing.state in {S.ON_SALE, S.OFF_SALE, S.FROZEN}
    if shown and listing.first_on_sale_sim_at is None:
        yield "shown, but never on sale"
    if listing.state == S.DRAFT and listing.first_on_sale_sim_at is not None:
        yield "a draft that was on sale"
    if listing.scheduled_sim_at and listing.scheduled_sim_at <= listing.cohort.sim_at:
        yield "its hour has passed"


def past(listing: Listing) -> Iterator[str]:
    """Versions and rounds are numbered without gaps; the last version is what stands."""
    versions = db.session.scalars(
        sa.select(ListingVersion)
        .where(ListingVersion.listing_id == listing.id)
        .order_by(ListingVersion.number)
    ).all()
    if [each.number for each in versions] != list(range(1, listing.version + 1)):
        yield f"versions {[each.number for each in versions]} at version {listing.version}"
    elif versions[-1].content != content_of(listing):
        yield f"version {listing.version} is not what stands"
    rounds = db.session.scalars(
        sa.select(ListingReview.round)
        .where(ListingReview.listing_id == listing.id)
        .order_by(ListingReview.round)
    ).all()
    if list(rounds) != list(range(1, len(rounds) + 1)):
        yield f"rounds {list(rounds)}"


def _all_skus(listing: Listing) -> list[Sku]:
    return list(db.session.scalars(sa.select(Sku).where(Sku.listing_id == listing.id)))


def _charged(sku: Sku) -> int:
    last = db.session.scalar(
        sa.select(SkuPrice.price_fen)
        .where(SkuPrice.sku_id == sku.id)
        .order_by(SkuPrice.since_sim_at.desc(), SkuPrice.id.desc())
        .limit(1)
    )
    return last or 0
