"""The sandbox clock: who moves it, and that nothing on its way is skipped or done twice."""

import time
from datetime import datetime, timedelta

import sqlalchemy as sa

from app import clock, jobs
from app.cohorts.models import Cohort, CohortState
from app.db import db, taken, transaction


def advance(cohort_id: int, to: datetime, *, seconds: float = 1e9) -> bool:
    """Move a cohort's clock to `to`, handling each deadline on the way, in order, exactly once.

    Each deadline is a transaction of its own, so this may be killed at any point and called
    again, or called by several at a time. Stops after about `seconds` of real time; False if the
    goal was not reached. Never moves back.
    """
    give_up = time.monotonic() + seconds
    while due := _next_due(cohort_id, to):
        with transaction():
            if not _move(cohort_id, due[1]):
                return False
            jobs.handle(due[0])
        if time.monotonic() > give_up:
            return False
    with transaction():
        return _move(cohort_id, to)


def due_time(cohort: Cohort) -> datetime:
    """Where the clock should stand now: by its rate, or by the teacher's step if that is later."""
    goals = [cohort.sim_at]
    if cohort.clock_runs and cohort.anchor_at and cohort.anchor_sim_at:
        real = clock.now() - cohort.anchor_at
        goals.append(cohort.anchor_sim_at + real * (24 * 60) / cohort.day_minutes)
    if cohort.target_sim_at:
        goals.append(cohort.target_sim_at)
    return max(goals)


def follow_all(*, seconds: float = 5) -> None:
    """Bring every open cohort's clock to where it should stand. Called once a second."""
    with transaction():
        moving = sa.or_(Cohort.clock_runs, Cohort.target_sim_at > Cohort.sim_at)
        cohorts = db.session.scalars(
            sa.select(Cohort).where(Cohort.state == CohortState.OPEN, moving).order_by(Cohort.id)
        )
        goals = [(cohort.id, due_time(cohort)) for cohort in cohorts]
    for cohort_id, goal in goals:
        advance(cohort_id, goal, seconds=seconds)


def next_event_at(cohort: Cohort) -> datetime | None:
    """When the next deadline of the sandbox is due; None if none is waiting."""
    due = jobs.next_due(cohort.id, cohort.sim_at + timedelta(days=3650))
    return max(due[1], cohort.sim_at) if due else None


def _move(cohort_id: int, to: datetime) -> bool:
    """Set the time unless it is later already; False if the cohort is not open.

    The row stays locked until the commit, so those who advance one clock take turns.
    """
    return taken(
        sa.update(Cohort)
        .where(Cohort.id == cohort_id, Cohort.state == CohortState.OPEN)
        .values(sim_at=sa.case((Cohort.sim_at < to, to), else_=Cohort.sim_at))
        .execution_options(synchronize_session=False)
    )


def _next_due(cohort_id: int, to: datetime) -> tuple[int, datetime] | None:
    with transaction():
        return jobs.next_due(cohort_id, to)
