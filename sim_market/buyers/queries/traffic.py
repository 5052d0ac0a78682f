"""Reading what the crowd did: by day, by listing, and what was lost. Only hours that are over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db
from sim_market.buyers.models import LostBecause, PlannedPurchase, PurchaseState, TrafficHour
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.stores.models import Store

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Traffic:
    """How many saw, opened, ordered (`bought`), and went away without what they wanted.

    `carts`: who put it into their cart, those who ordered among them; `paid`: of those who ordered.
    """

    impressions: int = 0
    clicks: int = 0
    bought: int = 0
    lost: int = 0
    carts: int = 0
    paid: int = 0

    def __add__(self, other: "Traffic") -> "Traffic":
        return Traffic(
            self.impressions + other.impressions,
            self.clicks + other.clicks,
            self.bought + other.bought,
            self.lost + other.lost,
            self.carts + other.carts,
            self.paid + other.paid,
        )

    @property
    def click_bp(self) -> int | None:
        """Of those who saw it, how many opened it; basis points."""
        return share_bp(self.clicks, self.impressions)

    @property
    def order_bp(self) -> int | None:
        """Of those who opened it, how many ordered; basis points."""
        return share_bp(self.bought, self.clicks)

    @property
    def cart_bp(self) -> int | None:
        """Of those who opened it, how many put it into their cart; basis points."""
        return share_bp(self.carts, self.clicks)

    @property
    def pay_bp(self) -> int | None:
        """Of those who ordered, how many have paid; basis points."""
        return share_bp(self.paid, self.bought)

    @property
    def unpaid(self) -> int:
        """Ordered, and not paid until now."""
        return self.bought - self.paid


@dataclass(frozen=True, slots=True)
class DayTraffic:
    day: int
    is_over: bool
    traffic: Traffic


@dataclass(frozen=True, slots=True)
class ListingTraffic:
    listing_id: int
    title: str
    picture: str | None
    traffic: Traffic


def share_bp(part: int, whole: int) -> int | None:
    """Half up; None where there is nothing to share."""
    return (part * 20_000 + whole) // (2 * whole) if whole else None


def hours_over(cohort: Cohort) -> int:
    """How many hours of the sandbox have passed: hour n is over once n+1 have."""
    return (cohort.sim_at - cohort.sim_start_at) // timedelta(hours=1)


def counted_until(cohort: Cohort) -> datetime:
    """Sandbox time up to which figures count: the last full hour, like visitors."""
    return cohort.sim_start_at + timedelta(hours=hours_over(cohort))


def list_days(store: Store, *, most: int = 14) -> list[DayTraffic]:
    """The last days with buyers, oldest first; the day under way is the last."""
    seen = db.session.execute(
        sa.select(TrafficHour.day, *_sums(TrafficHour))
        .where(*_of(TrafficHour, store))
        .group_by(TrafficHour.day)
        .order_by(TrafficHour.day.desc())
        .limit(most)
    ).all()
    ended = _endings(store, PlannedPurchase.hour // 24 + 1)
    now = hours_over(store.cohort)
    return [
        DayTraffic(row.day, row.day * 24 <= now, _traffic(row, ended.get(row.day, {})))
        for row in reversed(seen)
    ]


def list_listings(store: Store, *, page: int = 1) -> tuple[list[ListingTraffic], int]:
    """Listings by visitors, most first, and how many there are."""
    rows = db.session.execute(
        sa.select(Listing.id, Listing.title, Listing.images, *_sums(TrafficHour))
        .join(TrafficHour, TrafficHour.listing_id == Listing.id)
        .where(*_of(TrafficHour, store))
        .group_by(Listing.id)
        .order_by(sa.desc("clicks"), Listing.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    ended = _endings(store, PlannedPurchase.listing_id)
    total = db.session.scalar(
        sa.select(sa.func.count(TrafficHour.listing_id.distinct())).where(*_of(TrafficHour, store))
    )
    found = [
        ListingTraffic(
            row.id,
            row.title,
            row.images[0] if row.images else None,
            _traffic(row, ended.get(row.id, {})),
        )
        for row in rows
    ]
    return found, total or 0


def count_lost(store: Store) -> dict[LostBecause, int]:
    """Why people who wanted to buy went away, and how many."""
    rows = db.session.execute(
        sa.select(PlannedPurchase.lost_because, sa.func.count())
        .where(*_of(PlannedPurchase, store), PlannedPurchase.state == PurchaseState.LOST)
        .group_by(PlannedPurchase.lost_because)
    )
    return {row[0]: row[1] for row in rows if row[0]}


def find_purchase_of(order_id: int, *, cohort_id: int) -> PlannedPurchase | None:
    """The simulated buyer behind an order, if there is one."""
    return db.session.scalar(
        sa.select(PlannedPurchase).where(
            PlannedPurchase.cohort_id == cohort_id, PlannedPurchase.order_id == order_id
        )
    )


def _sums(table: type[TrafficHour]) -> tuple[Any, ...]:
    return (
        sa.func.sum(table.impressions).label("impressions"),
        sa.func.sum(table.clicks).label("clicks"),
        sa.func.sum(table.carts).label("carts"),
    )


def _of(table: type[TrafficHour] | type[PlannedPurchase], store: Store) -> tuple[Any, ...]:
    return (
        table.cohort_id == store.cohort_id,
        table.store_id == store.id,
        table.hour < hours_over(store.cohort),
    )


Ended = tuple[int, int]  # how many, and of these how many paid


def _endings(store: Store, by: Any) -> dict[int, dict[PurchaseState, Ended]]:
    """How planned purchases ended, counted by what is given."""
    rows: Sequence[Any] = db.session.execute(
        sa.select(by.label("by"), PlannedPurchase.state, sa.func.count(), count_paid(store))
        .outerjoin(Order, Order.id == PlannedPurchase.order_id)
        .where(*_of(PlannedPurchase, store))
        .group_by(by, PlannedPurchase.state)
    ).all()
    found: dict[int, dict[PurchaseState, Ended]] = {}
    for of, state, number, paid in rows:
        found.setdefault(of, {})[state] = number, int(paid or 0)
    return found


def count_paid(store: Store) -> sa.ColumnElement[Any]:
    """Of joined orders, those paid until the last full hour."""
    paid = Order.paid_sim_at < counted_until(store.cohort)
    return sa.func.sum(sa.case((paid, 1), else_=0))


def _traffic(row: Any, ended: dict[PurchaseState, Ended]) -> Traffic:
    bought, paid = ended.get(PurchaseState.BOUGHT, (0, 0))
    lost, _none = ended.get(PurchaseState.LOST, (0, 0))
    return Traffic(
        row.impressions,
        row.clicks,
        bought,
        lost,
        row.carts,
        paid,
    )
