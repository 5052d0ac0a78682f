"""What a promotion changed: its goods before, during and after it, the same length of time each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.db import db
from app.flow import State
from sim_market.finance.queries.profit import SUMS, Profit, profit_from
from sim_market.orders.models import Order, OrderLine
from sim_market.promotions.models import Promotion, PromotionState, PromotionUse

SHOWN_DAYS = 21
NOTHING = Profit()


class When(State):
    BEFORE = "before", _l("活动前"), "idle"
    DURING = "during", _l("活动中"), "accent"
    AFTER = "after", _l("活动后"), "info"


@dataclass(frozen=True, slots=True)
class Window:
    """One of the three times. `given_fen`: what this promotion took off in it."""

    when: When
    starts: datetime
    ends: datetime
    profit: Profit = NOTHING
    given_fen: int = 0

    @property
    def hours(self) -> int:
        return max(0, int((self.ends - self.starts).total_seconds()) // 3600)

    def per_day(self, fen: int) -> int:
        """What a day of it came to, rounded down; 0 for a window that has no length yet."""
        seconds = int((self.ends - self.starts).total_seconds())
        return fen * 86_400 // seconds if seconds > 0 else 0


@dataclass(frozen=True, slots=True)
class DaySold:
    """Expected sales of a day: paid orders, units, what was paid and what is left of it, fen."""

    orders: float = 0.0
    units: float = 0.0
    gmv_fen: int = 0
    margin_fen: int = 0

    def __add__(self, other: "DaySold") -> "DaySold":
        return DaySold(
            self.orders + other.orders,
            self.units + other.units,
            self.gmv_fen + other.gmv_fen,
            self.margin_fen + other.margin_fen,
        )


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What the same buyers would have done without a promotion: (sandbox day, with it, without).

    `given_fen` is what it took off in all, `anyway_fen` the part for those who would have bought
    anyway. `why_not` says why there are no figures, `remark` what they leave out.
    """

    days: tuple[tuple[int, DaySold, DaySold], ...] = ()
    given_fen: int = 0
    anyway_fen: int = 0
    strong: str = ""
    said: str = ""
    remark: str = ""
    why_not: str = ""

    @property
    def was(self) -> DaySold:
        return sum((was for _day, was, _other in self.days), DaySold())

    @property
    def other(self) -> DaySold:
        return sum((other for _day, _was, other in self.days), DaySold())


# Whoever knows the market says what would have been; the first answer counts.
OTHERWISE: list[Callable[[Promotion], Otherwise]] = []


def otherwise_of(promotion: Promotion) -> Otherwise | None:
    """None where nobody knows the market, or the promotion is not of one store."""
    if promotion.store_id is None:
        return None
    return next((ask(promotion) for ask in OTHERWISE), None)


@dataclass(frozen=True, slots=True)
class Effects:
    """`days`: (sandbox day, fen paid for the goods on it, window) over all three windows, the last
    days of a long time.
    """

    windows: tuple[Window, ...]
    days: tuple[tuple[int, int, When], ...]


def effects_of(promotion: Promotion) -> Effects:
    """Before, during and after with their figures, from the rows of orders that were paid in them.

    About the goods of the promotion, or all of the store. Orders that were closed since then do
    not count; margins are as `Profit` says. Before the sandbox began there is nothing.
    """
    spans = _spans(promotion)
    cohort, days = promotion.cohort, _days(promotion, spans)
    sums, given = _sums(promotion, spans, days), _given(promotion, spans)
    windows = tuple(
        Window(each.when, each.starts, each.ends, profit_from(sums[n][: len(SUMS)]), given[n])
        if n in sums
        else each
        for n, each in enumerate(spans)
    )
    paid = [row[len(SUMS) :] for row in sums.values()]
    return Effects(
        windows,
        tuple(
            (day, sum(int(row[n] or 0) for row in paid), _when(cohort.day_starts(day), windows[1]))
            for n, day in enumerate(days)
        ),
    )


