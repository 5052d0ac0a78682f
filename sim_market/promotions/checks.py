"""What must hold of promotions: what they say they gave is what their uses say (C1-C4)."""

import sqlalchemy as sa

from app.db import db
from sim_market.promotions.models import Coupon, CouponBatch, Promotion, PromotionUse


def spent_adds_up() -> list[str]:
    """A promotion's money and units are those of its uses that were not given back."""
    used = (
        sa.select(
            PromotionUse.promotion_id,
            sa.func.sum(PromotionUse.fen).label("fen"),
            sa.func.sum(PromotionUse.units).label("units"),
        )
        .where(~PromotionUse.released)
        .group_by(PromotionUse.promotion_id)
        .subquery()
    )
    fen, units = sa.func.coalesce(used.c.fen, 0), sa.func.coalesce(used.c.units, 0)
    rows = db.session.execute(
        sa.select(Promotion.id, Promotion.spent_fen, fen)
        .outerjoin(used, used.c.promotion_id == Promotion.id)
        .where((Promotion.spent_fen != fen) | (Promotion.sold_units != units))
    )
    return [f"promotion {row[0]}: {row[1]} fen spent, its uses {row[2]}" for row in rows]


def claims_add_up() -> list[str]:
    """A batch has given out as many coupons as there are, no buyer more than allowed (C1, C2)."""
    held = (
        sa.select(Coupon.coupon_batch_id, sa.func.count().label("count"))
        .group_by(Coupon.coupon_batch_id)
        .subquery()
    )
    count = sa.func.coalesce(held.c.count, 0)
    rows = db.session.execute(
        sa.select(CouponBatch.id, CouponBatch.claimed, count)
        .outerjoin(held, held.c.coupon_batch_id == CouponBatch.id)
        .where(CouponBatch.claimed != count)
    )
    return [f"coupon batch {row[0]}: {row[1]} claimed, {row[2]} coupons" for row in rows]


CHECKS = {"promotions.spent": spent_adds_up, "promotions.claims": claims_add_up}
