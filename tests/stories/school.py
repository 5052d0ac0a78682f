"""A small class on a database of its own, opened through the pages by those whose work that is."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from app import clock
from app.cohorts.clock import follow_all
from app.commands import problems
from app.db import Model, db
from seeds.rehearsal import opening
from seeds.rehearsal.cast import parts
from seeds.rehearsal.opening import Classroom
from seeds.rehearsal.trainees import Trainee
from seeds.rehearsal.visitor import Page, Visitor

SEED = 7
# What changes although nobody does anything, and the suppliers' goods, which are many.
RESTLESS = {"login", "knock", "answer", "heartbeat", "product", "product_sku", "supplier"}


@dataclass(slots=True)
class School:
    """The class, its people with a browser each, and its clock."""

    app: Flask
    room: Classroom
    people: list[Trainee]

    @property
    def teacher(self) -> Visitor:
        return self.room.teacher

    def days(self, many: int) -> None:
        """The teacher sends the clock ahead, day by day; the scheduler's process follows."""
        for _day in range(many):
            page = self.teacher.open(f"/cohorts/{self.room.cohort_id}/clock")
            page.form(r"/clock/step/day$").submit()
            with self.app.app_context():
                follow_all(seconds=60)

    def rows(self) -> dict[str, list[str]]:
        """Everything that is kept, to compare with what is kept later."""
        with self.app.app_context():
            return {
                name: sorted(map(repr, db.session.execute(sa.select(table))))
                for name, table in Model.metadata.tables.items()
                if name not in RESTLESS
            }

    def problems(self) -> dict[str, list[str]]:
        with self.app.app_context():
            return {name: wrong for name, wrong in problems().items() if wrong}


def open_school(app: Flask, trainees: int = 3) -> School:
    people = parts(trainees, SEED)
    opening.stage(app)
    today = clock.now().date()
    room = opening.open_class(app, "电商实训 7 班", people, seed=SEED, starts_on=today)
    return School(app, room, [Trainee(part, room.trainees[part.number], SEED) for part in people])


def refused(page: Page, status: int, *words: str) -> None:
    """The page says no, in words that a person can act on."""
    assert page.status == status, page.words()[:300]
    said = page.words()
    for word in words:
        assert word in said, said[:600]
