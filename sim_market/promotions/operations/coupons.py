"""Claiming coupons: never more than there are, never more than one buyer may have (C1, C2)."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there, savepoint, taken
from app.errors import DomainError, NotAllowed, NotFound
from app.identity.models import User
from app.journal import record
from sim_market.promotions.models import Coupon, CouponBatch, PromotionSpent
from sim_market.promotions.offers import batches_with_code, is_spent
from sim_market.rules.pack import RuleId
from sim_market.shoppers.models import Shopper
from sim_market.verbs import Verb


def claim_coupon(batch: CouponBatch, shopper: Shopper, *, actor: User | None) -> Coupon:
    """One coupon for this buyer. Raises PromotionSpent when there is none left, for this buyer or
    for anybody, and outside the promotion's time; NotAllowed in one's own store (T-6). Then nothing
    is kept of it.
    """
    _guard_claim(batch, shopper)
    seq = _next_seq(batch, shopper)
    one_more = taken(
        sa.update(CouponBatch)
        .where(CouponBatch.id == batch.id, CouponBatch.claimed < CouponBatch.total)
        .values(claimed=CouponBatch.claimed + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(batch, ["claimed"])
    if not one_more:
        raise _spent(_("券已经领完了，没有领到"))
    coupon = db.session.scalars(
        sa.select(Coupon).filter_by(
            cohort_id=batch.cohort_id, coupon_batch_id=batch.id, shopper_id=shopper.id, seq=seq
        )
    ).one()
    record(Verb.COUPON_CLAIMED, batch.promotion, actor=actor, title=batch.promotion.name)
    return coupon


def claim_by_code(code: str, shopper: Shopper, *, actor: User | None) -> list[Coupon]:
    """One coupon of every store that gives one for this word (C5). Raises NotFound if nobody
    knows it, and what `claim_coupon` raises if none of them can be claimed.
    """
    batches = batches_with_code(code, shopper.cohort_id, shopper.cohort.sim_at)
    if not batches:
        said = _("没有店铺在用“%(code)s”这个口令，没有领到券", code=code.strip()[:20])
        raise NotFound(
            said, fields={"code": said}, rule=RuleId.COUPON,
            next_step=_("核对口令的每个字；大小写、全角半角和空格没有关系"), link="/mall/coupons",
        )  # fmt: skip
    claimed, refused = [], None
    for batch in batches:
        try:
            with savepoint():
                claimed.append(claim_coupon(batch, shopper, actor=actor))
        except DomainError as refusal:
            refused = refusal
    if refused and not claimed:
        raise refused
    return claimed


def _guard_claim(batch: CouponBatch, shopper: Shopper) -> None:
    promotion, now = batch.promotion, shopper.cohort.sim_at
    if batch.cohort_id == shopper.cohort_id and promotion.ends_sim_at <= now:
        raise _spent(_("“%(name)s”已经过期，没有领到", name=promotion.name))
    if batch.cohort_id != shopper.cohort_id or not promotion.gives_at(now):
        raise _spent(_("这张券现在不能领"))
    if is_spent(promotion):
        raise _spent(_("“%(name)s”的预算用完了，没有领到", name=promotion.name))
    store = promotion.store
    if store and shopper.user_id is not None and store.owner_id == shopper.user_id:
        raise NotAllowed(
            _("不能领自己店的券：自己买自己的东西属于虚假交易"), rule=RuleId.FAKE_TRADE,
            next_step=_("想看买家的样子，可以领同学店里的券"), link="/mall/coupons",
        )  # fmt: skip


def _spent(message: str) -> PromotionSpent:
    return PromotionSpent(
        message, rule=RuleId.COUPON, next_step=_("看看别的券"), link="/mall/coupons"
    )


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
        _("每人最多领 %(n)s 张，您已经领满了", n=batch.per_user), rule=RuleId.COUPON,
        next_step=_("先用掉手里的券"), link="/mall/coupons/mine",
    )  # fmt: skip
