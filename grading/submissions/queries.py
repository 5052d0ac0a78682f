from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.cohorts.models import Cohort, Institution
from app.db import db
from app.errors import NotFound
from app.identity.models import Membership, Role, User
from app.identity.viewer import Viewer
from app.journal import Entry
from grading.evidence.collect import practice_record
from grading.evidence.measure import Measured, measure_all
from grading.evidence.models import Snapshot
from grading.evidence.snapshot import Document
from grading.rubrics.queries import standard_of
from grading.rubrics.standard import Standard
from grading.submissions.models import Portfolio, Screenshot, Submission, SubmissionState
from grading.submissions.portfolio import parts_of
from grading.submissions.receipt import is_receipt_number
from grading.verbs import Verb

CLASS_ROLES = {Role.TEACHING_LECTURER, Role.TEACHING_ASSISTANT}


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """Where a trainee stands under the standard of the class, measured now."""

    standard: Standard
    measured: dict[str, Measured]
    document: Document

    @property
    def tenths(self) -> int:
        return sum(one.tenths or 0 for one in self.measured.values())

    @property
    def most(self) -> int:
        """What can be measured at all: items without a record are left to the lecturers."""
        return sum(one.points for one in self.measured.values() if one.tenths is not None)


def self_check(
    cohort: Cohort, trainee: User, portfolio: Portfolio | None, *, to_show: bool = True
) -> SelfCheck:
    """Measure a trainee's practice as it is now, with what the portfolio adds to it."""
    standard = standard_of(cohort.id)
    document = {**practice_record(cohort, trainee, to_show=to_show), **parts_of(portfolio)}
    return SelfCheck(standard, measure_all(standard.tasks, document), document)


def portfolio_of(cohort_id: int, trainee_id: int) -> Portfolio | None:
    return (
        db.session.scalars(
            sa.select(Portfolio)
            .where(Portfolio.cohort_id == cohort_id, Portfolio.trainee_id == trainee_id)
            .options(joinedload(Portfolio.screenshots).joinedload(Screenshot.file))
        )
        .unique()
        .first()
    )


def list_own(cohort_id: int, trainee_id: int) -> Sequence[Submission]:
    """All hand-ins of one trainee, the latest first."""
    return db.session.scalars(
        sa.select(Submission)
        .where(Submission.cohort_id == cohort_id, Submission.trainee_id == trainee_id)
        .order_by(Submission.attempt.desc(), Submission.version.desc())
        .options(joinedload(Submission.snapshot), joinedload(Submission.rubric))
    ).all()


def get_submission(submission_id: int, *, seen_by: Viewer) -> Submission:
    """A hand-in of one's own, or of a class that one teaches, runs or oversees."""
    found = db.session.scalar(
        sa.select(Submission)
        .join(Cohort, Cohort.id == Submission.cohort_id)
        .join(Institution, Institution.id == Cohort.institution_id)
        .where(Submission.id == submission_id, _within(seen_by))
        .options(
            joinedload(Submission.snapshot),
            joinedload(Submission.rubric),
            joinedload(Submission.trainee),
            joinedload(Submission.cohort).joinedload(Cohort.scheme),
        )
    )
    if found is None:
        raise NotFound(_("没有这份提交"), next_step=_("请从“考核”里打开"))
    return found


def get_class(cohort_id: int, *, seen_by: Viewer) -> Cohort:
    """A class that one teaches, runs or oversees."""
    found = db.session.scalar(
        sa.select(Cohort)
        .join(Cohort.institution)
        .where(Cohort.id == cohort_id, staff_scope(seen_by))
        .options(joinedload(Cohort.institution), joinedload(Cohort.scheme))
    )
    if found is None:
        raise NotFound(_("没有这个班"), next_step=_("请从“考核”里选班"))
    return found


