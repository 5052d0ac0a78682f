"""What a buyer may claim, and the coupons that a buyer holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.db import db
from app.flow import State
from sim_market.listings.models import Listing
from sim_market.promotions.models import (
    Coupon,
    CouponBatch,
    Promotion,
    PromotionState,
)
from sim_market.promotions.pricing.promotion import fold_code
from sim_market.promotions.pricing.terms import Kind
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import SELLING, Store

PER_PAGE = 50
ALIVE = (PromotionState.RUNNING, PromotionState.SCHEDULED)
OPENLY = (Kind.STORE_COUPON, Kind.ITEM_COUPON, Kind.NEW_CUSTOMER_COUPON, Kind.PLATFORM_COUPON)
ASIDE = (Kind.GROUP_PRICE, Kind.PRESALE)  # bought in a way of their own
MOST_CODES = 500
MOST_BESIDE = 200  # promotions that run in one store at a time


class Claim(State):
    """What a buyer can do with an offer."""

    OPEN = "open", _l("可以领"), "ok"
    HELD = "held", _l("已领"), "info"
    GONE = "gone", _l("领完了"), "idle"


class Standing(State):
    """What a coupon is good for now."""

    USABLE = "usable", _l("可以用"), "ok"
    RESTING = "resting", _l("活动暂停"), "warn"
    USED = "used", _l("已使用"), "info"
    EXPIRED = "expired", _l("已过期"), "idle"


@dataclass(frozen=True, slots=True)
class Offer:
    """A batch that anybody may claim from, and how many of it this buyer has."""

    batch: CouponBatch
    mine: int
    promotion: Promotion

    @property
    def left(self) -> int:
        return self.batch.total - self.batch.claimed

    @property
    def claim(self) -> Claim:
        if self.mine >= self.batch.per_user:
            return Claim.HELD
        return Claim.OPEN if self.left > 0 and not is_spent(self.promotion) else Claim.GONE


@dataclass(frozen=True, slots=True)
class Beside:
    """What runs for a listing besides its price. `running`: all that may change its price,
    `in_store`: all that runs in its store, for whatever goods.
    """

    offers: list[Offer]
    together: Promotion | None = None
    presale: Promotion | None = None
    running: tuple[Promotion, ...] = ()
    in_store: tuple[Promotion, ...] = ()


def is_spent(promotion: Promotion) -> bool:
    """Has its budget nothing left to give (C4)?"""
    return promotion.budget_fen is not None and promotion.spent_fen >= promotion.budget_fen


def standing_of(coupon: Coupon, at: datetime) -> Standing:
    """Used, over, resting or usable at this time of the sandbox."""
    promotion = coupon.batch.promotion
    if coupon.order_number is not None:
        return Standing.USED
    if promotion.state == PromotionState.ENDED or promotion.ends_sim_at <= at:
        return Standing.EXPIRED
    return Standing.USABLE if promotion.gives_at(at) else Standing.RESTING


def list_offers(
    cohort_id: int,
    at: datetime,
    *,
    user_id: int | None = None,
    stores: Iterable[int] | None = None,
    page: int = 1,
) -> list[Offer]:
    """What can be claimed now, in open stores: in these stores, or anywhere.

    One statement (two where the goods of each are told: nothing named). Soonest over first.
    """
    rows = db.session.execute(
        _running(cohort_id, at, stores)
        .with_only_columns(CouponBatch, _mine(user_id))
        .options(_with_promotion(deep=stores is None))
        .order_by(Promotion.ends_sim_at, CouponBatch.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return [Offer(batch, int(mine), batch.promotion) for batch, mine in rows]


def beside(listing: Listing, *, user_id: int | None) -> Beside:
    """What runs for a listing, in one statement: what changes its price, coupons to claim, buying
    together, a presale.
    """
    found = db.session.execute(
        sa.select(Promotion, CouponBatch, _mine(user_id))
        .outerjoin(CouponBatch, _same(Promotion, CouponBatch.promotion_id, CouponBatch))
        .where(
            *_standing_now(listing.cohort_id, listing.cohort.sim_at),
            sa.or_(Promotion.store_id == listing.store_id, Promotion.store_id.is_(None)),
        )
        .options(joinedload(Promotion.targets))
        .order_by(Promotion.ends_sim_at, Promotion.id)
        .limit(MOST_BESIDE)
    )
    all_rows = found.unique().all()
    rows = [row for row in all_rows if row[0].is_about(listing.id)]
    offers = [
        Offer(batch, int(mine), promotion)
        for promotion, batch, mine in rows
        if batch and promotion.kind in OPENLY
    ]
    aside = {promotion.kind: promotion for promotion, _batch, _mine in reversed(rows)}
    together, presale = aside.get(Kind.GROUP_PRICE), aside.get(Kind.PRESALE)
    running, in_store = (tuple(row[0] for row in some) for some in (rows, all_rows))
    return Beside(offers, together, presale, running, in_store)


def count_offers(cohort_id: int, at: datetime) -> int:
    asked = _running(cohort_id, at, None).with_only_columns(sa.func.count())
    return db.session.scalar(asked) or 0


def find_offer(batch_id: int, cohort_id: int) -> CouponBatch | None:
    """A batch of this cohort, of whatever time; None for a draft's."""
    return db.session.scalar(
        sa.select(CouponBatch)
        .join(CouponBatch.promotion)
        .outerjoin(Promotion.store)
        .where(
            CouponBatch.id == batch_id,
            CouponBatch.cohort_id == cohort_id,
            Promotion.state != PromotionState.DRAFT,
        )
        .options(_with_promotion(deep=False))
    )