def windows_of(promotion: Promotion) -> tuple[Window, ...]:
    return effects_of(promotion).windows


def _spans(promotion: Promotion) -> list[Window]:
    now, start = promotion.cohort.sim_at, promotion.starts_sim_at
    end = max(start, min(now, promotion.ends_sim_at))
    if promotion.state == PromotionState.DRAFT:
        end = start
    length = end - start
    before = min(start, max(promotion.cohort.sim_start_at, start - length))
    return [
        Window(When.BEFORE, before, start),
        Window(When.DURING, start, end),
        Window(When.AFTER, end, max(end, min(now, end + length))),
    ]


def _days(promotion: Promotion, spans: Sequence[Window]) -> list[int]:
    cohort = promotion.cohort
    first, last = cohort.day_of(spans[0].starts), cohort.day_of(spans[-1].ends)
    return list(range(max(1, first, last - SHOWN_DAYS + 1), last + 1))


def _when(day_starts: datetime, during: Window) -> When:
    if day_starts + timedelta(days=1) <= during.starts:
        return When.BEFORE
    return When.DURING if day_starts < during.ends else When.AFTER


def _which(spans: Sequence[Window]) -> sa.Label[int]:
    """The place of the window in which an order was paid; one after another, without gaps."""
    asked = [(_within(each.starts, each.ends), n) for n, each in enumerate(spans)]
    return sa.case(*asked).label("which")


def _sums(
    promotion: Promotion, spans: Sequence[Window], days: Sequence[int]
) -> dict[int, Sequence[Any]]:
    """Place of the window -> `SUMS`, then what was paid on each of the days; in one statement."""
    cohort = promotion.cohort
    by_day = [
        sa.func.sum(sa.case((_within(*_day(cohort, day)), OrderLine.pay_fen))) for day in days
    ]
    asked = _lines(promotion, [_which(spans), *SUMS, *by_day])
    rows = db.session.execute(
        asked.where(_within(spans[0].starts, spans[-1].ends)).group_by("which")
    )
    return {row[0]: row[1:] for row in rows if row[0] is not None}


def _given(promotion: Promotion, spans: Sequence[Window]) -> dict[int, int]:
    """Place of the window -> what this promotion took off in it."""
    asked = (
        sa.select(_which(spans), sa.func.sum(PromotionUse.fen))
        .join(
            Order,
            (Order.cohort_id == PromotionUse.cohort_id)
            & (Order.number == PromotionUse.order_number),
        )
        .where(
            PromotionUse.cohort_id == promotion.cohort_id,
            PromotionUse.promotion_id == promotion.id,
            ~PromotionUse.released,
            _within(spans[0].starts, spans[-1].ends),
        )
        .group_by("which")
    )
    found = dict.fromkeys(range(len(spans)), 0)
    return found | {row[0]: int(row[1] or 0) for row in db.session.execute(asked)}


def _lines(promotion: Promotion, columns: Sequence[Any]) -> sa.Select[Any]:
    """Paid lines of the goods that it is about."""
    asked = (
        sa.select(*columns)
        .select_from(OrderLine)
        .join(Order, (Order.cohort_id == OrderLine.cohort_id) & (Order.id == OrderLine.order_id))
        .where(Order.cohort_id == promotion.cohort_id, Order.paid_sim_at.is_not(None))
    )
    if promotion.store_id is not None:
        asked = asked.where(Order.store_id == promotion.store_id)
    about = [each.listing_id for each in promotion.targets]
    return asked.where(OrderLine.listing_id.in_(about)) if about else asked


def _within(low: datetime, high: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Order.paid_sim_at >= low, Order.paid_sim_at < high)


def _day(cohort: Any, day: int) -> tuple[datetime, datetime]:
    return cohort.day_starts(day), cohort.day_starts(day + 1)