@dataclass(frozen=True, slots=True)
class ClassCount:
    """One class with the number of its trainees and of its hand-ins by state."""

    cohort: Cohort
    trainees: int
    states: dict[SubmissionState, int]

    def count(self, *states: SubmissionState) -> int:
        return sum(self.states.get(state, 0) for state in states)

    @property
    def handed_in(self) -> int:
        return sum(self.states.values())

    @property
    def scoring(self) -> int:
        return self.count(SubmissionState.DRAWN, SubmissionState.DISPUTED, SubmissionState.THIRD)

    @property
    def scored(self) -> int:
        return self.count(SubmissionState.SCORED)

    @property
    def released(self) -> int:
        return self.count(SubmissionState.RELEASED)


def list_classes(seen_by: Viewer) -> list[ClassCount]:
    """The classes that one teaches, runs or oversees, the newest first."""
    cohorts = db.session.scalars(
        sa.select(Cohort)
        .join(Cohort.institution)
        .where(staff_scope(seen_by))
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
        .options(joinedload(Cohort.institution))
    ).all()
    return [
        ClassCount(cohort, trainees, states)
        for cohort, trainees, states in _counted([one.id for one in cohorts], cohorts)
    ]


def staff_scope(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Which classes a person of the staff may look into (over Cohort joined with Institution)."""
    if viewer.role in CLASS_ROLES:
        return Cohort.id == viewer.cohort_id
    if viewer.role == Role.INSTITUTION_ADMIN:
        return Cohort.institution_id == viewer.institution_id
    if viewer.role == Role.AUTHORITY and viewer.region:
        return Institution.region.startswith(region_prefix(viewer.region), autoescape=True)
    return sa.false()


def region_prefix(region: str) -> str:
    """The leading digits that all regions below share: 410000 -> 41, 410100 -> 4101."""
    while region.endswith("00"):
        region = region[:-2]
    return region


def _within(viewer: Viewer) -> sa.ColumnElement[bool]:
    if viewer.role == Role.TRAINEE:
        return sa.and_(
            Submission.trainee_id == viewer.user.id, Submission.cohort_id == viewer.cohort_id
        )
    return staff_scope(viewer)


def _counted(
    ids: list[int], cohorts: Sequence[Cohort]
) -> list[tuple[Cohort, int, dict[SubmissionState, int]]]:
    trainees = dict(
        db.session.execute(
            sa.select(Membership.cohort_id, sa.func.count())
            .where(
                Membership.cohort_id.in_(ids),
                Membership.role == Role.TRAINEE,
                Membership.ended_at.is_(None),
            )
            .group_by(Membership.cohort_id)
        ).all()
    )
    states: dict[int, dict[SubmissionState, int]] = {one: {} for one in ids}
    rows = db.session.execute(
        sa.select(Submission.cohort_id, Submission.state, sa.func.count())
        .where(Submission.cohort_id.in_(ids), Submission.state != SubmissionState.SUPERSEDED)
        .group_by(Submission.cohort_id, Submission.state)
    )
    for cohort_id, state, count in rows:
        states[cohort_id][state] = count
    return [(one, trainees.get(one.id, 0), states[one.id]) for one in cohorts]


def bad_receipts() -> list[str]:
    """Receipts that were given and are not kept with the hash they were given for (I9)."""
    handed_in = sa.select(Entry.subject_id, Entry.facts).where(Entry.verb == Verb.HANDED_IN)
    given = {
        subject_id: (facts["receipt"], facts["snapshot"])
        for subject_id, facts in db.session.execute(handed_in)
    }
    kept = {
        row.id: (row.receipt, row.sha256)
        for row in db.session.execute(
            sa.select(Submission.id, Submission.receipt, Snapshot.sha256).join(Submission.snapshot)
        )
    }
    wrong = sorted(n for n in given.keys() | kept.keys() if given.get(n) != kept.get(n))
    odd = [n for n, (receipt, _hash) in kept.items() if not is_receipt_number(receipt)]
    return [f"submission {n}: given {given.get(n)}, kept {kept.get(n)}" for n in wrong] + [
        f"submission {n}: bad receipt" for n in odd
    ]
