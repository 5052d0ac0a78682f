"""What befalls the market of a class, and on which days."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db
from app.errors import NotFound
from sim_market.buyers.models import EventKind, MarketEvent
from sim_market.buyers.season.happenings import Happening, Kind, size_of

ON = (
    sa.select(MarketEvent.kind, MarketEvent.first_day, MarketEvent.last_day, MarketEvent.size_pm)
    .where(
        MarketEvent.cohort_id == sa.bindparam("cohort", type_=sa.Integer),
        ~MarketEvent.cancelled,
        MarketEvent.first_day <= sa.bindparam("day", type_=sa.Integer),
        MarketEvent.last_day >= sa.bindparam("day", type_=sa.Integer),
    )
    .order_by(MarketEvent.id)
)


def happenings_on(cohort_id: int, day: int) -> list[Happening]:
    """What is going on in a class on one day, as the model reads it."""
    rows = db.session.execute(ON, {"cohort": cohort_id, "day": day})
    return [happening(row.kind, row.first_day, row.last_day, row.size_pm) for row in rows]


def happening(kind: EventKind, first_day: int, last_day: int, size_pm: int) -> Happening:
    return Happening(Kind(kind.value), first_day, last_day, size_pm / 1000)


def size_at(cohort: Cohort, kind: EventKind, at: datetime) -> float:
    """How much something is changed at a moment: times as dear, log points, reviews a day."""
    day = cohort.day_of(at)
    return size_of(happenings_on(cohort.id, day), Kind(kind.value), day)


def list_events(cohort: Cohort, *, announced: bool = False) -> Sequence[MarketEvent]:
    """What is not over yet, the nearest first; then what is."""
    asked = sa.select(MarketEvent).where(MarketEvent.cohort_id == cohort.id, ~MarketEvent.cancelled)
    if announced:
        asked = asked.where(MarketEvent.announced, MarketEvent.last_day >= cohort.day)
    over = sa.case((MarketEvent.last_day < cohort.day, 1), else_=0)
    return db.session.scalars(
        asked.order_by(over, MarketEvent.first_day, MarketEvent.id).limit(100)
    ).all()


def alive_of(cohort: Cohort, scenario: str) -> Sequence[MarketEvent]:
    """What a scenario has still to bring, tomorrow or later."""
    return db.session.scalars(
        sa.select(MarketEvent)
        .where(
            MarketEvent.cohort_id == cohort.id,
            MarketEvent.scenario == scenario,
            ~MarketEvent.cancelled,
            MarketEvent.last_day > cohort.day,
        )
        .order_by(MarketEvent.first_day, MarketEvent.id)
    ).all()


def get_event(event_id: int, *, cohort_id: int) -> MarketEvent:
    found = db.session.scalar(
        sa.select(MarketEvent).where(MarketEvent.id == event_id, MarketEvent.cohort_id == cohort_id)
    )
    if found is None:
        raise NotFound(_("没有这个市场事件"), link="/market/events")
    return found


def happenings_of(cohort_id: int) -> list[Happening]:
    """All that was, is and will be, as the model reads it."""
    rows = db.session.execute(
        sa.select(
            MarketEvent.kind, MarketEvent.first_day, MarketEvent.last_day, MarketEvent.size_pm
        )
        .where(MarketEvent.cohort_id == cohort_id, ~MarketEvent.cancelled)
        .order_by(MarketEvent.id)
    )
    return [happening(*row) for row in rows]
