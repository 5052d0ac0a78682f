"""Deadlines of a sandbox, and what is run again and again in real time.

A deadline is a row: when it is due on the cohort's clock, what kind it is, and a business key
that makes it unique. Its effect and its change of state are one transaction, begun by moving the
cohort's clock: so each is handled exactly once and in order, whoever advances the clock and
however often. A handler that fails is undone, noted, and does not stop the clock.
"""

import logging
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from app import clock
from app.db import Model, Sandboxed, db, insert_unless_there, taken, transaction
from app.errors import DomainError
from app.flow import State

log = logging.getLogger(__name__)


class JobState(State):
    WAITING = "waiting", _l("等待"), "idle"
    DONE = "done", _l("已办"), "ok"
    REFUSED = "refused", _l("按规则未办"), "warn"
    FAILED = "failed", _l("出错"), "risk"
    CANCELLED = "cancelled", _l("已取消"), "idle"


class Job(Sandboxed, Model):
    """One deadline on a cohort's clock."""

    __tablename__ = "job"
    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "kind", "key"),
        sa.Index("ix_job_due", "cohort_id", "state", "due_sim_at", "id"),
        sa.CheckConstraint("(handled_at IS NULL) = (state = 'waiting')", name="handled_if_ended"),
    )

    kind: Mapped[str] = mapped_column(sa.String(40))
    key: Mapped[str] = mapped_column(sa.String(80))
    due_sim_at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    handled_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(sa.Text)


class Heartbeat(Model):
    """When something that is run in real time ran last; its row is the claim to run it."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    ran_at: Mapped[datetime]


def schedule(kind: str, key: str, *, cohort_id: int, at: datetime, **payload: Any) -> bool:
    """Set a deadline at `at` on the cohort's clock. A second one of the same key does nothing.

    A deadline that has passed already is handled when the clock next advances.
    """
    if kind not in current_app.extensions["handlers"]:
        raise LookupError(f"no handler for {kind}")
    return insert_unless_there(
        Job, cohort_id=cohort_id, kind=kind, key=key, due_sim_at=at, payload=payload,
        state=JobState.WAITING,
    )  # fmt: skip


def schedule_all(kind: str, rows: list[dict[str, Any]]) -> None:
    """Set many new deadlines at once. Each row: key, cohort_id, due_sim_at, payload."""
    if kind not in current_app.extensions["handlers"]:
        raise LookupError(f"no handler for {kind}")
    made = {"kind": kind, "state": JobState.WAITING, "created_at": clock.now()}
    if rows:
        db.session.execute(sa.insert(Job), [made | row for row in rows])


def cancel(kind: str, key: str, *, cohort_id: int) -> bool:
    """Take a deadline back if it has not been handled; True if it was waiting."""
    return taken(
        sa.update(Job)
        .where(
            Job.cohort_id == cohort_id,
            Job.kind == kind,
            Job.key == key,
            Job.state == JobState.WAITING,
        )
        .values(state=JobState.CANCELLED, handled_at=clock.now())
        .execution_options(synchronize_session=False)
    )


FIRST_DUE = sa.select(sa.func.min(Job.due_sim_at)).where(
    Job.cohort_id == sa.bindparam("cohort"), Job.state == JobState.WAITING
)


@cache
def _next() -> sa.Select[Job]:
    """Built once, and not before all models are there: the join asks for the cohort's."""
    return (
        sa.select(Job)
        .where(
            Job.cohort_id == sa.bindparam("cohort"),
            Job.state == JobState.WAITING,
            Job.due_sim_at <= sa.bindparam("upto"),
        )
        .order_by(Job.due_sim_at, Job.id)
        .limit(1)
        .options(joinedload(Job.cohort))
        .with_for_update(of=Job)
        .execution_options(populate_existing=True)
    )


def next_event_at(cohort_id: int) -> datetime | None:
    """When the next deadline is due that a person would call an event; None if there is none.

    Kinds that end in `.hour` are the pulse of the market and of the supply system, not events.
    """
    event = sa.not_(Job.kind.endswith(".hour"))
    return db.session.scalar(FIRST_DUE.where(event), {"cohort": cohort_id})


def take_next(cohort_id: int, upto: datetime) -> Job | None:
    """The first waiting deadline not after `upto`, locked for whoever holds the cohort's row."""
    return db.session.scalar(_next(), {"cohort": cohort_id, "upto": upto})


def handle(job: Job) -> None:
    """Do what a deadline is for and end it: one transaction. What fails is undone and noted."""
    identity, kind, key = job.id, job.kind, job.key
    try:
        current_app.extensions["handlers"][kind](job)
        job.state, job.handled_at = JobState.DONE, clock.now()
        db.session.commit()
    except sa.exc.OperationalError:
        raise  # the database is busy or gone: nothing was done, the next advance tries again
    except DomainError as refusal:
        _end(identity, JobState.REFUSED, refusal.message)
    except Exception as error:
        log.exception("job failed", extra={"kind": kind, "key": key})
        _end(identity, JobState.FAILED, f"{type(error).__name__}: {error}"[:500])


def _end(job_id: int, state: JobState, problem: str) -> None:
    db.session.rollback()
    with transaction():
        db.session.execute(
            sa.update(Job)
            .where(Job.id == job_id, Job.state == JobState.WAITING)
            .values(state=state, handled_at=clock.now(), problem=problem)
            .execution_options(synchronize_session=False)
        )


def failed() -> list[str]:
    """Deadlines whose handler broke: a check, and a metric."""
    rows = db.session.execute(
        sa.select(Job.id, Job.kind, Job.key, Job.problem).where(Job.state == JobState.FAILED)
    )
    return [f"job {row.id} {row.kind} {row.key}: {row.problem}" for row in rows]


def run_ticks() -> None:
    """Run what is due in real time. Two schedulers at once are harmless: the row is the claim."""
    for tick in current_app.extensions["ticks"]:
        with transaction():
            moment = clock.now()
            insert_unless_there(Heartbeat, name=tick.name, ran_at=moment - tick.every)
            claimed = taken(
                sa.update(Heartbeat)
                .where(Heartbeat.name == tick.name, Heartbeat.ran_at <= moment - tick.every)
                .values(ran_at=moment)
                .execution_options(synchronize_session=False)
            )
        if claimed:
            _run(tick.name, tick.run)


def _run(name: str, run: Any) -> None:
    try:
        run()
    except Exception:
        db.session.rollback()
        log.exception("tick failed", extra={"tick": name})
