"""What rows add up to: figures by day and by hour, shares, the class beside. Rows in, sums out."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from sim_market.buyers.models import LostBecause, Origin, PurchaseState
from sim_market.buyers.queries.benchmark import Standing
from sim_market.buyers.queries.figures import Ending, HourSeen, Sale
from sim_market.buyers.queries.traffic import DayTraffic, Traffic, share_bp

ENOUGH_STORES = 4  # fewer classmates could be told by their figures


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day: who came, what was paid on it, what ads cost, what is left. Money in fen."""

    day: int
    is_over: bool
    traffic: Traffic
    paid: int
    paid_fen: int
    ad_fen: int
    left_fen: int

    @property
    def mean_fen(self) -> int | None:
        return self.paid_fen // self.paid if self.paid else None

    @property
    def profit_fen(self) -> int:
        return self.left_fen - self.ad_fen


@dataclass(frozen=True, slots=True)
class Totals:
    """The same over all days, with what only shows over time."""

    traffic: Traffic
    paid: int
    paid_fen: int
    ad_fen: int
    ad_clicks: int
    left_fen: int
    buyers: int
    came_back: int
    refunded: int
    ship_hours: int | None

    @property
    def mean_fen(self) -> int | None:
        return self.paid_fen // self.paid if self.paid else None

    @property
    def repeat_bp(self) -> int | None:
        """Of the buyers of these days, how many bought more than once here, then or before."""
        return share_bp(self.came_back, self.buyers)

    @property
    def refund_bp(self) -> int | None:
        """Of paid orders, how many were refunded in whole or in part."""
        return share_bp(self.refunded, self.paid)

    @property
    def profit_fen(self) -> int:
        return self.left_fen - self.ad_fen


def by_day(
    seen: Sequence[HourSeen], ended: Sequence[Ending], sales: Sequence[Sale], hours_over: int
) -> list[DayFigures]:
    """Days with visitors or sales, in order."""
    days = sorted({each.day for each in seen} | {sale.day for sale in sales})
    return [
        DayFigures(
            day=day,
            is_over=day * 24 <= hours_over,
            traffic=_traffic(
                [each for each in seen if each.day == day],
                [each for each in ended if each.hour // 24 + 1 == day],
            ),
            paid=sum(sale.day == day for sale in sales),
            paid_fen=sum(sale.paid_fen for sale in sales if sale.day == day),
            ad_fen=sum(each.ad_fen for each in seen if each.day == day),
            left_fen=sum(sale.left_fen for sale in sales if sale.day == day),
        )
        for day in days
    ]


def by_hour(seen: Sequence[HourSeen], ended: Sequence[Ending]) -> list[Traffic]:
    """Of the clock, 0 to 23, all days together."""
    return [
        _traffic(
            [each for each in seen if each.hour % 24 == hour],
            [each for each in ended if each.hour % 24 == hour],
        )
        for hour in range(24)
    ]


def totals(seen: Sequence[HourSeen], ended: Sequence[Ending], sales: Sequence[Sale]) -> Totals:
    orders = Counter(sale.shopper_id for sale in sales)
    known = {sale.shopper_id for sale in sales if sale.known}
    sent = [sale.shipped_minutes for sale in sales if sale.shipped_minutes is not None]
    return Totals(
        traffic=_traffic(seen, ended),
        paid=len(sales),
        paid_fen=sum(sale.paid_fen for sale in sales),
        ad_fen=sum(each.ad_fen for each in seen),
        ad_clicks=sum(each.ad_clicks for each in seen),
        left_fen=sum(sale.left_fen for sale in sales),
        buyers=len(orders),
        came_back=sum(number > 1 or who in known for who, number in orders.items()),
        refunded=sum(sale.refunded_fen > 0 for sale in sales),
        ship_hours=round(median(sent) / 60) if sent else None,
    )


def lost_of(ended: Sequence[Ending]) -> dict[LostBecause, int]:
    """Why people who wanted to buy went away, and how many."""
    found: Counter[LostBecause] = Counter()
    for each in ended:
        if each.because is not None:
            found[each.because] += each.number
    return dict(found)


def talked_into(ended: Sequence[Ending]) -> int:
    """How many bought because the desk had answered them well."""
    return sum(
        each.number
        for each in ended
        if each.origin == Origin.DESK and each.state == PurchaseState.BOUGHT
    )


def came_straight(seen: Sequence[HourSeen], ended: Sequence[Ending]) -> tuple[int, int]:
    """Regulars who came straight back: how many visits, how many orders."""
    theirs = (each for each in ended if each.origin == Origin.REGULAR)
    orders = sum(each.number for each in theirs if each.state == PurchaseState.BOUGHT)
    return max(orders, round(sum(each.straight_milli for each in seen) / 1000)), orders


def as_days(days: Sequence[DayFigures]) -> list[DayTraffic]:
    return [DayTraffic(each.day, each.is_over, each.traffic) for each in days]


def _traffic(seen: Sequence[HourSeen], ended: Sequence[Ending]) -> Traffic:
    return Traffic(
        sum(each.impressions for each in seen),
        sum(each.clicks for each in seen),
        sum(each.number for each in ended if each.state == PurchaseState.BOUGHT),
        sum(each.number for each in ended if each.state == PurchaseState.LOST),
        sum(each.carts for each in seen),
        sum(each.paid for each in ended),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """One figure of a store beside the class's: own value, middle, and where the best fourth
    begins. `place`: 0 among the best fourth, 3 among the last.
    """

    code: str
    own: int
    middle: int
    best: int
    place: int


FIGURES: dict[str, Callable[[Standing], int | None]] = {
    "clicks": lambda one: one.clicks,
    "order_bp": lambda one: one.order_bp,
    "mean_fen": lambda one: one.mean_fen,
    "orders": lambda one: one.orders,
    "expected": lambda one: one.expected_tenths,
    "goods": lambda one: one.goods,
    "service": lambda one: one.service,
    "logistics": lambda one: one.logistics,
}


def beside(own: int, stores: Sequence[Standing]) -> list[Beside]:
    """Store `own` among the class; only figures that enough stores have."""
    found = []
    for code, read in FIGURES.items():
        values = {one.store_id: value for one in stores if (value := read(one)) is not None}
        if own in values and len(values) >= ENOUGH_STORES:
            found.append(_beside(code, values[own], sorted(values.values())))
    return found


def _beside(code: str, own: int, values: Sequence[int]) -> Beside:
    better = sum(value > own for value in values)
    quarter = -(-len(values) // 4)
    return Beside(code, own, round(median(values)), values[-quarter], better * 4 // len(values))
