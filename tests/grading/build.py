"""Stages of an assessment for tests: a class with lecturers, hand-ins, a draw, sealed sheets."""

from datetime import date, timedelta

import sqlalchemy as sa

from app import clock
from app.cohorts.models import Cohort
from app.db import db
from app.identity.models import Membership, Role, User
from grading.draw import operations as draw
from grading.draw.models import Draw, Purpose
from grading.scoring import operations as scoring
from grading.scoring.models import ScoreSheet, SheetState
from grading.submissions import operations as submissions
from grading.submissions.models import Submission
from tests import make

SECRET = b"a secret of thirty-two bytes, ok"
TODAY = date(2030, 1, 1)


def admin(of: Cohort) -> User:
    return make.member(Role.INSTITUTION_ADMIN, of=of).user


def lecturer(of: Cohort, *, house: str | None = None) -> User:
    """A scoring lecturer of the class's province, of an institution of his own unless named."""
    found = make.member(Role.SCORING_LECTURER, of=of)
    found.institution = make.institution(name=house)
    db.session.flush()
    return found.user


def trainee(of: Cohort, *, name: str = "学员甲") -> User:
    """A trainee with an open store and one article on sale."""
    who = make.member(Role.TRAINEE, of=of, who=make.user(name=name)).user
    make.sku(store=make.store(owner=who, of=of))
    return who


def hand_in(who: User, of: Cohort) -> Submission:
    earlier = db.session.scalar(
        sa.select(sa.func.count(Submission.id)).where(Submission.trainee_id == who.id)
    )
    return submissions.hand_in(of, seen=earlier or 0, actor=who)


def class_handed_in(trainees: int = 2, lecturers: int = 3, **params: int) -> Cohort:
    """A class in which everybody has handed in."""
    of = make.cohort(scheme=make.scheme(**params))
    for _ in range(lecturers):
        lecturer(of)
    for number in range(trainees):
        hand_in(trainee(of, name=f"张小{'甲乙丙丁戊己'[number]}"), of)
    return of


def published(of: Cohort, purpose: Purpose = Purpose.FIRST) -> Draw:
    return draw.publish_draw(of, purpose, source="某日公开号码", secret=SECRET, actor=admin(of))


def drawn(of: Cohort, purpose: Purpose = Purpose.FIRST, *, value: str = "8 13 21") -> Draw:
    one = published(of, purpose)
    draw.run_draw(one, value, TODAY, actor=admin(of))
    return one


def class_drawn(trainees: int = 2, lecturers: int = 3, **params: int) -> Cohort:
    of = class_handed_in(trainees, lecturers, **params)
    drawn(of)
    return of


def sheets(of: Cohort, state: SheetState = SheetState.OPEN) -> list[ScoreSheet]:
    return list(
        db.session.scalars(
            sa.select(ScoreSheet)
            .where(ScoreSheet.cohort_id == of.id, ScoreSheet.state == state)
            .order_by(ScoreSheet.id)
        )
    )


def fill(sheet: ScoreSheet, total: int) -> None:
    """Award items so that they add up to `total` tenths, each with a comment."""
    left = total
    for mark in sheet.marks:
        tenths = min(mark.points, left)
        left -= tenths
        if mark.tenths != tenths or not mark.comment:
            scoring.award(
                sheet, mark.item, tenths, "看过", version=mark.version, actor=sheet.lecturer
            )
    assert left == 0


def seal(sheet: ScoreSheet, total: int) -> None:
    fill(sheet, total)
    db.session.refresh(sheet)
    scoring.seal(sheet, version=sheet.version, actor=sheet.lecturer)


def seal_all(of: Cohort, *totals: int) -> None:
    """Seal every open sheet, the first of a work with totals[0], the second with totals[1]."""
    for sheet in sheets(of):
        seal(sheet, totals[(sheet.assignment.seat - 1) % len(totals)])


def end(membership: Membership) -> None:
    membership.ended_at = clock.now() - timedelta(days=1)
    db.session.flush()
