"""Claiming coupons: never more than there are, never more than one buyer may have (C1, C2)."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there, taken
from app.identity.models import User
from app.journal import record
from sim_market.promotions.models import Coupon, CouponBatch, PromotionSpent
from sim_market.shoppers.models import Shopper
from sim_market.verbs import Verb


def claim_coupon(batch: CouponBatch, shopper: Shopper, *, actor: User | None) -> Coupon:
    """One coupon for this buyer. Raises PromotionSpent when there is none left, for this buyer or
    for anybody, and outside the promotion's time; then nothing is kept of it.
    """
    promotion, now = batch.promotion, shopper.cohort.sim_at
    if batch.cohort_id != shopper.cohort_id or not promotion.gives_at(now):
        raise PromotionSpent(_("这张券现在不能领"), next_step=_("看看店里别的优惠"))
    seq = _next_seq(batch, shopper)
    one_more = taken(
        sa.update(CouponBatch)
        .where(CouponBatch.id == batch.id, CouponBatch.claimed < CouponBatch.total)
        .values(claimed=CouponBatch.claimed + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(batch, ["claimed"])
    if not one_more:
        raise PromotionSpent(_("券已经领完了"), next_step=_("看看店里别的优惠"))
    coupon = db.session.scalars(
        sa.select(Coupon).filter_by(
            cohort_id=batch.cohort_id, coupon_batch_id=batch.id, shopper_id=shopper.id, seq=seq
        )
    ).one()
    record(Verb.COUPON_CLAIMED, promotion, actor=actor, title=promotion.name)
    return coupon


def _next_seq(batch: CouponBatch, shopper: Shopper) -> int:
    """The first number that this buyer has not got, taken by its unique key (C2)."""
    key = {
        "cohort_id": batch.cohort_id,
        "coupon_batch_id": batch.id,
        "shopper_id": shopper.id,
    }
    held = sa.select(sa.func.count()).select_from(Coupon).filter_by(**key)
    for seq in range((db.session.scalar(held) or 0) + 1, batch.per_user + 1):
        claimed = {"claimed_sim_at": shopper.cohort.sim_at, "order_number": None}
        if insert_unless_there(Coupon, **key, seq=seq, **claimed):
            return seq
    raise PromotionSpent(
        _("每人最多领 %(n)s 张，您已经领满了", n=batch.per_user), next_step=_("先用掉手里的券")
    )
