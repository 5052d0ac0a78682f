"""Reading promotions, coupons and their uses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.cohorts.models import Cohort
from app.db import db
from app.errors import NotFound
from sim_market.listings.models import Listing, ListingState
from sim_market.promotions.models import (
    Coupon,
    CouponBatch,
    Promotion,
    PromotionState,
    PromotionUse,
)
from sim_market.promotions.pricing.terms import Kind
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

PER_PAGE = 50
ALIVE = (PromotionState.RUNNING, PromotionState.SCHEDULED)
COUPONS = tuple(kind for kind in Kind if kind.is_coupon)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a promotion has done so far, closed orders left out."""

    orders: int = 0
    fen: int = 0
    units: int = 0


def get_promotion(promotion_id: int, store: Store) -> Promotion:
    """A promotion of this store; to others it does not exist."""
    found = db.session.scalar(
        sa.select(Promotion)
        .where(
            Promotion.id == promotion_id,
            Promotion.cohort_id == store.cohort_id,
            Promotion.store_id == store.id,
        )
        .options(joinedload(Promotion.batch), selectinload(Promotion.targets))
    )
    if found is None:
        raise NotFound(_("没有这个活动"), next_step=_("回活动列表看看"), link="/promotions")
    return found


def get_platform_promotion(promotion_id: int, cohort: Cohort) -> Promotion:
    """What the platform gives in this class; to others it does not exist."""
    found = db.session.scalar(_of_platform(cohort).where(Promotion.id == promotion_id))
    if found is None:
        raise NotFound(_("没有这个平台活动"), next_step=_("回列表看看"), link="/class/coupons")
    return found


def list_platform_promotions(cohort: Cohort) -> Sequence[Promotion]:
    """The latest first."""
    asked = _of_platform(cohort).order_by(Promotion.id.desc()).limit(PER_PAGE)
    return db.session.scalars(asked.options(joinedload(Promotion.batch))).all()


def _of_platform(cohort: Cohort) -> sa.Select[Promotion]:
    return sa.select(Promotion).where(
        Promotion.cohort_id == cohort.id, Promotion.store_id.is_(None)
    )


def list_promotions(
    store: Store, state: PromotionState | None = None, page: int = 1
) -> Sequence[Promotion]:
    """The latest start first."""
    asked = _of(store, state).order_by(Promotion.starts_sim_at.desc(), Promotion.id.desc())
    asked = asked.offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return db.session.scalars(asked.options(joinedload(Promotion.batch))).all()


def count_promotions(store: Store) -> dict[str, int]:
    """State -> how many."""
    rows = db.session.execute(
        sa.select(Promotion.state, sa.func.count())
        .where(Promotion.cohort_id == store.cohort_id, Promotion.store_id == store.id)
        .group_by(Promotion.state)
    )
    return {state.value: count for state, count in rows}


def list_between(store: Store, start: datetime, end: datetime) -> Sequence[Promotion]:
    """What gives or will give something within a window, earliest first: the calendar."""
    return db.session.scalars(
        _of(store)
        .where(
            Promotion.starts_sim_at < end,
            Promotion.ends_sim_at > start,
            Promotion.state != PromotionState.DRAFT,
        )
        .order_by(Promotion.starts_sim_at, Promotion.id)
        .limit(PER_PAGE)
    ).all()


def _of(store: Store, state: PromotionState | None = None) -> sa.Select[Promotion]:
    asked = sa.select(Promotion).where(
        Promotion.cohort_id == store.cohort_id, Promotion.store_id == store.id
    )
    return asked if state is None else asked.where(Promotion.state == state)


def running_in(store_ids: Iterable[int], cohort_id: int, at: datetime) -> list[Promotion]:
    """What gives something now in these stores, coupons left out: those must be claimed."""
    return list(
        db.session.scalars(
            sa.select(Promotion)
            .where(
                Promotion.cohort_id == cohort_id,
                Promotion.store_id.in_(sorted(set(store_ids))),
                Promotion.state.in_(ALIVE),
                Promotion.starts_sim_at <= at,
                Promotion.ends_sim_at > at,
                Promotion.kind.not_in(COUPONS),
            )
            .options(selectinload(Promotion.targets))
            .order_by(Promotion.id)
        )
    )


def coupons_of(shopper: Shopper, store_ids: Iterable[int], at: datetime) -> list[Coupon]:
    """The coupons that this buyer may use now in these stores, unused ones of running batches."""
    return list(
        db.session.scalars(
            sa.select(Coupon)
            .join(CouponBatch, CouponBatch.id == Coupon.coupon_batch_id)
            .join(Promotion, Promotion.id == CouponBatch.promotion_id)
            .where(
                Coupon.cohort_id == shopper.cohort_id,
                Coupon.shopper_id == shopper.id,
                Coupon.order_number.is_(None),
                sa.or_(
                    Promotion.store_id.in_(sorted(set(store_ids))), Promotion.store_id.is_(None)
                ),
                Promotion.state.in_(ALIVE),
                Promotion.starts_sim_at <= at,
                Promotion.ends_sim_at > at,
            )
            .options(
                contains_eager(Coupon.batch)
                .contains_eager(CouponBatch.promotion)
                .joinedload(Promotion.targets)
            )
            .order_by(Coupon.id)
        ).unique()
    )


def effects_of(promotions: Sequence[Promotion]) -> dict[int, Effect]:
    """Promotion id -> what it has done, in one statement."""
    if not promotions:
        return {}
    rows = db.session.execute(
        sa.select(
            PromotionUse.promotion_id,
            sa.func.count(),
            sa.func.sum(PromotionUse.fen),
            sa.func.sum(PromotionUse.units),
        )
        .where(
            PromotionUse.cohort_id == promotions[0].cohort_id,
            PromotionUse.promotion_id.in_([each.id for each in promotions]),
            ~PromotionUse.released,
        )
        .group_by(PromotionUse.promotion_id)
    )
    return {row[0]: Effect(row[1], int(row[2]), int(row[3])) for row in rows}


def list_goods(store: Store) -> Sequence[Listing]:
    """What a promotion may be about: goods outside the bin, with their SKUs."""
    return db.session.scalars(
        sa.select(Listing)
        .where(
            Listing.cohort_id == store.cohort_id,
            Listing.store_id == store.id,
            Listing.state != ListingState.BINNED,
        )
        .options(selectinload(Listing.skus))
        .order_by(Listing.id)
        .limit(500)
    ).all()
