"""Prices, reasons and refusals in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.money import plain_yuan
from sim_market.promotions.pricing.quote import Step
from sim_market.promotions.pricing.refund import Refusal, Refused
from sim_market.promotions.pricing.terms import Kind, Missing, Reason

KIND_WORDS: Mapping[Kind, Any] = {
    Kind.TIME_DISCOUNT: _l("限时折扣"),
    Kind.FLASH_SALE: _l("秒杀"),
    Kind.GROUP_PRICE: _l("拼团价"),
    Kind.MEMBER_PRICE: _l("会员价"),
    Kind.LIVE_PRICE: _l("直播专享价"),
    Kind.PRESALE: _l("预售"),
    Kind.MULTI_BUY: _l("N 件 N 折"),
    Kind.BUNDLE: _l("搭配套餐"),
    Kind.FULL_REDUCTION: _l("满减"),
    Kind.FULL_DISCOUNT: _l("满折"),
    Kind.GIFT: _l("赠品"),
    Kind.STORE_COUPON: _l("店铺券"),
    Kind.ITEM_COUPON: _l("商品券"),
    Kind.NEW_CUSTOMER_COUPON: _l("新客券"),
    Kind.CODE_COUPON: _l("口令券"),
    Kind.PLATFORM_COUPON: _l("平台券"),
    Kind.POINTS: _l("积分抵扣"),
    Kind.FREE_SHIPPING: _l("包邮"),
}
REASON_WORDS: Mapping[Reason, Any] = {
    Reason.NOT_STARTED: _l("还没开始：%(starts_at)s 起"),
    Reason.ENDED: _l("已经结束：到 %(ends_at)s 为止"),
    Reason.NOTHING_IN_SCOPE: _l("没有参加活动的商品"),
    Reason.AMOUNT_SHORT: _l(
        "还差 %(missing_fen)s 元（满 %(need_fen)s 元可用，现在 %(have_fen)s 元）"
    ),
    Reason.QUANTITY_SHORT: _l("还差 %(missing)s 件（满 %(need)s 件可用，现在 %(have)s 件）"),
    Reason.BUNDLE_INCOMPLETE: _l("套餐不齐：%(sku)s 还差 %(missing)s 件"),
    Reason.NOT_NEW_CUSTOMER: _l("只给第一次在本店买的人"),
    Reason.LEVEL_TOO_LOW: _l("只给 %(need)s 级以上会员，现在是 %(have)s 级"),
    Reason.NO_CODE: _l("要输入口令"),
    Reason.NOT_LIVE: _l("只在直播购物袋里有效"),
    Reason.NOT_GROUP: _l("要拼团购买"),
    Reason.PROVINCE: _l("%(province)s不参加"),
    Reason.QUOTA_GONE: _l("活动名额已经用完"),
    Reason.BUYER_QUOTA_GONE: _l("每人最多 %(need)s 件按活动价，您已经买满"),
    Reason.BUDGET_SHORT: _l("活动预算不够：要 %(need_fen)s 元，只剩 %(have_fen)s 元"),
    Reason.GIFTS_GONE: _l("赠品已经送完"),
    Reason.EXCLUDED: _l("已经用了不能与别的活动同享的活动（%(by)s）"),
    Reason.LANE: _l("同组只用优惠最大的一个（%(by)s）；这一个能省 %(would_give_fen)s 元"),
    Reason.BETTER_PRICE: _l("已经有更低的价（%(by)s）"),
    Reason.NO_GAIN: _l("没有可以再减的钱：价格已经更低，或已到最低价"),
    Reason.NO_SHIPPING: _l("没有运费可减"),
}
STEP_WORDS: Mapping[str, Any] = {
    "list": _l("商品原价"),
    "adjustment": _l("卖家改价"),
    "shipping": _l("运费"),
    "shipping_change": _l("卖家改运费"),
}
REFUSAL_WORDS: Mapping[Refusal, Any] = {
    Refusal.UNKNOWN_LINE: _l("订单里没有“%(line)s”这一行"),
    Refusal.NOTHING: _l("没有说退什么"),
    Refusal.TOO_MANY: _l("“%(line)s”要退 %(asked)s 件，只剩 %(left)s 件可退"),
    Refusal.NO_SUCH_UNIT: _l("“%(line)s”没有第 %(unit)s 件（从 0 数起）"),
    Refusal.UNIT_GONE: _l("“%(line)s”的第 %(unit)s 件已经退过（从 0 数起）"),
    Refusal.KEY_REUSED: _l("编号“%(key)s”用过了，而且内容不同"),
    Refusal.SUM_CHANGED: _l("应退 %(fen)s 元，不是看到的 %(expected_fen)s 元"),
}


def missing_words(missing: Missing) -> str:
    """Why a promotion did not apply: '还差 12.00 元（…）'."""  # word data: an example
    return str(REASON_WORDS[missing.reason]) % in_yuan(missing.facts)


def step_words(step: Step) -> str:
    """A row of the waterfall."""
    if step.applied is None:
        return str(STEP_WORDS[step.what])
    promotion = step.applied.promotion
    kind = str(KIND_WORDS[promotion.kind])
    return _("%(kind)s：%(name)s", kind=kind, name=promotion.name or promotion.id)


def refusal_words(refused: Refused) -> str:
    return str(REFUSAL_WORDS[refused.refusal]) % in_yuan(refused.facts)


def in_yuan(facts: Mapping[str, int | str]) -> dict[str, int | str]:
    """Facts whose names say that they are fen, as yuan."""
    return {
        name: plain_yuan(value) if isinstance(value, int) and name.endswith("fen") else value
        for name, value in facts.items()
    }
