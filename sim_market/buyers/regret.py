"""What a decision brought, in words. Figures in, words out."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.money import yuan
from sim_market.buyers.decisions import Compared, Day, Decision, What
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.meaning import Meaning
from sim_market.buyers.questions import Question
from sim_market.buyers.reviewed import Reviewed

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
        case What.ADS:
            return _bids_said(before, after)
    return _("运费 %(a)s → %(b)s（平均）", a=_sent(before), b=_sent(after))


def _bids_said(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    was, now = max(before["bids"], default=0), max(after["bids"], default=0)
    if not was:
        return _("开始投推广，最高出价 %(b)s", b=yuan(now))
    if not now:
        return _("停了推广（原来最高出价 %(a)s）", a=yuan(was))
    return _("推广最高出价 %(a)s → %(b)s", a=yuan(was), b=yuan(now))


def question_said(question: Question) -> str:
    return {
        Question.NO_ADS: _("如果没有投推广"),
        Question.BIDS_DOUBLE: _("如果出价高一倍"),
        Question.BUDGET_DOUBLE: _("如果日预算多一倍"),
        Question.NEVER_OUT: _("如果没有断货"),
    }[question]


def question_verdict(question: Question, compared: Compared) -> Meaning:
    """What asking differently teaches: figures are what would have been, less what was."""
    orders, margin = -compared.more("orders"), -round(compared.more("margin"))
    strong = _asked_strong(question_said(question), _days(compared), orders, margin)
    if question == Question.NEVER_OUT:
        return Meaning(strong, _out_lesson(margin))
    was, other = _ads(compared.was), _ads(compared.other)
    if not was and not other:
        return Meaning(strong, _unseen_ads())
    spent = _("推广费 %(a)s，会变成 %(b)s，毛利里已经扣掉。", a=yuan(was), b=yuan(other))
    if question == Question.BUDGET_DOUBLE and other - was < HARDLY_FEN:
        return Meaning(strong, spent + _("现在的预算够用，多给也不会多花。"))
    return Meaning(strong, spent + _ads_lesson(question, margin))


def _asked_strong(asked: str, days: int, orders: float, margin: int) -> str:
    if abs(orders) < HARDLY and abs(margin) < HARDLY_FEN:
        return _("%(asked)s，%(n)s 天里订单和毛利都差不多。", asked=asked, n=days)
    return _(
        "%(asked)s，%(n)s 天里%(orders)s，毛利%(margin)s。",
        asked=asked,
        n=days,
        orders=_more(orders),
        margin=_("多 %(sum)s", sum=yuan(margin)) if margin >= 0
        else _("少 %(sum)s", sum=yuan(-margin)),
    )  # fmt: skip


def _days(compared: Compared) -> int:
    """A week that begins in the middle of a day touches eight days and is still a week."""
    return min(7, len(compared.days))


def _unseen_ads() -> str:
    return _(
        "这些天推广没有花钱，也没有带来点击：到“推广”里看每个词的估算，展示是 0 的，"
        "先看价格、标题和图片有没有问题，再加出价。"
    )


def _more(orders: float) -> str:
    if abs(orders) < HARDLY:
        return _("单数不变")
    if orders >= 0:
        return _("会多 %(n)s 单", n=f"{orders:.1f}")
    return _("会少 %(n)s 单", n=f"{-orders:.1f}")


def _ads(days: tuple[Day, ...]) -> int:
    return round(sum(each.ads for each in days) / MICRO)


def _out_lesson(margin: int) -> str:
    if margin <= 0:
        return _("断掉的货本来也卖得少，不急着补。")
    return _("这是断货的代价：卖得动的商品早补货、多备几天；补货的钱和进价按原来的算。")


def _ads_lesson(question: Question, margin: int) -> str:
    if question == Question.NO_ADS:
        if margin > 0:
            return _("推广带来的毛利还不够它的花费：降低出价，只投最准的词，或先把转化率做上去。")
        return _("推广赚回了它的花费。")
    if margin > 0:
        return _("还有余地：可以加，一次加一点，看一天再说。")
    return _("再加就不划算了：多来的人补不上多花的钱。")


def reviews_said(decision: Decision, found: Reviewed) -> str:
    """What the decision did to the reviews, with the figure; and what nobody knows."""
    if decision.what not in (What.PRICE, What.DETAIL, What.PROMISE):
        return _("这种决定不会让买过的人改评价；买的人变了，评价的条数没有跟着变。")
    if not found.written:
        return _("这之后买的人还没有写评价，评价两边一样。")
    if not found.changed:
        return _("这之后的 %(n)s 条评价，没有这个决定星级也一样。", n=found.written)
    return _(
        "这之后的 %(n)s 条评价里有 %(m)s 条星级会不同：平均 %(a)s 星，没有这个决定是 %(b)s 星，"
        "已经算进去。",
        n=found.written,
        m=found.changed,
        a=f"{found.was / found.written:.2f}",
        b=f"{found.other / found.written:.2f}",
    )


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
    days = _days(compared)
    if abs(orders) < HARDLY and abs(margin) < HARDLY_FEN:
        return Meaning(_("这个决定几乎没有影响。"), _("%(n)s 天里订单和毛利都差不多。", n=days))
    strong = _(
        "%(n)s 天里，这个决定%(orders)s，%(margin)s。",
        n=days,
        orders=_brought(orders),
        margin=_("多赚 %(fen)s", fen=yuan(margin)) if margin >= 0
        else _("少赚 %(fen)s", fen=yuan(-margin)),
    )  # fmt: skip
    return Meaning(strong, lesson(orders, margin))


def _brought(orders: float) -> str:
    if abs(orders) < HARDLY:
        return _("没有改变单数")
    if orders > 0:
        return _("多带来 %(n)s 单", n=f"{orders:.1f}")
    return _("少了 %(n)s 单", n=f"{-orders:.1f}")


def lesson(orders: float, margin: int) -> str:
    if orders > 0 and margin < 0:
        return _("单多了钱少了：多卖的补不上每件少赚的。看毛利，不要只看单量。")
    if orders < 0 < margin:
        return _("单少了钱多了：少卖的那些单，赚得没有省下的多。看毛利，不要只看单量。")
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
