"""What an event of the market means, in words, and how its size is typed. Figures in, words out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, log

from flask_babel import gettext as _

from sim_market.buyers.market.aftermath import MISHAP_PM
from sim_market.buyers.models import EventKind, MarketEvent
from sim_market.buyers.season.scenarios import scenarios

PER_STAR_PM = 150  # of purchases go wrong for each one-star review a day that a scenario names
MOST_FAULTY_PM = 600


def faulty_pm(size: float) -> int:
    """Of a thousand purchases, how many go wrong; `size` as `season.happenings` has it."""
    return min(MOST_FAULTY_PM, MISHAP_PM + round(PER_STAR_PM * size))


def percent_of(kind: EventKind, size_pm: int) -> int:
    """The size as people say it: percent of what is usual, or of what is added."""
    if kind == EventKind.RIVALS:
        return round(100 * (exp(size_pm / 1000) - 1))
    if kind == EventKind.ONE_STARS:
        return round((faulty_pm(size_pm / 1000) - MISHAP_PM) / 10)
    return round(size_pm / 10)


def size_from(kind: EventKind, percent: int) -> int:
    """The other way round; what no size can mean comes out beyond every range."""
    if kind == EventKind.RIVALS:
        return round(1000 * log(1 + percent / 100)) if percent > -100 else -9999
    if kind == EventKind.ONE_STARS:
        return round(percent * 10 * 1000 / PER_STAR_PM)
    return percent * 10


def what_happens(event: MarketEvent) -> str:
    """One sentence for trainees."""
    return said_of(event.kind, percent_of(event.kind, event.size_pm))


def said_of(kind: EventKind, percent: int) -> str:
    match kind:
        case EventKind.VIEWS:
            return _("来逛的人是平时的 %(n)s%%", n=percent)
        case EventKind.READY:
            return _("愿意下单的劲头是平时的 %(n)s%%", n=percent)
        case EventKind.COST:
            return _("供应商的进货价是平时的 %(n)s%%", n=percent)
        case EventKind.SUPPLY if percent < 50:
            return _("供应商断供，新的供货单要等恢复后才确认")
        case EventKind.SUPPLY:
            return _("供应商供货紧张")
        case EventKind.RIVALS if percent < 0:
            return _("同行一起降价 %(n)s%%", n=-percent)
        case EventKind.RIVALS:
            return _("同行一起涨价 %(n)s%%", n=percent)
    return _("有一批货质量不稳，多出 %(n)s%% 的买家会碰上", n=percent)


def what_to_do(event: MarketEvent) -> str:
    """What a careful merchant thinks of first: it depends on which way the event goes."""
    usual = 0 if event.kind in (EventKind.RIVALS, EventKind.ONE_STARS) else 100
    if percent_of(event.kind, event.size_pm) < usual:
        return _when_less(event.kind)
    return _when_more(event.kind)


def _when_less(kind: EventKind) -> str:
    return {
        EventKind.VIEWS: _("来的人少，别急着降价：趁空把标题、主图和详情理好"),
        EventKind.READY: _("愿意下单的人少，少卖是行情，别急着降价；备好货等人回来"),
        EventKind.COST: _("进货便宜了：算一算是多赚一点，还是降一点多卖"),
        EventKind.RIVALS: _("先看利润再决定跟不跟，标题、详情和客服也能把人留住"),
    }.get(kind) or _when_more(kind)


def _when_more(kind: EventKind) -> str:
    return {
        EventKind.VIEWS: _("提前看库存和客服排班，活动要在人来之前设好"),
        EventKind.READY: _("人更想买时先保证有货、发得出"),
        EventKind.COST: _("重新算保本价：跟着涨、少赚，还是换一个货源"),
        EventKind.SUPPLY: _("看还能卖几天，必要时限购、延长承诺发货时间或先下架"),
        EventKind.RIVALS: _("同行贵了，您的价格显得便宜：不用降价，备足货"),
        EventKind.ONE_STARS: _("尽快处理售后、好好回复评价，换一个更稳的货源"),
    }[kind]


LEAST_SHOWN = 14  # days of the timeline


@dataclass(frozen=True, slots=True)
class Plan:
    """What was arranged at one go: a scenario with all that it brings, or one event."""

    title: str
    scenario: str
    events: tuple[MarketEvent, ...]

    @property
    def says(self) -> str:
        found = scenarios().get(self.scenario)
        return found.says if found else ""

    @property
    def first_day(self) -> int:
        return min(each.first_day for each in self.events)

    @property
    def last_day(self) -> int:
        return max(each.last_day for each in self.events)

    @property
    def announced(self) -> bool:
        return any(each.announced for each in self.events)


def plans_of(events: Sequence[MarketEvent]) -> list[Plan]:
    """Events that belong together, in the order in which the first of each is given."""
    found: dict[tuple[str, int, datetime | None], list[MarketEvent]] = {}
    for each in events:
        key = (each.scenario, 0, each.made_sim_at) if each.scenario else ("", each.id, None)
        found.setdefault(key, []).append(each)
    return [
        Plan(group[0].title, group[0].scenario,
             tuple(sorted(group, key=lambda each: (each.first_day, each.id))))
        for group in found.values()
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """An event on a line of days, in percent of its width."""

    event: MarketEvent
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """The days from today on: `marks` are (day, where it begins in percent)."""

    bars: tuple[Bar, ...]
    marks: tuple[tuple[int, float], ...]


def line_of(plans: Sequence[Plan], today: int) -> Line | None:
    """What goes on or is to come; None where nothing is."""
    events = [each for plan in plans for each in plan.events if each.last_day >= today]
    if not events:
        return None
    days = max(LEAST_SHOWN, max(each.last_day for each in events) - today + 1)
    each_day = 100 / days
    bars = [
        Bar(each, round((start - today) * each_day, 2),
            round((each.last_day - start + 1) * each_day, 2))
        for each in events
        for start in [max(today, each.first_day)]
    ]  # fmt: skip
    step = -(-days // 7)
    marks = [(today + n, round(n * each_day, 2)) for n in range(0, days, step)]
    return Line(tuple(bars), tuple(marks))
