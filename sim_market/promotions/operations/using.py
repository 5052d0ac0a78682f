"""What an order uses of promotions, and gives back when it is closed: once each (C1, C3, C4)."""

from collections.abc import Mapping, Sequence
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
    quote: Quote,
    order_number: str,
    shopper: Shopper,
    coupons: Mapping[str, Coupon],
    among: Sequence[str] = (),
) -> None:
    """Count what an order was given against budgets, quotas and coupons, in the order's own
    transaction. `coupons`: promotion id -> the coupon. `among`: numbers of the orders placed by the
    same checkout, with which it may share a coupon. Raises PromotionSpent, CouponSpent; the
    caller's transaction then keeps nothing.
    """
    if not quote.applied:
        return
    for each in sorted(quote.applied, key=lambda each: int(each.promotion.id)):
        coupon = coupons.get(each.promotion.id)
        _count(each, order_number, shopper)
        if coupon is not None:
            _spend(coupon, order_number, shopper, among)
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


def reuse_promotions(order_number: str, cohort_id: int) -> None:
    """Take again what was given back: an order that was closed by its timer is paid after all (S9).
    Raises PromotionSpent, CouponSpent if somebody else has used it meanwhile.
    """
    uses = db.session.scalars(
        sa.select(PromotionUse)
        .where(
            PromotionUse.cohort_id == cohort_id,
            PromotionUse.order_number == order_number,
            PromotionUse.released,
        )
        .order_by(PromotionUse.promotion_id)
    ).all()
    for use in uses:
        taken(_quietly(sa.update(PromotionUse)).where(PromotionUse.id == use.id).values(
            released=False
        ))  # fmt: skip
        db.session.expire(use, ["released"])
        counted = taken(
            _quietly(sa.update(Promotion))
            .where(Promotion.id == use.promotion_id, *_within_limits(use.fen, use.units))
            .values(_counted(use.fen, use.units))
        )
        again = use.coupon_id is None or taken(
            _quietly(sa.update(Coupon))
            .where(
                Coupon.id == use.coupon_id,
                sa.or_(Coupon.order_number.is_(None), Coupon.order_number == order_number),
            )
            .values(order_number=order_number)
        )
        if not (counted and again):
            raise PromotionSpent(
                _("下单时的优惠已经被用完了，没有付款"), next_step=_("看清现在的价格，重新下单")
            )


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
            *_within_limits(each.fen, units),
        )
        .values(_counted(each.fen, units))
    )
    if not counted:
        raise PromotionSpent(
            _("“%(name)s”刚刚用完或有变化，没有下单", name=each.promotion.name),
            next_step=_("看清新的价格，同意再提交"),
        )


def _within_limits(fen: int, units: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Is there so much left of the budget (C4) and of the units?"""
    return (
        sa.or_(Promotion.budget_fen.is_(None), Promotion.spent_fen + fen <= Promotion.budget_fen),
        sa.or_(Promotion.quota.is_(None), Promotion.sold_units + units <= Promotion.quota),
    )


def _counted(fen: int, units: int) -> dict[Any, Any]:
    return {
        Promotion.spent_fen: Promotion.spent_fen + fen,
        Promotion.sold_units: Promotion.sold_units + units,
    }


def _spend(coupon: Coupon, order_number: str, shopper: Shopper, among: Sequence[str]) -> None:
    """It stays with the first order of a checkout."""
    unused = Coupon.order_number.is_(None)
    spent = taken(
        _quietly(sa.update(Coupon))
        .where(
            Coupon.id == coupon.id,
            Coupon.cohort_id == shopper.cohort_id,
            Coupon.shopper_id == shopper.id,
            sa.or_(unused, Coupon.order_number.in_(among)) if among else unused,
        )
        .values(order_number=sa.func.coalesce(Coupon.order_number, order_number))
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
        _give_coupon_back(use)
    return given_back


def _give_coupon_back(use: PromotionUse) -> None:
    """Once no order of its checkout uses it any more (C3)."""
    if use.coupon_id is None:
        return
    still = sa.select(PromotionUse.id).where(
        PromotionUse.cohort_id == use.cohort_id,
        PromotionUse.coupon_id == use.coupon_id,
        ~PromotionUse.released,
    )
    taken(
        _quietly(sa.update(Coupon))
        .where(Coupon.id == use.coupon_id, ~still.exists())
        .values(order_number=None)
    )


def _quietly(statement: Any) -> Any:
    return statement.execution_options(synchronize_session=False)
