from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.cohorts.models import Cohort, Institution
from app.db import db
from app.errors import NotFound
from app.identity.models import Membership, Role, User
from app.identity.viewer import Viewer
from grading.draw.models import Assignment
from grading.draw.queries import seats_of
from grading.evidence.measure import measure_all
from grading.evidence.queries import whole_document
from grading.evidence.snapshot import Document
from grading.results.models import Result
from grading.results.show import CriterionShown, shown, weakest
from grading.scoring.models import ScoreSheet, SheetState
from grading.scoring.queries import sheets_of
from grading.scoring.score import final_score
from grading.submissions.models import Submission, SubmissionState
from grading.submissions.queries import staff_scope

UNFINISHED = (
    SubmissionState.LISTED,
    SubmissionState.DRAWN,
    SubmissionState.DISPUTED,
    SubmissionState.THIRD,
)


@dataclass(frozen=True, slots=True)
class Released:
    """A released result with everything that explains it."""

    result: Result
    criteria: list[CriterionShown]
    sheets: Sequence[ScoreSheet]
    document: Document

    @property
    def submission(self) -> Submission:
        return self.result.submission

    @property
    def weakest(self) -> CriterionShown | None:
        return weakest(self.criteria)

    @property
    def measured_tenths(self) -> int:
        found = (item.measured for one in self.criteria for item in one.items)
        return sum(one.tenths or 0 for one in found if one)

    @property
    def gap_tenths(self) -> int:
        return int(max(self.result.marks) - min(self.result.marks))


@dataclass(slots=True)
class Row:
    """One trainee of a class: the latest hand-in and, once released, its result."""

    trainee: User
    submission: Submission | None = None
    result: Result | None = None
    sealed: int = 0
    seats: int = 0
    earlier: list[Result] = field(default_factory=list)


def get_released(submission_id: int, *, seen_by: Viewer) -> Released:
    """A released result: one's own, or of a class that one teaches, runs or oversees."""
    result = db.session.scalar(
        sa.select(Result)
        .join(Submission, Submission.id == Result.submission_id)
        .join(Cohort, Cohort.id == Result.cohort_id)
        .join(Institution, Institution.id == Cohort.institution_id)
        .where(Result.submission_id == submission_id, _may_see(seen_by))
        .options(
            joinedload(Result.submission).options(
                joinedload(Submission.snapshot),
                joinedload(Submission.rubric),
                joinedload(Submission.trainee),
                joinedload(Submission.cohort).joinedload(Cohort.scheme),
            )
        )
    )
    if result is None:
        raise NotFound(_("还没有这份成绩"), next_step=_("成绩公布后才能看"))
    return _explained(result)


def list_own_results(cohort_id: int, trainee_id: int) -> Sequence[Result]:
    """One's released results, the latest attempt first."""
    return db.session.scalars(
        sa.select(Result)
        .join(Submission, Submission.id == Result.submission_id)
        .where(Submission.cohort_id == cohort_id, Submission.trainee_id == trainee_id)
        .order_by(Submission.attempt.desc())
        .options(joinedload(Result.submission))
    ).all()


def class_table(cohort: Cohort) -> list[Row]:
    """Every trainee of a class in the order of their accounts. No score before its release."""
    trainees = db.session.scalars(
        sa.select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.cohort_id == cohort.id,
            Membership.role == Role.TRAINEE,
            Membership.ended_at.is_(None),
        )
        .order_by(User.username)
    )
    rows = {user.id: Row(user) for user in trainees}
    works = _works(cohort.id, rows)
    results = {one.submission_id: one for one in _results(cohort.id)}
    sealed = _sealed(cohort.id)
    for work in works:
        row = rows[work.trainee_id]
        if row.result:
            row.earlier.append(row.result)
        row.submission, row.result = work, results.get(work.id)
        row.sealed, row.seats = sealed.get(work.id, 0), seats_of(cohort, work)
    return list(rows.values())


