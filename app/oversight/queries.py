"""The journal as those who may read it read it, and the classes of a region with their chains."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import journal
from app.cohorts import queries as cohorts
from app.cohorts.models import Cohort
from app.db import db
from app.identity.models import Role, User
from app.identity.viewer import Viewer
from app.journal import PLATFORM, Entry, Tip

PER_PAGE = 50
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for. `day` is a real day in China, `sim_day` a day of the chosen class."""

    cohort: Cohort | None = None
    verb: str = ""
    person: str = ""
    day: date | None = None
    sim_day: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry, with who did it and in which class."""

    entry: Entry
    actor: User | None
    cohort: Cohort | None


def readable(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The chains that this person may read: of their classes; the platform's for its admins."""
    of_classes = Entry.chain.in_(cohorts.visible(viewer).with_only_columns(Cohort.id))
    if viewer.role == Role.PLATFORM_ADMIN:
        return sa.or_(of_classes, Entry.chain == PLATFORM)
    return of_classes


def list_entries(wanted: Wanted, *, seen_by: Viewer, page: int) -> tuple[list[Seen], int]:
    """One page of entries, latest first, and how many there are in all."""
    found = sa.and_(readable(seen_by), *_conditions(wanted))
    total = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Entry)
        .outerjoin(User, User.id == Entry.actor_id)
        .where(found)
    )
    rows = db.session.execute(
        sa.select(Entry, User, Cohort)
        .outerjoin(User, User.id == Entry.actor_id)
        .outerjoin(Cohort, Cohort.id == Entry.chain)
        .where(found)
        .order_by(Entry.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return [Seen(*row) for row in rows], total or 0


def list_verbs(*, seen_by: Viewer) -> Sequence[str]:
    """The verbs that occur in what the viewer may read."""
    return db.session.scalars(
        sa.select(Entry.verb).where(readable(seen_by)).distinct().order_by(Entry.verb)
    ).all()


def list_choices(*, seen_by: Viewer) -> Sequence[Cohort]:
    """The classes to choose from in the filter, newest first, two hundred at most."""
    rows = cohorts.visible(seen_by).order_by(Cohort.id.desc()).limit(200)
    return db.session.scalars(rows).all()


def list_region(*, seen_by: Viewer, page: int) -> tuple[Sequence[Cohort], int]:
    """One page of the classes of a region, by institution, and how many in all."""
    wanted = cohorts.visible(seen_by)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    rows = db.session.scalars(
        wanted.options(joinedload(Cohort.institution), joinedload(Cohort.scheme))
        .order_by(Cohort.institution_id, Cohort.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return rows, total


def tips_of(rows: Sequence[Cohort]) -> dict[int, Tip]:
    return journal.tips([cohort.id for cohort in rows])


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.cohort:
        found.append(Entry.chain == wanted.cohort.id)
    if wanted.verb:
        found.append(Entry.verb == wanted.verb)
    if wanted.person:
        named = User.name.contains(wanted.person, autoescape=True)
        found.append(sa.or_(named, User.username == wanted.person.lower()))
    if wanted.day:
        start = datetime.combine(wanted.day, time(), CHINA).astimezone(UTC)
        found += [Entry.created_at >= start, Entry.created_at < start + timedelta(days=1)]
    if wanted.cohort and wanted.sim_day:
        start = wanted.cohort.day_starts(wanted.sim_day)
        found += [Entry.sim_at >= start, Entry.sim_at < start + timedelta(days=1)]
    return found
