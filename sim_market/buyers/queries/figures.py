"""A store's figures of the last days: who came when, what became of it, what it earned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.cohorts.models import Cohort
from app.db import db
from sim_market.buyers.models import (
    LostBecause,
    Origin,
    PlannedPurchase,
    PurchaseState,
    TrafficHour,
)
from sim_market.buyers.queries.traffic import count_paid, counted_until, hours_over
from sim_market.orders.models import Order, OrderLine
from sim_market.stores.models import Store

MOST_ORDERS = 5_000


@dataclass(frozen=True, slots=True)
class HourSeen:
    """One hour of a store, all listings together."""

    hour: int
    impressions: int
    clicks: int
    ad_clicks: int
    ad_fen: int
    carts: int = 0
    straight_milli: int = 0

    @property
    def day(self) -> int:
        return self.hour // 24 + 1


@dataclass(frozen=True, slots=True)
class Ending:
    """How many plans of one hour ended in one way."""

    hour: int
    state: PurchaseState
    because: LostBecause | None
    origin: Origin
    number: int
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Sale:
    """A paid order; money in fen. `cost_fen` of the units that were kept. `known`: this shopper
    had bought here before these days.
    """

    day: int
    hour_of_day: int
    shopper_id: int
    paid_fen: int
    refunded_fen: int
    goods_kept_fen: int
    cost_fen: int
    commission_fen: int
    shipped_minutes: int | None  # from payment to the parcel
    known: bool = False

    @property
    def left_fen(self) -> int:
        """Of the goods' price, once goods and commission are paid."""
        return self.goods_kept_fen - self.cost_fen - self.commission_fen


def hours_seen(store: Store, first_day: int) -> list[HourSeen]:
    """Only hours that are over, in order."""
    sums = (
        TrafficHour.impressions, TrafficHour.clicks, TrafficHour.ad_clicks, TrafficHour.ad_fen,
        TrafficHour.carts, TrafficHour.straight_milli,
    )  # fmt: skip
    rows = db.session.execute(
        sa.select(TrafficHour.hour, *(sa.func.sum(each) for each in sums))
        .where(*_over(TrafficHour, store, first_day), TrafficHour.day >= first_day)
        .group_by(TrafficHour.hour)
        .order_by(TrafficHour.hour)
    )
    return [HourSeen(*(int(value) for value in row)) for row in rows]


def endings_of(store: Store, first_day: int) -> list[Ending]:
    by = (
        PlannedPurchase.hour,
        PlannedPurchase.state,
        PlannedPurchase.lost_because,
        PlannedPurchase.origin,
    )
    rows = db.session.execute(
        sa.select(*by, sa.func.count(), count_paid(store))
        .outerjoin(Order, Order.id == PlannedPurchase.order_id)
        .where(*_over(PlannedPurchase, store, first_day))
        .group_by(*by)
    )
    return [
        Ending(hour, state, because, origin, number, int(paid or 0))
        for hour, state, because, origin, number, paid in rows
    ]


def sales_of(store: Store, first_day: int) -> list[Sale]:
    """Orders paid from a day on until the last full hour, people of the class among them."""
    cohort, kept = store.cohort, OrderLine.pay_fen - OrderLine.refunded_fen
    units = OrderLine.quantity - OrderLine.refunded_quantity
    since, before = cohort.day_starts(first_day), aliased(Order)
    known = sa.exists().where(
        before.cohort_id == cohort.id,
        before.store_id == store.id,
        before.shopper_id == Order.shopper_id,
        before.paid_sim_at < since,
    )
    rows = db.session.execute(
        sa.select(
            Order.paid_sim_at,
            Order.shopper_id,
            Order.pay_fen,
            Order.refunded_fen,
            sa.func.sum(kept),
            sa.func.sum(units * OrderLine.unit_cost_fen),
            sa.func.sum(kept * OrderLine.commission_bp / 10_000),
            Order.shipped_sim_at,
            known,
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            Order.cohort_id == cohort.id,
            Order.store_id == store.id,
            Order.paid_sim_at >= since,
            Order.paid_sim_at < counted_until(cohort),
        )
        .group_by(Order.id)
        .order_by(Order.id.desc())
        .limit(MOST_ORDERS)
    )
    return [_sale(cohort, row) for row in rows]


def _sale(cohort: Cohort, row: Sequence[Any]) -> Sale:
    paid_at, shopper, paid, refunded, kept, cost, commission, shipped_at, known = row
    minutes = (paid_at - cohort.sim_start_at) // timedelta(minutes=1)
    return Sale(
        day=minutes // 1440 + 1,
        hour_of_day=minutes // 60 % 24,
        shopper_id=shopper,
        paid_fen=paid,
        refunded_fen=refunded,
        goods_kept_fen=int(kept),
        cost_fen=int(cost),
        commission_fen=int(commission),
        shipped_minutes=_minutes(paid_at, shipped_at),
        known=bool(known),
    )


def _minutes(since: datetime, until: datetime | None) -> int | None:
    return None if until is None else (until - since) // timedelta(minutes=1)


def _over(
    table: type[TrafficHour] | type[PlannedPurchase], store: Store, first_day: int
) -> tuple[Any, ...]:
    return (
        table.cohort_id == store.cohort_id,
        table.store_id == store.id,
        table.hour >= (first_day - 1) * 24,
        table.hour < hours_over(store.cohort),
    )
