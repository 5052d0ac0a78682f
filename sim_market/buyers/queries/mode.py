"""Whether the stores of a class meet each other, when that changed, and who meets whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db
from sim_market.buyers.market.offers import Offer
from sim_market.buyers.models import MarketMode, ShelfNote, TrafficHour
from sim_market.buyers.noted import Past, offer_from
from sim_market.buyers.queries.traffic import hours_over
from sim_market.listings.models import Listing
from sim_market.stores.models import Store

HOUR = timedelta(hours=1)
# Built once: it is asked for every hour of every class.
IN_FORCE = (
    sa.select(MarketMode.shared)
    .where(
        MarketMode.cohort_id == sa.bindparam("cohort", type_=sa.Integer),
        MarketMode.from_hour <= sa.bindparam("hour", type_=sa.Integer),
    )
    .order_by(MarketMode.from_hour.desc())
    .limit(1)
)


def is_shared(cohort_id: int, hour: int) -> bool:
    """Whether stores meet each other in this hour."""
    return bool(db.session.scalar(IN_FORCE, {"cohort": cohort_id, "hour": hour}))


def shared_now(cohort: Cohort) -> bool:
    return is_shared(cohort.id, (cohort.sim_at - cohort.sim_start_at) // HOUR)


@dataclass(frozen=True, slots=True)
class Together:
    """Whether stores meet each other now, and whether they did at any time since some hour.

    `coming`: the hour from which on that is otherwise, if it has been chosen already.
    """

    now: bool = False
    lately: bool = False
    coming: int | None = None


def together_of(cohort: Cohort, *, since_day: int = 1) -> Together:
    hour = (cohort.sim_at - cohort.sim_start_at) // HOUR
    rows = db.session.execute(
        sa.select(MarketMode.from_hour, MarketMode.shared)
        .where(MarketMode.cohort_id == cohort.id)
        .order_by(MarketMode.from_hour)
    ).all()
    begun = [row for row in rows if row.from_hour <= hour]
    now = bool(begun) and begun[-1].shared
    ends = [row.from_hour for row in begun[1:]] + [hour + 1]
    first = (since_day - 1) * 24
    lately = any(row.shared and end > first for row, end in zip(begun, ends, strict=False))
    coming = next((row.from_hour for row in rows if row.from_hour > hour), None)
    return Together(now, lately, coming if coming is not None and rows[-1].shared != now else None)


def list_modes(cohort: Cohort) -> Sequence[MarketMode]:
    """Every change, the latest first."""
    asked = sa.select(MarketMode).where(MarketMode.cohort_id == cohort.id)
    return db.session.scalars(asked.order_by(MarketMode.from_hour.desc()).limit(50)).all()


def shelf_at(cohort_id: int, hour: int) -> list[Offer]:
    """What buyers saw of every listing that was looked at in an hour; nothing of its past."""
    latest = (
        sa.select(ShelfNote.listing_id, sa.func.max(ShelfNote.hour).label("hour"))
        .where(ShelfNote.cohort_id == cohort_id, ShelfNote.hour <= hour)
        .group_by(ShelfNote.listing_id)
        .subquery()
    )
    seen = (
        sa.select(ShelfNote.seen)
        .join(
            latest,
            sa.and_(latest.c.listing_id == ShelfNote.listing_id, latest.c.hour == ShelfNote.hour),
        )
        .join(TrafficHour, TrafficHour.listing_id == ShelfNote.listing_id)
        .where(
            ShelfNote.cohort_id == cohort_id,
            TrafficHour.cohort_id == cohort_id,
            TrafficHour.hour == hour,
        )
    )
    return [offer_from(note, Past(), plenty=1) for note in db.session.scalars(seen)]


def classmates_words(store: Store) -> list[Any]:
    """Rows (category, words) of classmates' listings in the last full hour, without names."""
    rows = sa.select(Listing.category_code, TrafficHour.words).join(
        Listing, Listing.id == TrafficHour.listing_id
    )
    return list(
        db.session.execute(
            rows.where(
                TrafficHour.cohort_id == store.cohort_id,
                TrafficHour.store_id != store.id,
                TrafficHour.hour == hours_over(store.cohort) - 1,
            ).limit(2_000)
        )
    )
