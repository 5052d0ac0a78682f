"""A store's past as it can be played again: what was seen, sold and said."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.buyers.decisions import Note
from sim_market.buyers.models import MarketState, ShelfNote, TrafficHour
from sim_market.orders.models import Order
from sim_market.reviews.models import Review
from sim_market.stores.models import Store

HOUR = timedelta(hours=1)


def notes_of(store: Store) -> list[Note]:
    rows = db.session.execute(
        sa.select(ShelfNote.listing_id, ShelfNote.hour, ShelfNote.seen)
        .where(*_of(ShelfNote, store))
        .order_by(ShelfNote.hour, ShelfNote.listing_id)
    )
    return [Note(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Hours:
    """A store's hours. `orders`: hour -> listing id -> expected, in millionths; who was not there
    is not named. `ads`: hour -> fen that could still be spent on ads as it began, `regulars`: hour
    -> how many could come straight back; hours without are not named. `volume_pm`: how lively the
    market of the class is, in thousandths.
    """

    orders: Mapping[int, Mapping[int, int]]
    ads: Mapping[int, int]
    regulars: Mapping[int, int]
    volume_pm: int = 1000


def hours_of(store: Store) -> Hours:
    """All that was counted of a store by the hour, in one statement."""
    lively = sa.select(MarketState.volume_pm).where(MarketState.cohort_id == store.cohort_id)
    rows = db.session.execute(
        sa.select(
            TrafficHour.hour,
            TrafficHour.listing_id,
            TrafficHour.expected_micro,
            TrafficHour.ad_left_fen,
            TrafficHour.regulars,
            lively.scalar_subquery(),
        ).where(*_of(TrafficHour, store))
    ).all()
    orders: dict[int, dict[int, int]] = defaultdict(dict)
    for hour, listing_id, micro, *_rest in rows:
        orders[hour][listing_id] = micro
    return Hours(
        orders=dict(orders),
        ads={row[0]: row[3] for row in rows if row[3] is not None},
        regulars={row[0]: row[4] for row in rows if row[4] > 0},
        volume_pm=(rows[0][5] or 1000) if rows else 1000,
    )


def stars_by_listing(store: Store) -> dict[int, list[tuple[int, int]]]:
    """listing id -> (hour after which it counts, stars for the goods; below zero: hidden then)."""
    start = store.cohort.sim_start_at
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(
            Review.listing_id,
            Review.written_sim_at,
            Review.goods,
            Review.hidden_sim_at,
            Order.received_sim_at,
        )
        .join(Order, Order.id == Review.order_id)
        .where(*_of(Review, store))
    )
    for listing_id, at, goods, hidden_at, received_at in rows:
        found[listing_id].append((counted_after(at, start, received_at), goods))
        if hidden_at is not None:
            found[listing_id].append(((hidden_at - start) // HOUR, -goods))
    return dict(found)


def counted_after(at: datetime, start: datetime, received_at: datetime | None) -> int:
    """The hour that is the last without this review. What is written as an hour begins is there
    before the hour is played if it was planned before the hour was (deadlines go in order).
    """
    hour, rest = divmod(at - start, HOUR)
    before = not rest and received_at is not None and received_at < at - HOUR
    return hour - 1 if before else hour


def _of(table: Any, store: Store) -> tuple[Any, ...]:
    return table.cohort_id == store.cohort_id, table.store_id == store.id
