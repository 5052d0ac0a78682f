"""What the figures mean, in a sentence, and what to do next. Figures in, words out."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sim_market.buyers.keywords import Sums
from sim_market.buyers.queries import DayTraffic, Traffic

# Where ordinary listings stand (docs/market.md, facts 8 and 10), basis points.
CLICK_LOW_BP = 350
ORDER_LOW_BP = 200
ENOUGH_SEEN = 300  # fewer impressions say nothing about the click rate
ENOUGH_CLICKS = 40


@dataclass(frozen=True, slots=True)
class Meaning:
    """`strong` is the finding, `said` what it rests on and what to do."""

    strong: str
    said: str


def meaning_of(days: Sequence[DayTraffic]) -> Meaning | None:
    """What the last whole day (or the first hours, if no day is over) says; None without days."""
    if not days:
        return None
    whole = [day for day in days if day.is_over]
    last = (whole or list(days))[-1]
    before = whole[-2] if len(whole) > 1 else None
    return Meaning(finding(last), change(last, before) + advice(last.traffic))


def points_of(days: Sequence[DayTraffic]) -> list[tuple[str, int, str]]:
    """Visitors by day, as the chart takes them."""
    return [
        (_("第 %(n)s 天", n=day.day), day.traffic.clicks, str(day.traffic.clicks)) for day in days
    ]


def hour_points(hours: Sequence[Traffic]) -> list[tuple[str, int, str]]:
    """Visitors by the hour of the day; only the fullest and every sixth hour say their number."""
    most = max((each.clicks for each in hours), default=0)
    return [
        (_("%(n)s 点", n=hour), each.clicks, str(each.clicks) if each.clicks == most else "")
        for hour, each in enumerate(hours)
    ]


def hours_say(hours: Sequence[Traffic]) -> Meaning:
    """When people come, and when those who come are readiest to buy."""
    fullest = max(range(24), key=lambda hour: (hours[hour].clicks, -hour))
    day = sum((hours[hour] for hour in range(10, 17)), Traffic())
    evening = sum((hours[hour] for hour in range(19, 24)), Traffic())
    said = _(
        "10 到 16 点每 100 位访客下 %(a)s 单，19 到 23 点下 %(b)s 单。",
        a=in_hundred(day.order_bp),
        b=in_hundred(evening.order_bp),
    )
    if (day.order_bp or 0) > (evening.order_bp or 0):
        said += _("白天来的人更想买：白天要有人答客服。")
    return Meaning(_("%(n)s 点来的人最多。", n=fullest), said)


FAR_DOWN = 12  # places: beyond, fewer than half of the people scroll as far


def words_say(words: Sequence[tuple[str, Sums]]) -> Meaning | None:
    """The word that brought most, and the one where a better place would help most."""
    seen = [(text, sums) for text, sums in words if sums.clicks]
    if not seen:
        return None
    text, sums = seen[0]
    strong = _("“%(word)s”带来的访客最多：%(n)s 人。", word=text, n=round(sums.clicks / 1000))
    far = [each for each in seen if (each[1].place or 0) > FAR_DOWN]
    if not far:
        return Meaning(strong, _("排名都在前面，接下来看点击率和转化率。"))
    said = _(
        "“%(word)s”平均排在第 %(place)s 位，滑到那里的人不到一半：把标题写全，或用推广补位。",
        word=far[0][0],
        place=round(far[0][1].place or 0),
    )
    return Meaning(strong, said)


def finding(day: DayTraffic) -> str:
    traffic = day.traffic
    return _(
        "第 %(day)s 天%(part)s有 %(clicks)s 位访客，%(bought)s 人下单。",
        day=day.day,
        part="" if day.is_over else _("到现在"),
        clicks=traffic.clicks,
        bought=traffic.bought,
    )


def change(day: DayTraffic, before: DayTraffic | None) -> str:
    """Against the day before, in whole orders."""
    if before is None:
        return ""
    more = day.traffic.bought - before.traffic.bought
    if more > 0:
        return _("比前一天多 %(n)s 单。", n=more)
    return _("比前一天少 %(n)s 单。", n=-more) if more else _("和前一天一样多。")


def advice(traffic: Traffic) -> str:
    """The weakest step from being seen to being bought, and what helps there."""
    if traffic.lost:
        return _(
            "有 %(n)s 人想买却没买成：到“数据”里看原因，把库存和价格稳住。",
            n=traffic.lost,
        )
    if traffic.impressions < ENOUGH_SEEN:
        return _("看到商品的人还少：标题里写上真实的材质、规格和用途，再上几件商品。")
    if (traffic.click_bp or 0) < CLICK_LOW_BP:
        return _(
            "每 100 次曝光只有 %(n)s 人点进来：先改标题、主图，再比一比价格。",
            n=in_hundred(traffic.click_bp),
        )
    if traffic.clicks >= ENOUGH_CLICKS and (traffic.order_bp or 0) < ORDER_LOW_BP:
        return _(
            "每 100 位访客只有 %(n)s 人下单：先看价格、详情和评价。",
            n=in_hundred(traffic.order_bp),
        )
    return _("每 100 位访客有 %(n)s 人下单，保持住。", n=in_hundred(traffic.order_bp))


def in_hundred(basis_points: int | None) -> str:
    """250 -> '2.5'."""
    return f"{(basis_points or 0) / 100:.1f}".rstrip("0").rstrip(".")
