"""Institutions, training schemes, and cohorts with their sandbox clock."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cohorts.regions import place_name
from app.cohorts.terms import Terms
from app.db import Model
from app.flow import Flow, State

DAY = timedelta(days=1)


class Institution(Model):
    """A training institution, in the region of its authority (six digits, as in GB/T 2260)."""

    __tablename__ = "institution"

    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    region: Mapped[str] = mapped_column(sa.String(6), index=True)

    @property
    def place(self) -> str:
        return place_name(self.region)


class TrainingScheme(Model):
    """What a class follows: caps, hours, pass mark, attempts. Data, never changed once used."""

    __tablename__ = "training_scheme"
    __table_args__ = (sa.UniqueConstraint("code", "version"),)

    code: Mapped[str] = mapped_column(sa.String(40))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(80))
    params: Mapped[dict[str, Any]]


class CohortState(State):
    PLANNED = "planned", _l("筹备中"), "idle"
    OPEN = "open", _l("练习中"), "ok"
    CLOSED = "closed", _l("已结束"), "idle"


COHORT_FLOW = Flow(
    {
        CohortState.PLANNED: {CohortState.OPEN, CohortState.CLOSED},
        CohortState.OPEN: {CohortState.CLOSED},
        CohortState.CLOSED: set(),
    }
)


class Cohort(Model):
    """A class with a sandbox of its own.

    `sim_at` is the sandbox time: everything in the sandbox reads it, and only `clock.advance`
    moves it, handling every deadline on its way. While `clock_runs`, it is to follow real time
    from the anchor on at one sandbox day in `day_minutes` real minutes; `target_sim_at` is how
    far a teacher's step is to take it.
    """

    __tablename__ = "cohort"
    __table_args__ = (
        sa.UniqueConstraint("institution_id", "name"),
        sa.CheckConstraint("sim_at >= sim_start_at", name="never_before_start"),
        sa.CheckConstraint("day_minutes >= 1", name="rate_is_positive"),
    )

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    scheme_id: Mapped[int] = mapped_column(sa.ForeignKey("training_scheme.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    state: Mapped[CohortState] = mapped_column(default=CohortState.PLANNED)
    starts_on: Mapped[date]
    seed: Mapped[int]
    scenario: Mapped[str] = mapped_column(sa.String(40), default="steady")
    sim_start_at: Mapped[datetime]
    sim_at: Mapped[datetime]
    clock_runs: Mapped[bool] = mapped_column(default=False)
    day_minutes: Mapped[int] = mapped_column(default=60)
    anchor_at: Mapped[datetime | None]
    anchor_sim_at: Mapped[datetime | None]
    target_sim_at: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship()
    scheme: Mapped[TrainingScheme] = relationship()

    @property
    def day(self) -> int:
        """The sandbox day, counted from 1."""
        return self.day_of(self.sim_at)

    def day_of(self, moment: datetime) -> int:
        return (moment - self.sim_start_at) // DAY + 1

    def day_starts(self, day: int) -> datetime:
        return self.sim_start_at + (day - 1) * DAY

    @property
    def terms(self) -> Terms:
        """What the scheme asks of this class."""
        return Terms.of(self.scheme.params)

    @property
    def params(self) -> dict[str, Any]:
        return self.scheme.params

    @property
    def is_open(self) -> bool:
        return self.state == CohortState.OPEN

    @property
    def can_open(self) -> bool:
        return COHORT_FLOW.allows(self, CohortState.OPEN)

    @property
    def can_close(self) -> bool:
        return COHORT_FLOW.allows(self, CohortState.CLOSED)

    @property
    def takes_people(self) -> bool:
        """Until it is closed, trainees and teachers may join."""
        return self.state != CohortState.CLOSED
