"""What an order uses of promotions, and gives back when it is closed: once each (C1, C3, C4)."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, taken
from sim_market.promotions.models import (
    Coupon,
    CouponSpent,
    Promotion,
    PromotionSpent,
    PromotionState,
    PromotionUse,
)
from sim_market.promotions.pricing.quote import Applied, Quote
from sim_market.promotions.pricing.terms import Phase
from sim_market.shoppers.models import Shopper


def use_promotions(
    quote: Quote, order_number: str, shopper: Shopper, coupons: Mapping[str, Coupon]
) -> None:
    """Count what an order was given against budgets, quotas and coupons, in the order's own
    transaction. `coupons`: promotion id -> the coupon. Raises PromotionSpent, CouponSpent; the
    caller's transaction then keeps nothing.
    """
    for each in sorted(quote.applied, key=lambda each: int(each.promotion.id)):
        coupon = coupons.get(each.promotion.id)
        _count(each, order_number, shopper)
        if coupon is not None:
            _spend(coupon, order_number, shopper)
        db.session.add(
            PromotionUse(
                cohort_id=shopper.cohort_id, promotion_id=int(each.promotion.id),
                order_number=order_number, fen=each.fen, units=units_of(each),
                coupon_id=coupon.id if coupon else None, used_sim_at=shopper.cohort.sim_at,
            )
        )  # fmt: skip
    db.session.flush()


def release_uses(order_number: str, cohort_id: int) -> int:
    """Give back what an unpaid order had used; a second time gives back nothing. Returns how many
    uses were given back. A coupon can be used again if its promotion still runs then.
    """
    uses = db.session.scalars(
        sa.select(PromotionUse)
        .where(
            PromotionUse.cohort_id == cohort_id,
            PromotionUse.order_number == order_number,
            ~PromotionUse.released,
        )
        .order_by(PromotionUse.promotion_id)
    ).all()
    return sum(_release(use) for use in uses)


def units_of(each: Applied) -> int:
    """How many units got the price: what a quota counts."""
    return each.times if each.promotion.phase == Phase.UNIT_PRICE else 0


def _count(each: Applied, order_number: str, shopper: Shopper) -> None:
    units = units_of(each)
    counted = taken(
        _quietly(sa.update(Promotion))
        .where(
            Promotion.cohort_id == shopper.cohort_id,
            Promotion.id == int(each.promotion.id),
            Promotion.version == each.promotion.version,
            Promotion.state.in_((PromotionState.RUNNING, PromotionState.SCHEDULED)),
            sa.or_(
                Promotion.budget_fen.is_(None),
                Promotion.spent_fen + each.fen <= Promotion.budget_fen,
            ),
            sa.or_(Promotion.quota.is_(None), Promotion.sold_units + units <= Promotion.quota),
        )
        .values(spent_fen=Promotion.spent_fen + each.fen, sold_units=Promotion.sold_units + units)
    )
    if not counted:
        raise PromotionSpent(
            _("“%(name)s”刚刚用完或有变化，没有下单", name=each.promotion.name),
            next_step=_("看清新的价格，同意再提交"),
        )


def _spend(coupon: Coupon, order_number: str, shopper: Shopper) -> None:
    spent = taken(
        _quietly(sa.update(Coupon))
        .where(
            Coupon.id == coupon.id,
            Coupon.cohort_id == shopper.cohort_id,
            Coupon.shopper_id == shopper.id,
            Coupon.order_number.is_(None),
        )
        .values(order_number=order_number)
    )
    if not spent:
        raise CouponSpent(_("这张券已经用过了，没有下单"), next_step=_("换一张券，或不用券再提交"))


def _release(use: PromotionUse) -> bool:
    given_back = taken(
        _quietly(sa.update(PromotionUse))
        .where(PromotionUse.id == use.id, ~PromotionUse.released)
        .values(released=True)
    )
    if given_back:
        taken(
            _quietly(sa.update(Promotion))
            .where(Promotion.id == use.promotion_id)
            .values(
                spent_fen=Promotion.spent_fen - use.fen,
                sold_units=Promotion.sold_units - use.units,
            )
        )
        taken(
            _quietly(sa.update(Coupon))
            .where(Coupon.id == use.coupon_id, Coupon.order_number == use.order_number)
            .values(order_number=None)
        )
    return given_back


def _quietly(statement: Any) -> Any:
    return statement.execution_options(synchronize_session=False)
