"""What a decision brought, in words. Figures in, words out."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.money import yuan
from sim_market.buyers.decisions import Compared, Decision, What
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.meaning import Meaning

HARDLY, HARDLY_FEN = 0.05, 100  # orders and fen: below both nothing is said to have changed


def change_said(decision: Decision) -> str:
    """'价格 ¥20.00 → ¥18.00', for a list."""
    before, after = decision.before, decision.after
    match decision.what:
        case What.PRICE:
            return _("价格 %(a)s → %(b)s", a=_cheapest(before), b=_cheapest(after))
        case What.PROMOTION:
            return _deal_said(before, after)
        case What.TITLE:
            return _("标题改成“%(b)s”", b=after["title"])
        case What.PICTURES:
            return _("图片 %(a)s 分 → %(b)s 分", a=_hundred(before, "image_pm"),
                     b=_hundred(after, "image_pm"))  # fmt: skip
        case What.DETAIL:
            return _("详情 %(a)s 分 → %(b)s 分", a=_hundred(before, "detail_pm"),
                     b=_hundred(after, "detail_pm"))  # fmt: skip
        case What.PROMISE:
            return _("承诺发货 %(a)s 小时 → %(b)s 小时", a=before["ship_hours"],
                     b=after["ship_hours"])  # fmt: skip
    return _("运费 %(a)s → %(b)s（平均）", a=_sent(before), b=_sent(after))


def _deal_said(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """A promotion that leaves the price of one alone is a mark on the card."""
    if _paid(before) != _paid(after):
        return _("活动价 %(a)s → %(b)s", a=_paid(before), b=_paid(after))
    if after["badge_pm"] > before["badge_pm"]:
        return _("商品卡上多了优惠标记")
    if after["badge_pm"] < before["badge_pm"]:
        return _("商品卡上的优惠标记没有了")
    return _("部分规格的活动价变了")


def verdict(decision: Decision, compared: Compared) -> Meaning:
    """What the decision brought, all days together, and what that teaches."""
    orders, margin = compared.more("orders"), round(compared.more("margin"))
    days = len(compared.days)
    if abs(orders) < HARDLY and abs(margin) < HARDLY_FEN:
        return Meaning(_("这个决定几乎没有影响。"), _("%(n)s 天里订单和毛利都差不多。", n=days))
    strong = _(
        "%(n)s 天里，这个决定%(orders)s，%(margin)s。",
        n=days,
        orders=_("多带来 %(n)s 单", n=f"{orders:.1f}") if orders > 0
        else _("少了 %(n)s 单", n=f"{-orders:.1f}"),
        margin=_("多赚 %(fen)s", fen=yuan(margin)) if margin >= 0
        else _("少赚 %(fen)s", fen=yuan(-margin)),
    )  # fmt: skip
    return Meaning(strong, lesson(orders, margin))


def lesson(orders: float, margin: int) -> str:
    if orders > 0 and margin < 0:
        return _("单多了钱少了：多卖的补不上每件少赚的。看毛利，不要只看单量。")
    if orders < 0 < margin:
        return _("单少了钱多了：每件多赚的超过少卖的。")
    if margin >= 0:
        return _("值得保持；再看看别的商品能不能照做。")
    return _("可以改回去，或者换一样改。")


def lines(compared: Compared, name: str) -> list[tuple[int, float, float]]:
    """(day, what was, what would have been), people or yuan."""
    scale = MICRO * (100 if name == "margin" else 1)
    return [
        (day, getattr(was, name) / scale, getattr(other, name) / scale)
        for day, was, other in zip(compared.days, compared.was, compared.other, strict=True)
    ]


def _cheapest(seen: Any) -> str:
    return yuan(min(v["price_fen"] for v in seen["variants"]))


def _paid(seen: Any) -> str:
    return yuan(min(v["price_fen"] - v["off_fen"] for v in seen["variants"]))


def _sent(seen: Any) -> str:
    return yuan(min(v["shipping_fen"] for v in seen["variants"]))


def _hundred(seen: Any, name: str) -> int:
    return round(int(seen[name]) / 10)
