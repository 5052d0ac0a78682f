"""Coupons as the crowd meets them: anybody may claim one, so they are part of the price that is
felt, and they show on the card.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.db import db, savepoint
from app.errors import DomainError
from sim_market.buyers.given import tells_of
from sim_market.buyers.models import PlannedPurchase
from sim_market.promotions.felt import Felt, felt_in
from sim_market.promotions.models import CouponBatch, Promotion
from sim_market.promotions.operations import claim_coupon
from sim_market.promotions.pricing import Kind
from sim_market.promotions.pricing import promotion as pricing
from sim_market.promotions.queries import ALIVE
from sim_market.shoppers.models import Shopper

FOR_ANYBODY = (Kind.STORE_COUPON, Kind.ITEM_COUPON)
OPEN = (
    sa.select(CouponBatch)
    .join(Promotion, Promotion.id == CouponBatch.promotion_id)
    .where(
        CouponBatch.cohort_id == sa.bindparam("cohort"),
        CouponBatch.claimed < CouponBatch.total,
        Promotion.kind.in_(FOR_ANYBODY),
        Promotion.state.in_(ALIVE),
        Promotion.starts_sim_at <= sa.bindparam("at", type_=Promotion.starts_sim_at.type),
        Promotion.ends_sim_at > sa.bindparam("at", type_=Promotion.starts_sim_at.type),
    )
    .options(joinedload(CouponBatch.promotion).selectinload(Promotion.targets))
    .order_by(CouponBatch.id)
    .execution_options(populate_existing=True)
)


def felt_by_crowd(cohort_id: int, at: datetime) -> Felt:
    """What everybody gets in the stores of a class now, coupons that can be claimed included."""
    felt = felt_in(cohort_id, at)
    batches = db.session.scalars(OPEN, {"cohort": cohort_id, "at": at}).all()
    if not batches:
        return felt
    by_store: dict[int | None, list[pricing.Promotion]] = {
        store_id: list(terms) for store_id, terms in felt.by_store.items()
    }
    for batch in batches:
        if batch.promotion.store_id is not None:
            by_store.setdefault(batch.promotion.store_id, []).append(batch.promotion.terms)
    return Felt(by_store)


def shows(felt: Felt, store_id: int, listing_id: int) -> bool:
    """Does anything on the card say that it is cheaper now?"""
    return any(tells_of(terms, str(listing_id)) for terms in felt.of(store_id))


def claim_before(purchase: PlannedPurchase, shopper: Shopper) -> None:
    """Who was shown a lower price, or buys several, claims what the store gives before paying."""
    if not purchase.seen_off_fen and purchase.quantity == 1:
        return
    now = {"cohort": purchase.cohort_id, "at": purchase.cohort.sim_at}
    own = OPEN.where(Promotion.store_id == purchase.store_id)
    for batch in db.session.scalars(own, now).all():
        try:
            with savepoint():
                claim_coupon(batch, shopper, actor=None)
        except DomainError:
            continue  # used up meanwhile, or this buyer has had theirs
