"""What the facts and the curves of the report are called, and what they mean."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

FACTS: dict[str, LazyString] = {
    "elasticity_day": _l("当天的价格弹性：涨价百分之一，当天订单变化百分之几"),
    "elasticity_month": _l("三十天的价格弹性：涨价百分之一，整月订单变化百分之几"),
    "month_over_day": _l("整月弹性是当天的几倍：好价格带来的销量会再带来销量"),
    "promotion_lift": _l("打八折的三天，订单多了几成"),
    "promotion_dip": _l("打折后一周的订单，是不打折时的几成"),
    "price_zero": _l("卖一分钱或一折，三十天的利润（元）"),
    "best_price": _l("利润最高的价格，是通常价的几倍"),
    "click_rate": _l("点击率：看到的人里有多少点进来"),
    "click_to_order": _l("转化率：点进来的人里有多少下单"),
    "slot_ratio": _l("第 1 位的点击是第 10 位的几倍"),
    "slots_rise": _l("前二十位里，位置更靠后点击反而更多的有几处"),
    "peak_hour": _l("一天里人最多的钟点"),
    "trough_hour": _l("一天里人最少的钟点"),
    "peak_to_trough": _l("人最多的钟点是最少的几倍"),
    "midday_orders": _l("10 点到 17 点的订单占全天多少"),
    "big_day_orders": _l("大促当天的订单是平常的几倍"),
    "big_day_views": _l("大促当天的浏览是平常的几倍"),
    "eve_orders": _l("大促前一天的订单是平常的几倍"),
    "top_fifth": _l("卖得最好的两成商品占多少销售额（长尾类目）"),
    "returns_home": _l("家居用品的退货率"),
    "returns_clothes": _l("服装的退货率"),
    "five_stars": _l("五星评价占多少"),
    "mean_stars": _l("评价的平均星级"),
    "ones_over_twos": _l("一星评价是二星的几倍"),
    "straight_back": _l("开店最后十天的订单里，老顾客直接回店的占多少"),
    "unpaid": _l("下了单没有付款的占多少"),
    "remembered": _l("一直打八折三周后，买家心里的“平时价”低了几成"),
    "chat_gain": _l("半分钟内答对顾客，比让人干等多卖几成"),
    "fast_delivery": _l("24 小时发货的订单是 72 小时发货的几倍"),
    "ad_elasticity": _l("广告费多百分之一，订单多百分之几"),
    "luck": _l("同一个市场里，运气占利润差异的多少"),
    "luck_over_markets": _l("换一个市场，运气占利润差异的多少"),
    "twins_apart": _l("决策完全相同的两家店，利润差多少（分）"),
}


@dataclass(frozen=True, slots=True)
class Curve:
    title: LazyString
    unit: LazyString | str
    column: LazyString  # what stands along the bottom
    strong: LazyString
    said: LazyString


CURVES: dict[str, Curve] = {
    "profit_by_price": Curve(
        _l("定价和利润"), _l("元"), _l("价格 ÷ 通常价"),
        _l("利润最高的价格在中间。"),
        _l("白送没有人敢买，太贵没有人要买；比通常价略高或略低，利润差得不多。"),
    ),
    "units_by_price": Curve(
        _l("定价和销量"), _l("件"), _l("价格 ÷ 通常价"),
        _l("便宜得离谱，一件也卖不出去。"),
        _l("低于通常价一半左右，买家开始怀疑有诈；销量最高的价格不是利润最高的价格。"),
    ),
    "views_by_hour": Curve(
        _l("一天里的浏览"), "%", _l("钟点"),
        _l("晚上九点人最多，凌晨四点人最少。"),
        _l("上新、改标题放在晚高峰之前，效果当天就能看到。"),
    ),
    "orders_by_hour": Curve(
        _l("一天里的订单"), "%", _l("钟点"),
        _l("白天逛的人少，下单的比例高。"),
        _l("白天来的人更想买：客服白天要在，晚上也不能断。"),
    ),
    "promotion": Curve(
        _l("第 10 到 12 天打八折"), "%", _l("天"),
        _l("打折那几天卖得多，打完以后卖得少。"),
        _l("多卖的里面约三分之一是从后面的日子借来的：算促销的账，要把之后一周算进去。"),
    ),
    "clicks_by_slot": Curve(
        _l("每一位的点击"), "%", _l("位置"),
        _l("越靠前点击越多，但没有哪一位独占。"),
        _l("排名只通过“被看到”起作用：看到以后买不买，靠的是价格、图片、详情和评价。"),
    ),
}  # fmt: skip


STRATEGIES: dict[str, LazyString] = {
    "careful": _l("用心：标题写全、图片多、发货快、答得快又对、价格公道"),
    "ordinary": _l("普通：样样过得去"),
    "careless": _l("马虎：价高、图少、发货慢、答得慢"),
    "keyword_stuffer": _l("堆砌关键词"),
    "price_zero": _l("几乎白送"),
    "over_promiser": _l("夸大宣传，承诺做不到的发货时间"),
    "brusher": _l("自己刷单"),
}


@dataclass(frozen=True, slots=True)
class Matched:
    """A tournament; `profits` are (name, (mean, lowest, highest) in fen), the best first."""

    seeds: int
    days: int
    holds: bool
    profits: list[tuple[LazyString, tuple[int, int, int]]]


def matched(tournament: dict[str, Any] | None) -> Matched | None:
    if tournament is None:
        return None
    kinds = [tournament[f"{kind}_profit_fen"] for kind in ("mean", "lowest", "highest")]
    names = sorted(STRATEGIES, key=lambda name: -kinds[0][name])
    rows = [(STRATEGIES[name], (kinds[0][name], kinds[1][name], kinds[2][name])) for name in names]
    return Matched(tournament["seeds"], tournament["days"], tournament["holds"], rows)


OURS = _l("本平台的要求")


@dataclass(frozen=True, slots=True)
class Band:
    """Where a value lies in its band: percent of a bar that shows the band and half of it more."""

    name: LazyString
    value: str
    low: str
    high: str
    holds: bool
    source: str
    left: float
    width: float
    at: float


def band(fact: dict[str, Any]) -> Band:
    low, high, value = max(fact["low"], -1e6), fact["high"], fact["value"]
    wide = (high - low) or 1.0
    start, whole = low - wide / 2, wide * 2
    return Band(
        name=FACTS[fact["code"]],
        value=shown(value),
        low="−∞" if fact["low"] < -1e9 else shown(fact["low"]),
        high=shown(high),
        holds=fact["holds"],
        source=str(OURS) if fact["source"] == "liantan" else fact["source"],
        left=25.0,
        width=50.0,
        at=round(min(99.0, max(1.0, 100 * (value - start) / whole)), 1),
    )


def shown(value: float) -> str:
    """Three figures at most after the point, none that say nothing."""
    text = f"{value:,.3f}" if abs(value) < 100 else f"{value:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that belong together, and what a trainee learns from them."""

    title: LazyString
    said: LazyString
    codes: tuple[str, ...]


