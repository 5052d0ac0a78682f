"""A store's past as it can be played again: what was seen, sold and said."""

from collections import defaultdict
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


def orders_by_hour(store: Store) -> dict[int, dict[int, int]]:
    """hour -> listing id -> expected orders in millionths; who was not there is not named."""
    rows = db.session.execute(
        sa.select(TrafficHour.hour, TrafficHour.listing_id, TrafficHour.expected_micro).where(
            *_of(TrafficHour, store)
        )
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for hour, listing_id, micro in rows:
        found[hour][listing_id] = micro
    return dict(found)


def regulars_by_hour(store: Store) -> dict[int, int]:
    """hour -> how many of the store's regulars could come straight back; 0 is not named."""
    rows = db.session.execute(
        sa.select(TrafficHour.hour, sa.func.max(TrafficHour.regulars))
        .where(*_of(TrafficHour, store), TrafficHour.regulars > 0)
        .group_by(TrafficHour.hour)
    )
    return {row[0]: int(row[1]) for row in rows}


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


def ad_money(store: Store) -> dict[int, int]:
    """hour -> fen that could still be spent on ads as it began; hours without ads not at all."""
    rows = db.session.execute(
        sa.select(TrafficHour.hour, sa.func.max(TrafficHour.ad_left_fen))
        .where(*_of(TrafficHour, store), TrafficHour.ad_left_fen.is_not(None))
        .group_by(TrafficHour.hour)
    )
    return {row[0]: int(row[1] or 0) for row in rows}


def volume_of(cohort_id: int) -> int:
    """How lively the market of a class is, in thousandths."""
    asked = sa.select(MarketState.volume_pm).where(MarketState.cohort_id == cohort_id)
    return db.session.scalar(asked) or 1000


def _of(table: Any, store: Store) -> tuple[Any, ...]:
    return table.cohort_id == store.cohort_id, table.store_id == store.id
