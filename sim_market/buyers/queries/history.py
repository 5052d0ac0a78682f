"""A store's past as it can be played again: what was seen, sold and said."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.buyers.decisions import Note
from sim_market.buyers.models import MarketState, ShelfNote, TrafficHour
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


def stars_by_listing(store: Store) -> dict[int, list[tuple[int, int]]]:
    """listing id -> (hour in which it was written, stars for the goods)."""
    start = store.cohort.sim_start_at
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(Review.listing_id, Review.written_sim_at, Review.goods).where(*_of(Review, store))
    )
    for listing_id, at, goods in rows:
        found[listing_id].append(((at - start) // HOUR, goods))
    return dict(found)


def volume_of(cohort_id: int) -> int:
    """How lively the market of a class is, in thousandths."""
    asked = sa.select(MarketState.volume_pm).where(MarketState.cohort_id == cohort_id)
    return db.session.scalar(asked) or 1000


def _of(table: Any, store: Store) -> tuple[Any, ...]:
    return table.cohort_id == store.cohort_id, table.store_id == store.id