GROUPS = (
    Group(
        _l("价格"),
        _l("买家对贵比对便宜更敏感，便宜得离谱反而不敢买。所以利润最高的价格在中间，白送最亏。"),
        ("elasticity_day", "elasticity_month", "month_over_day", "best_price", "price_zero"),
    ),
    Group(
        _l("促销"),
        _l("打折当天卖得多，约三分之一是从后面借来的；大促前一天看的人多，下单的不比平时多。"),
        ("promotion_lift", "promotion_dip", "big_day_orders", "big_day_views", "eve_orders",
         "remembered"),
    ),
    Group(
        _l("看到、点开、下单"),
        _l("排名只管有没有人看到；看到以后点不点、买不买，靠图片、价格、详情和评价。"),
        ("click_rate", "click_to_order", "slot_ratio", "slots_rise", "top_fifth",
         "ad_elasticity", "unpaid"),
    ),
    Group(
        _l("一天里的时间"),
        _l("晚上人最多，白天的人更想买：白天要有人答客服，上新赶在晚高峰之前。"),
        ("peak_hour", "trough_hour", "peak_to_trough", "midday_orders"),
    ),
    Group(
        _l("服务、物流和售后"),
        _l("答得快又对、发得快，都会多卖；夸大的话和慢的包裹，会在退货和差评里还回来。"),
        ("chat_gain", "fast_delivery", "returns_home", "returns_clothes", "five_stars",
         "mean_stars", "ones_over_twos", "straight_back"),
    ),
    Group(
        _l("公平"),
        _l("做同样决定的人得到同样的结果，差一分也没有；换一拨买家，名次几乎不变。"),
        ("luck", "luck_over_markets", "twins_apart"),
    ),
)  # fmt: skip


def grouped(found: dict[str, Any]) -> list[tuple[Group, list[Band]]]:
    by_code = {fact["code"]: fact for fact in found["facts"]}
    return [
        (group, [band(by_code[code]) for code in group.codes if code in by_code])
        for group in GROUPS
    ]


MOST_POINTS = 12


def points(pairs: list[list[float]]) -> list[tuple[str, float, str]]:
    """A curve as the charts take it, thinned so that its numbers can be read; both ends stay."""
    steps = min(len(pairs), MOST_POINTS) - 1
    places = sorted({round(n * (len(pairs) - 1) / max(1, steps)) for n in range(steps + 1)})
    return [(shown(pairs[n][0]), pairs[n][1], shown(round(pairs[n][1], 1))) for n in places]