def standing(submission: Submission) -> tuple[list[int], int]:
    """The totals sealed for a work, by seat, and how many seats there are."""
    totals = [one.total_tenths for one in sheets_of([submission.id])]
    return [one for one in totals if one is not None], len(totals)


def pass_line(cohort: Cohort) -> int:
    return int(cohort.params.get("pass_tenths", 600))


def wrong_results() -> list[str]:
    """Results that are not what their sealed sheets make them (I10)."""
    problems = []
    results = db.session.scalars(
        sa.select(Result).options(joinedload(Result.submission).joinedload(Submission.rubric))
    )
    for one in results:
        totals, seats = standing(one.submission)
        gap = one.submission.rubric.standard.third_gap_tenths
        final = final_score(totals, line=one.line_tenths, gap=gap) if totals else None
        if len(totals) != seats or totals != one.marks:
            problems.append(f"result {one.id}: its sheets are not those it was released with")
        elif final is None or (final.tenths, final.passed) != (one.final_tenths, one.passed):
            problems.append(f"result {one.id}: its sheets give {final}")
    return problems


def _may_see(viewer: Viewer) -> sa.ColumnElement[bool]:
    if viewer.role == Role.TRAINEE:
        return sa.and_(
            Submission.trainee_id == viewer.user.id, Submission.cohort_id == viewer.cohort_id
        )
    return staff_scope(viewer)


def _explained(result: Result) -> Released:
    submission = result.submission
    standard = submission.rubric.standard
    document = whole_document(submission.snapshot)
    sheets = sheets_of([submission.id])
    criteria = shown(
        standard, [sheet.marks for sheet in sheets], measure_all(standard.tasks, document)
    )
    return Released(result, criteria, sheets, document)


def _works(cohort_id: int, trainees: dict[int, Row]) -> Sequence[Submission]:
    return db.session.scalars(
        sa.select(Submission)
        .where(
            Submission.cohort_id == cohort_id,
            Submission.trainee_id.in_(trainees),
            Submission.state != SubmissionState.SUPERSEDED,
        )
        .order_by(Submission.attempt, Submission.version)
    ).all()


def _results(cohort_id: int) -> Sequence[Result]:
    return db.session.scalars(sa.select(Result).where(Result.cohort_id == cohort_id)).all()


def _sealed(cohort_id: int) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(ScoreSheet.submission_id, sa.func.count(ScoreSheet.total_tenths))
        .where(ScoreSheet.cohort_id == cohort_id)
        .group_by(ScoreSheet.submission_id)
    )
    return {row[0]: row[1] for row in rows}


def get_class_sheet(sheet_id: int, *, seen_by: Viewer) -> ScoreSheet:
    """A sheet of a class that one runs: to open it again, not to read it."""
    found = db.session.scalar(
        sa.select(ScoreSheet)
        .join(Cohort, Cohort.id == ScoreSheet.cohort_id)
        .join(Institution, Institution.id == Cohort.institution_id)
        .where(
            ScoreSheet.id == sheet_id,
            ScoreSheet.state != SheetState.RETURNED,
            staff_scope(seen_by),
        )
        .options(
            joinedload(ScoreSheet.submission),
            joinedload(ScoreSheet.assignment).joinedload(Assignment.lecturer),
        )
    )
    if found is None:
        raise NotFound(_("没有这份评分"), next_step=_("请从“考核”里打开"))
    return found


def list_progress(cohort_id: int) -> Sequence[ScoreSheet]:
    """The sheets of works being scored: for those who run the class, to see who is late."""
    return db.session.scalars(
        sa.select(ScoreSheet)
        .join(Submission, Submission.id == ScoreSheet.submission_id)
        .where(
            ScoreSheet.cohort_id == cohort_id,
            ScoreSheet.state != SheetState.RETURNED,
            Submission.state != SubmissionState.RELEASED,
        )
        .order_by(Submission.code, ScoreSheet.id)
        .options(
            joinedload(ScoreSheet.submission),
            joinedload(ScoreSheet.assignment).joinedload(Assignment.lecturer),
        )
    ).all()
