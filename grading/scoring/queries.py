from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from app.identity.models import Membership, User
from app.identity.viewer import Viewer
from grading.draw.models import Assignment, AssignmentState
from grading.evidence.measure import Measured, measure_all
from grading.evidence.queries import blind_document
from grading.evidence.snapshot import Document
from grading.rubrics.standard import Criterion, Standard
from grading.scoring.missing import Missing, missing
from grading.scoring.models import Mark, ScoreSheet, SheetState
from grading.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Work:
    """Everything on a scorer's table: the sheet, the standard, the evidence with names covered."""

    sheet: ScoreSheet
    standard: Standard
    document: Document
    measured: dict[str, Measured]
    marks: dict[str, Mark]

    @property
    def missing(self) -> list[Missing]:
        return missing(self.sheet.marks, self.standard.comment_below_percent)

    def lack(self, item_id: str) -> str | None:
        return next((one.lack for one in self.missing if one.item == item_id), None)

    def given(self, criterion: Criterion) -> int:
        """Tenths awarded in one criterion so far."""
        return sum(self.marks[item.id].tenths or 0 for item in criterion.items)

    def left(self, criterion: Criterion) -> int:
        """Items of a criterion that still lack something."""
        ids = {item.id for item in criterion.items}
        return sum(1 for one in self.missing if one.item in ids)


def get_sheet(sheet_id: int, *, seen_by: Viewer) -> ScoreSheet:
    """A sheet drawn to this lecturer; to anyone else, and once given back, it does not exist."""
    sheet = db.session.scalar(
        sa.select(ScoreSheet)
        .where(ScoreSheet.id == sheet_id, _drawn_to(seen_by.user))
        .options(
            joinedload(ScoreSheet.submission).joinedload(Submission.snapshot),
            joinedload(ScoreSheet.rubric),
            joinedload(ScoreSheet.assignment),
            selectinload(ScoreSheet.marks),
        )
    )
    if sheet is None:
        raise NotFound(_("没有这份待评作品"), next_step=_("请从“待评”里打开"))
    return sheet


def work_of(sheet: ScoreSheet) -> Work:
    standard = sheet.rubric.standard
    document = blind_document(sheet.submission.snapshot)
    return Work(
        sheet=sheet,
        standard=standard,
        document=document,
        measured=measure_all(standard.tasks, document),
        marks={mark.item: mark for mark in sheet.marks},
    )


def list_sheets(lecturer: User, *states: SheetState) -> Sequence[ScoreSheet]:
    """The sheets drawn to a lecturer, in the order of their pseudonyms: it says nothing."""
    return db.session.scalars(
        sa.select(ScoreSheet)
        .join(Submission, Submission.id == ScoreSheet.submission_id)
        .where(_drawn_to(lecturer), ScoreSheet.state.in_(states))
        .order_by(Submission.code, ScoreSheet.id)
        .options(
            joinedload(ScoreSheet.submission),
            joinedload(ScoreSheet.rubric),
            selectinload(ScoreSheet.marks),
        )
    ).all()


def count_sheets(lecturer: User, state: SheetState) -> int:
    return (
        db.session.scalar(
            sa.select(sa.func.count(ScoreSheet.id)).where(
                _drawn_to(lecturer), ScoreSheet.state == state
            )
        )
        or 0
    )


def sheets_of(submission_ids: Sequence[int]) -> Sequence[ScoreSheet]:
    """The live sheets of works, by seat. For results: scorers never see each other's."""
    return db.session.scalars(
        sa.select(ScoreSheet)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .where(
            ScoreSheet.submission_id.in_(submission_ids),
            Assignment.state == AssignmentState.ASSIGNED,
        )
        .order_by(ScoreSheet.submission_id, Assignment.seat)
        .options(selectinload(ScoreSheet.marks), joinedload(ScoreSheet.assignment))
    ).all()


def wrong_sheets() -> list[str]:
    """Sealed sheets that do not add up, lack an item, or are not the works' evidence (I10)."""
    problems = []
    sheets = db.session.scalars(
        sa.select(ScoreSheet)
        .where(ScoreSheet.state == SheetState.SEALED)
        .options(
            selectinload(ScoreSheet.marks),
            joinedload(ScoreSheet.rubric),
            joinedload(ScoreSheet.submission).joinedload(Submission.snapshot),
        )
    )
    for sheet in sheets:
        problems += [f"score_sheet {sheet.id}: {line}" for line in _wrong(sheet)]
    return problems


def _wrong(sheet: ScoreSheet) -> list[str]:
    standard, problems = sheet.rubric.standard, []
    if {mark.item: mark.points for mark in sheet.marks} != {
        item.id: item.points for item in standard.items
    }:
        problems.append("its items are not those of its standard")
    if sheet.total_tenths != sum(mark.tenths or 0 for mark in sheet.marks):
        problems.append("its total is not the sum of its items")
    if missing(sheet.marks, standard.comment_below_percent):
        problems.append("it was sealed incomplete")
    if sheet.snapshot_sha256 != sheet.submission.snapshot.sha256:
        problems.append("it was given on other evidence")
    return problems


def _drawn_to(lecturer: User) -> sa.ColumnElement[bool]:
    """Assigned to him, not given back, and he has not come to belong to the class since."""
    belongs = sa.exists().where(
        Membership.user_id == lecturer.id, Membership.cohort_id == ScoreSheet.cohort_id
    )
    return sa.and_(
        ScoreSheet.lecturer_id == lecturer.id, ScoreSheet.state != SheetState.RETURNED, ~belongs
    )
