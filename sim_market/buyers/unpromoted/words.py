"""What a promotion brought beyond what would have come anyway, in words."""

from flask_babel import gettext as _

from app.money import yuan
from sim_market.finance.effects import Otherwise
from sim_market.promotions.models import Promotion, PromotionState
from sim_market.promotions.pricing.terms import Kind

HARDLY = 0.05  # orders
MARK_ONLY = {Kind.MULTI_BUY, Kind.BUNDLE, Kind.GIFT}


def lesson(found: Otherwise) -> tuple[str, str]:
    """The finding, and what it rests on."""
    was, other = found.was, found.other
    more, earned = was.orders - other.orders, was.margin_fen - other.margin_fen
    strong = _(
        "有这个活动%(orders)s，毛利%(margin)s。",
        orders=_("多 %(n)s 单", n=f"{more:.1f}") if more >= 0
        else _("少 %(n)s 单", n=f"{-more:.1f}"),
        margin=_("多 %(sum)s", sum=yuan(earned)) if earned >= 0
        else _("少 %(sum)s", sum=yuan(-earned)),
    )  # fmt: skip
    return strong, _anyway(found) + _judged(more, earned)


def _anyway(found: Otherwise) -> str:
    if found.given_fen <= 0:
        return ""
    return _(
        "让利约 %(given)s，其中 %(anyway)s（%(n)s%%）给了没有活动也会买的人，这叫自然成交。",
        given=yuan(found.given_fen),
        anyway=yuan(found.anyway_fen),
        n=found.anyway_fen * 100 // found.given_fen,
    )


def _judged(more: float, earned: int) -> str:
    if abs(more) < HARDLY:
        return _("几乎没有人因为它多买：门槛太高、力度太小，或只是商品卡上多了一个标记。")
    if earned >= 0:
        return _("多卖的补得上让利，值得再做。")
    return _("多卖的补不上让利：力度小一点、门槛高一点，或只给卖不动的商品。")


def remark(promotion: Promotion) -> str:
    """What the figures leave out."""
    said = _(
        "算的是全店：一件便宜了，店里别的会少卖。"
        "两边都是付了款的期望值：同样的人、同样的页面、同样的评价，只少了这个活动；"
        "销量高低带来的排名变化算在里面，客服劝成的和退货没有算。"
    )
    if promotion.kind in MARK_ONLY:
        said += _("这种活动要买到几件才便宜，市场模型里它只是商品卡上的标记，不会让人多买几件。")
    return said


def why_not(promotion: Promotion, *, begun: bool) -> str:
    """Why there is no number to show."""
    if begun:
        return _("活动刚开始，等一个沙盒小时过去再来看。")
    said = NOT_FELT.get(promotion.kind)
    if said is not None:
        return str(said())
    waiting = {PromotionState.DRAFT, PromotionState.SCHEDULED}
    if promotion.state in waiting:
        return _("活动还没有开始，开始以后过一个沙盒小时，这里会有数。")
    return _("这个活动的时间里，市场没有记下买家感觉到它：商品不在架上，或者价格已经更低。")


def _group() -> str:
    return _("逛市场的模拟买家看的是单买价，拼团价要凑齐人才有，市场模型感觉不到，不编数字。")


def _some() -> str:
    return _("这种优惠只给一部分人，逛市场的模拟买家都按普通买家算，感觉不到它，不编数字。")


def _live() -> str:
    return _("直播专享价只在直播间下单有效，逛市场的模拟买家看不到，不编数字。")


def _presale() -> str:
    return _("预售要先付定金，市场模型没有按有没有预售分开算，不编数字。")


NOT_FELT = {
    Kind.GROUP_PRICE: _group,
    Kind.MEMBER_PRICE: _some,
    Kind.NEW_CUSTOMER_COUPON: _some,
    Kind.CODE_COUPON: _some,
    Kind.PLATFORM_COUPON: _some,
    Kind.POINTS: _some,
    Kind.LIVE_PRICE: _live,
    Kind.PRESALE: _presale,
}