def batches_with_code(code: str, cohort_id: int, at: datetime) -> list[CouponBatch]:
    """Running batches whose code this is, without regard to case, width and blanks (C5)."""
    wanted = fold_code(code)
    found = db.session.scalars(
        _alive(cohort_id, at)
        .where(Promotion.kind == Kind.CODE_COUPON)
        .options(_with_promotion(deep=False))
        .order_by(CouponBatch.id)
        .limit(MOST_CODES)
    )
    return [each for each in found if fold_code(code_of(each.promotion)) == wanted != ""]


def code_of(promotion: Promotion) -> str:
    """The word that is typed for it, "" if it needs none."""
    return str(promotion.condition.get("code") or "")


def list_held(shopper: Shopper, show: Standing, page: int = 1) -> Sequence[Coupon]:
    """This buyer's coupons: USED, EXPIRED, or (USABLE) those that are neither. Usable ones are
    ordered by what is over first, the others by what was claimed last.
    """
    by = Promotion.ends_sim_at if show == Standing.USABLE else Coupon.id.desc()
    return db.session.scalars(
        _held(shopper)
        .where(_standing(shopper.cohort.sim_at) == show.value)
        .options(
            contains_eager(Coupon.batch)
            .contains_eager(CouponBatch.promotion)
            .options(contains_eager(Promotion.store), selectinload(Promotion.targets))
        )
        .order_by(by, Coupon.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()


def count_held(shopper: Shopper) -> dict[str, int]:
    """'usable', 'used', 'expired' -> how many; resting ones count as usable."""
    standing = _standing(shopper.cohort.sim_at)
    asked = _held(shopper).with_only_columns(standing, sa.func.count()).group_by(standing)
    return {str(row[0]): int(row[1]) for row in db.session.execute(asked)}


def _held(shopper: Shopper) -> sa.Select[Any]:
    return (
        sa.select(Coupon)
        .join(CouponBatch, _same(CouponBatch, Coupon.coupon_batch_id, Coupon))
        .join(Promotion, _same(Promotion, CouponBatch.promotion_id, CouponBatch))
        .outerjoin(Promotion.store)
        .where(Coupon.cohort_id == shopper.cohort_id, Coupon.shopper_id == shopper.id)
    )


def _standing(at: datetime) -> sa.ColumnElement[str]:
    over = sa.or_(Promotion.state == PromotionState.ENDED, Promotion.ends_sim_at <= at)
    return sa.case(
        (Coupon.order_number.is_not(None), sa.literal_column("'used'")),
        (over, sa.literal_column("'expired'")),
        else_=sa.literal_column("'usable'"),
    )


def _running(cohort_id: int, at: datetime, stores: Iterable[int] | None) -> sa.Select[Any]:
    asked = _alive(cohort_id, at).where(Promotion.kind.in_(OPENLY))
    if stores is not None:
        asked = asked.where(Promotion.store_id.in_(sorted(set(stores))))
    return asked


def _standing_now(cohort_id: int, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Promotion.cohort_id == cohort_id,
        Promotion.state.in_(ALIVE),
        Promotion.starts_sim_at <= at,
        Promotion.ends_sim_at > at,
    )


def _alive(cohort_id: int, at: datetime) -> sa.Select[Any]:
    return (
        sa.select(CouponBatch)
        .join(CouponBatch.promotion)
        .outerjoin(Promotion.store)
        .where(
            CouponBatch.cohort_id == cohort_id,
            *_standing_now(cohort_id, at),
            sa.or_(Promotion.store_id.is_(None), Store.state.in_(SELLING)),
        )
    )


def _mine(user_id: int | None) -> Any:
    if user_id is None:
        return sa.literal(0)
    return (
        sa.select(sa.func.count())
        .select_from(Coupon)
        .join(Shopper, _same(Shopper, Coupon.shopper_id, Coupon))
        .where(
            Coupon.cohort_id == CouponBatch.cohort_id,
            Coupon.coupon_batch_id == CouponBatch.id,
            Shopper.user_id == user_id,
        )
        .correlate(CouponBatch)
        .scalar_subquery()
    )


def _with_promotion(*, deep: bool) -> Any:
    of = contains_eager(CouponBatch.promotion)
    to_store = contains_eager(Promotion.store)
    return of.options(to_store, selectinload(Promotion.targets)) if deep else of.options(to_store)


def _same(upper: Any, key: Any, lower: Any) -> sa.ColumnElement[bool]:
    joined: sa.ColumnElement[bool] = (upper.cohort_id == lower.cohort_id) & (upper.id == key)
    return joined
