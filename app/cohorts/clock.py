"""The sandbox clock: who moves it, and that nothing on its way is skipped or done twice."""

import time
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from app import clock, jobs
from app.cohorts.models import Cohort, CohortState
from app.db import UtcDateTime, db, transaction


def advance(cohort_id: int, to: datetime, *, seconds: float = 1e9) -> bool:
    """Move a cohort's clock to `to`, handling each deadline on the way, in order, exactly once.

    Each deadline is a transaction of its own, so this may be killed at any point and called
    again, or called by several at a time. Stops after about `seconds` of real time; False if the
    goal was not reached. Never moves back.
    """
    give_up = time.monotonic() + seconds
    while handle_next(cohort_id, to):
        if time.monotonic() > give_up:
            return False
    return True


def handle_next(cohort_id: int, to: datetime) -> bool:
    """Move to the next deadline and handle it, or to `to` and return False."""
    try:
        moment = _move(cohort_id, to)
        job = jobs.take_next(cohort_id, moment) if moment else None
        if job is None:
            db.session.commit()
            return False
        jobs.handle(job)
    except BaseException:
        db.session.rollback()
        raise
    return True


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
    due = jobs.next_event_at(cohort.id)
    return max(due, cohort.sim_at) if due else None


_GOAL = sa.case(
    (jobs.FIRST_DUE.scalar_subquery() < sa.bindparam("to"), jobs.FIRST_DUE.scalar_subquery()),
    else_=sa.bindparam("to", type_=UtcDateTime),
)
_COHORT = cast(sa.Table, Cohort.__table__)
_MOVE = (
    sa.update(_COHORT)
    .where(_COHORT.c.id == sa.bindparam("cohort"), _COHORT.c.state == CohortState.OPEN)
    .values(sim_at=sa.case((_COHORT.c.sim_at < _GOAL, _GOAL), else_=_COHORT.c.sim_at))
    .returning(_COHORT.c.sim_at)
)


def _move(cohort_id: int, to: datetime) -> datetime | None:
    """Move to the next deadline, or to `to` if none is due before; never back.

    Returns the new time, or None if the cohort is not open. The row stays locked until the
    commit, so those who advance one clock take turns.
    """
    moved: datetime | None = db.session.scalar(_MOVE, {"cohort": cohort_id, "to": to})
    return moved
