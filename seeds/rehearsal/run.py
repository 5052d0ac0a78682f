"""The dress rehearsal from the first log-in to the released mark, on a clock of its own."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from flask import Flask

from app import clock
from app.cohorts import clock as sandbox
from app.cohorts.models import Cohort
from app.commands import problems
from app.db import db
from app.journal import head_of
from seeds.rehearsal import judges, opening
from seeds.rehearsal.cast import parts
from seeds.rehearsal.opening import Classroom
from seeds.rehearsal.report import Line, class_lines
from seeds.rehearsal.steering import arrange
from seeds.rehearsal.trainees import Trainee

NAME = "电商实训 1 班"
STARTS_ON = date(2026, 11, 16)  # a Monday
REAL_START = datetime(2026, 11, 16, 1, tzinfo=UTC)
MORNING, AFTERNOON = timedelta(hours=9), timedelta(hours=15)
AFTER_HOURS = timedelta(hours=18)
WIND_DOWN_DAYS = 16  # until the last parcel has arrived and its after-sale time is over
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Outcome:
    """What a rehearsal came to. All figures but `seconds` depend on the arguments alone."""

    trainees: int
    days: int
    seed: int
    lines: list[Line] = field(default_factory=list)
    checks: dict[str, list[str]] = field(default_factory=dict)
    journal_head: str = ""
    requests: int = 0
    seconds: float = 0.0


class Rehearsal:
    """One class. `days` are sandbox days of practice; the clock is moved by us, not by time."""

    def __init__(
        self, app: Flask, *, trainees: int, days: int, seed: int, progress: Progress | None = None
    ) -> None:
        self.app, self.days, self.seed = app, days, seed
        self.progress = progress or (lambda what, done, of: None)
        self.parts = parts(trainees, seed)
        self.room: Classroom
        self.people: list[Trainee] = []

    def open(self) -> None:
        self.progress("open", 0, 1)
        opening.stage(self.app)
        self.room = opening.open_class(
            self.app, NAME, self.parts, seed=self.seed, starts_on=STARTS_ON
        )
        visitors = self.room.trainees
        self.people = [Trainee(part, visitors[part.number], self.seed) for part in self.parts]

    def practise(self, days: int, *, until: timedelta = timedelta(days=1)) -> None:
        """Live through the days; the last one ends at `until`."""
        for day in range(1, days + 1):
            self.progress("day", day, days)
            start = timedelta(days=day - 1)
            self.reach(start + MORNING)
            if day == 1:
                self.people[0].open_with_teacher(self.room.teacher)
                arrange(self.room.teacher)
            for trainee in self.people:
                trainee.morning(day)
            self.reach(start + AFTERNOON)
            for trainee in self.people:
                trainee.afternoon(day)
            self.reach(start + (until if day == days else timedelta(days=1)))

    def assess(self) -> None:
        """Hand in, wind down, draw, score, draw thirds where needed, release."""
        for number, trainee in enumerate(self.people, start=1):
            self.progress("hand in", number, len(self.people))
            trainee.hand_in()
            trainee.clear_shelves()
        for day in range(1, WIND_DOWN_DAYS + 1):
            self.progress("wind down", day, WIND_DOWN_DAYS)
            self.reach(timedelta(days=self.days - 1 + day) + AFTER_HOURS)
        self.progress("score", 0, 1)
        judges.judge(self.room, self.seed, clock.now().date())

    def reach(self, since_start: timedelta) -> None:
        with self.app.app_context():
            cohort = db.session.get_one(Cohort, self.room.cohort_id)
            goal = cohort.sim_start_at + since_start
            db.session.rollback()
            sandbox.advance(self.room.cohort_id, goal)

    def outcome(self, seconds: float) -> Outcome:
        with self.app.app_context():
            visitors = [self.room.admin, self.room.teacher, *self.room.scorers]
            visitors += [trainee.visitor for trainee in self.people]
            return Outcome(
                trainees=len(self.people),
                days=self.days,
                seed=self.seed,
                lines=class_lines(self.room.cohort_id, self.parts),
                checks=problems(),
                journal_head=head_of(self.room.cohort_id),
                requests=sum(visitor.requests for visitor in visitors),
                seconds=seconds,
            )


def rehearse(
    app: Flask, *, trainees: int, days: int, seed: int, progress: Progress | None = None
) -> Outcome:
    """A whole class, from opening to release, in this process; the same seed, the same figures."""
    began = time.monotonic()
    with clock.set_to(REAL_START, timedelta(milliseconds=20)):
        rehearsal = Rehearsal(app, trainees=trainees, days=days, seed=seed, progress=progress)
        rehearsal.open()
        rehearsal.practise(days, until=AFTER_HOURS)
        rehearsal.assess()
        return rehearsal.outcome(time.monotonic() - began)
