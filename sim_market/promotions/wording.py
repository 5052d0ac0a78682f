"""What a promotion gives, in one sentence; and what each kind is for."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.money import plain_yuan
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing.terms import Kind

ABOUT: Mapping[Kind, Any] = {
    Kind.TIME_DISCOUNT: _l(
        "选几件商品，一段时间内便宜卖。适合上新和清仓；长期打折，买家会当成原价。"
    ),
    Kind.FLASH_SALE: _l(
        "少量名额的低价，卖完恢复原价。用来引流，亏的钱按“名额 × 每件亏多少”先算好。"
    ),
    Kind.GROUP_PRICE: _l(
        "几个人一起买，每人便宜。买家会拉同学来；24 小时凑不够人数，平台全额退款，成团前不能发货。"
    ),
    Kind.MEMBER_PRICE: _l(
        "老客比别人便宜一点，买得越多越想留下。级别的门槛在“店铺会员”里定，按确认收货的实付算。"
    ),
    Kind.LIVE_PRICE: _l(
        "只在店铺的直播购物袋里有效的低价：把购物袋的链接发到直播间，外面看得到原因、买不到这个价。"
        "写清每人几件、到几点为止；时间一过恢复原价。"
    ),
    Kind.PRESALE: _l(
        "先收定金备货，活动结束后 48 小时里收尾款。定金最多是预售价的 20%；买家不付，定金归您。"
    ),
    Kind.MULTI_BUY: _l("买得越多越便宜，提高每单件数，摊薄运费。"),
    Kind.FULL_REDUCTION: _l("满一个数减一笔钱。门槛定在平均每单金额的 1.2 到 1.5 倍，买家愿意凑。"),
    Kind.FULL_DISCOUNT: _l("满一个数打折，金额越大减得越多，记得设“最多优惠”。"),
    Kind.STORE_COUPON: _l("买家先领再用，全店可用。没用掉的不花钱。"),
    Kind.ITEM_COUPON: _l("只能买指定商品的券，推单品时用。"),
    Kind.NEW_CUSTOMER_COUPON: _l("只给第一次在本店买的人，用来拉新客。"),
    Kind.CODE_COUPON: _l("输对口令才能用，适合发给老客，或看一个渠道带来多少单。"),
    Kind.BUNDLE: _l("几样东西配成一套卖，带动销量少的。同样的东西单独买还是原价。"),
    Kind.GIFT: _l("满一个数送东西。赠品是 0 元的商品行，占库存、要发货，成本由您出。"),
    Kind.FREE_SHIPPING: _l("满一个数免运费。运费由您付，按常发的省份算好再定门槛。"),
}


def terms_words(promotion: Promotion) -> str:
    """'满 100.00 元减 10.00 元；…'."""  # word data: an example
    said = promotion.parameters
    parts = [_tier(each) for each in said.get("tiers", ())] or [_flat(promotion.kind, said)]
    if said.get("size"):
        parts.append(_("%(n)s 人成团", n=said["size"]))
    if said.get("repeat"):
        parts.append(_("每满都减"))
    if said.get("max_fen"):
        parts.append(_("最多优惠 %(sum)s 元", sum=plain_yuan(said["max_fen"])))
    if said.get("buyer_quota"):
        parts.append(_("每人最多 %(n)s 件", n=said["buyer_quota"]))
    return _("；").join(parts)


def _flat(kind: Kind, said: Mapping[str, Any]) -> str:
    if kind == Kind.BUNDLE:
        return _("%(n)s 件一套", n=sum(item["quantity"] for item in said["items"])) + _gives(said)
    if kind == Kind.PRESALE:
        worth = plain_yuan(said.get("worth_fen", said["deposit_fen"]))
        deposit = plain_yuan(said["deposit_fen"])
        return _("定金 %(sum)s 元，抵 %(worth)s 元", sum=deposit, worth=worth)
    if kind == Kind.FREE_SHIPPING:
        return _from(said) + _("包邮")
    if "every" in said:
        return _multi(said)
    if "prices" in said:
        return _prices(said)
    return _from(said) + _gives(said)


def _prices(said: Mapping[str, Any]) -> str:
    """'3 个规格各有定价，9.90 元起'."""  # word data: an example
    low = plain_yuan(min(said["prices"].values()))
    return _("%(n)s 个规格各有定价，%(sum)s 元起", n=len(said["prices"]), sum=low)


def _multi(said: Mapping[str, Any]) -> str:
    if "price_fen" in said:
        return _("每 %(n)s 件 %(sum)s 元", n=said["every"], sum=plain_yuan(said["price_fen"]))
    return _("每 %(n)s 件，最便宜的一件 %(fold)s 折", n=said["every"], fold=_fold(said))


def _tier(said: Mapping[str, Any]) -> str:
    return _from(said) + _gives(said)


def _from(said: Mapping[str, Any]) -> str:
    if said.get("from_fen"):
        return _("满 %(sum)s 元", sum=plain_yuan(said["from_fen"]))
    if said.get("from_quantity"):
        return _("满 %(n)s 件", n=said["from_quantity"])
    return ""


def _gives(said: Mapping[str, Any]) -> str:
    if "gifts" in said:
        return _("送赠品 %(n)s 件", n=sum(gift["quantity"] for gift in said["gifts"]))
    if "price_fen" in said:
        return _("卖 %(sum)s 元", sum=plain_yuan(said["price_fen"]))
    if said.get("off_bp"):
        return _("打 %(fold)s 折", fold=_fold(said))
    return _("减 %(sum)s 元", sum=plain_yuan(said.get("off_fen", 0)))


def _fold(said: Mapping[str, Any]) -> str:
    return f"{(Decimal(10_000 - said['off_bp']) / 1_000).normalize():f}"
