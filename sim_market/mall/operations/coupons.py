"""Claiming coupons in the mall: those that lie about, and those that ask for a word."""

from flask_babel import gettext as _

from app.errors import NotAllowed
from app.identity.models import User
from sim_market.orders.customers import known_to
from sim_market.promotions import operations as promotions
from sim_market.promotions.models import Coupon, CouponBatch
from sim_market.promotions.offers import code_of
from sim_market.promotions.pricing.terms import Kind
from sim_market.rules.pack import RuleId
from sim_market.shoppers.models import Shopper


def claim_offer(batch: CouponBatch, shopper: Shopper, *, actor: User | None) -> Coupon:
    """One coupon of an open offer. Raises what `promotions.claim_coupon` raises, and NotAllowed for
    a newcomers' coupon to somebody who has bought in the store, and for one that needs a word.
    """
    promotion = batch.promotion
    if code_of(promotion):
        raise NotAllowed(
            _("“%(name)s”要输入口令才能领", name=promotion.name), rule=RuleId.COUPON,
            next_step=_("在领券中心输入商家给的口令"), link="/mall/coupons",
        )  # fmt: skip
    if promotion.kind == Kind.NEW_CUSTOMER_COUPON and known_to(shopper, [promotion.store_id]):
        raise NotAllowed(
            _("“%(name)s”只给第一次在本店买的人，您已经买过", name=promotion.name),
            rule=RuleId.COUPON, next_step=_("看看这家店别的券"), link="/mall/coupons",
        )  # fmt: skip
    return promotions.claim_coupon(batch, shopper, actor=actor)


def claim_word(code: str, shopper: Shopper, *, actor: User | None) -> list[Coupon]:
    """The coupons of a word that was typed."""
    return promotions.claim_by_code(code, shopper, actor=actor)
