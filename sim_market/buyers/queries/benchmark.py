"""How the stores of a class stand, without names: one row for each open store."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.buyers.models import DeskGain, TrafficHour
from sim_market.buyers.queries.traffic import counted_until, hours_over, share_bp
from sim_market.orders.models import Order
from sim_market.reviews.models import Review
from sim_market.stores.models import SELLING, Store

COUNTED = (Order.paid_sim_at.is_not(None), Order.counted)


@dataclass(frozen=True, slots=True)
class Standing:
    """One store in the last days. Stars are hundredths, None without reviews. `expected_micro`:
    orders that its decisions and its answers may be expected to bring, luck left out, and alone
    against the scripted rivals where the class played together.
    """

    store_id: int
    impressions: int
    clicks: int
    orders: int
    paid_fen: int
    expected_micro: int
    desk_micro: int
    goods: int | None
    service: int | None
    logistics: int | None

    @property
    def order_bp(self) -> int | None:
        return share_bp(self.orders, self.clicks)

    @property
    def expected_tenths(self) -> int:
        """Expected orders in tenths, those that the desk has won among them."""
        return round((self.expected_micro + self.desk_micro) / 100_000)

    @property
    def mean_fen(self) -> int | None:
        """What an order is worth."""
        return self.paid_fen // self.orders if self.orders else None


def standings(of: Store, first_day: int) -> list[Standing]:
    """Every selling store of the class, in one statement."""
    cohort = of.cohort
    since, now = cohort.day_starts(first_day), hours_over(cohort)
    seen = (TrafficHour.day >= first_day, TrafficHour.hour < now)  # by the index on days
    paid = (*COUNTED, Order.paid_sim_at >= since, Order.paid_sim_at < counted_until(cohort))
    alone = sa.func.coalesce(TrafficHour.alone_micro, TrafficHour.expected_micro)
    answered = (DeskGain.hour >= (first_day - 1) * 24, DeskGain.hour < now)
    stars = (Review.written_sim_at >= since,)
    rows = db.session.execute(
        sa.select(
            Store.id,
            _beside(TrafficHour, sa.func.sum(TrafficHour.impressions), *seen),
            _beside(TrafficHour, sa.func.sum(TrafficHour.clicks), *seen),
            _beside(Order, sa.func.count(), *paid),
            _beside(Order, sa.func.sum(Order.pay_fen), *paid),
            _beside(TrafficHour, sa.func.sum(alone), *seen),
            _beside(DeskGain, sa.func.sum(DeskGain.gained_micro), *answered),
            *(
                _beside(Review, sa.func.avg(each * 100), *stars)
                for each in (Review.goods, Review.service, Review.logistics)
            ),
        )
        .where(Store.cohort_id == cohort.id, Store.state.in_(SELLING))
        .order_by(Store.id)
    )
    return [_standing(row) for row in rows]


def _standing(row: Any) -> Standing:
    counts = [int(value or 0) for value in row[:7]]
    stars = [None if value is None else round(float(value)) for value in row[7:]]
    return Standing(*counts, *stars)


def _beside(table: Any, what: Any, *where: Any) -> sa.ScalarSelect[Any]:
    mine = (table.cohort_id == Store.cohort_id, table.store_id == Store.id)
    return (
        sa.select(what).select_from(table).where(*mine, *where).correlate(Store).scalar_subquery()
    )
