from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from app.identity.models import User
from grading.draw.models import Assignment
from grading.rubrics.models import Rubric
from grading.submissions.models import Submission

COMMENT_MAX = 500


class SheetState(State):
    OPEN = "open", _l("待评"), "accent"
    SEALED = "sealed", _l("已封存"), "ok"
    RETURNED = "returned", _l("已退回"), "idle"


SHEET_FLOW = Flow(
    {
        SheetState.OPEN: {SheetState.SEALED, SheetState.RETURNED},
        SheetState.SEALED: {SheetState.OPEN},
        SheetState.RETURNED: set(),
    }
)


class ScoreSheet(Sandboxed, Model):
    """One lecturer's marks for one work. `code` stands for both: neither side learns a name.

    A sealed sheet has its total and never changes; only an approved reopening, with its reason,
    opens a new round of it. The hashes say what was looked at and by which standard.
    """

    __tablename__ = "score_sheet"
    __table_args__ = sandboxed(
        parent("submission"),
        parent("assignment"),
        sa.UniqueConstraint("cohort_id", "assignment_id"),
        sa.UniqueConstraint("cohort_id", "submission_id", "lecturer_id"),
        sa.Index("ix_score_sheet_lecturer", "lecturer_id", "state"),
        sa.CheckConstraint(
            "(state = 'sealed') = (total_tenths IS NOT NULL AND sealed_at IS NOT NULL)",
            name="total_if_sealed",
        ),
        sa.CheckConstraint("total_tenths BETWEEN 0 AND 1000", name="within_a_hundred"),
    )

    submission_id: Mapped[int]
    assignment_id: Mapped[int]
    lecturer_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    rubric_id: Mapped[int] = mapped_column(sa.ForeignKey("rubric.id"))
    snapshot_sha256: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[SheetState] = mapped_column(default=SheetState.OPEN)
    round: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    total_tenths: Mapped[int | None]
    sealed_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(
        primaryjoin="foreign(ScoreSheet.submission_id) == Submission.id"
    )
    assignment: Mapped[Assignment] = relationship(
        primaryjoin="foreign(ScoreSheet.assignment_id) == Assignment.id"
    )
    lecturer: Mapped[User] = relationship()
    rubric: Mapped[Rubric] = relationship()
    marks: Mapped[list["Mark"]] = relationship(
        primaryjoin="ScoreSheet.id == foreign(Mark.score_sheet_id)",
        order_by="Mark.id",
        back_populates="sheet",
    )

    @property
    def is_open(self) -> bool:
        return self.state == SheetState.OPEN

    @property
    def is_sealed(self) -> bool:
        return self.state == SheetState.SEALED

    @property
    def given_tenths(self) -> int:
        return sum(mark.tenths or 0 for mark in self.marks)

    @property
    def done(self) -> int:
        """How many items have been awarded something, be it nought."""
        return sum(1 for mark in self.marks if mark.tenths is not None)


class Mark(Sandboxed, Model):
    """What one item was awarded. `measured` is what the platform found, if it could."""

    __tablename__ = "mark"
    __table_args__ = sandboxed(
        parent("score_sheet"),
        sa.UniqueConstraint("cohort_id", "score_sheet_id", "item"),
        sa.CheckConstraint("points > 0", name="worth_something"),
        sa.CheckConstraint("tenths BETWEEN 0 AND points", name="within_its_points"),
        sa.CheckConstraint("tenths % 5 = 0", name="in_half_points"),
    )

    score_sheet_id: Mapped[int]
    item: Mapped[str] = mapped_column(sa.String(10))
    points: Mapped[int]
    measured_tenths: Mapped[int | None]
    tenths: Mapped[int | None]
    comment: Mapped[str] = mapped_column(sa.String(COMMENT_MAX), default="")
    version: Mapped[int] = mapped_column(default=1)

    sheet: Mapped[ScoreSheet] = relationship(
        primaryjoin="foreign(Mark.score_sheet_id) == ScoreSheet.id", back_populates="marks"
    )

    @property
    def is_override(self) -> bool:
        """The lecturer awards something else than what was measured."""
        return self.measured_tenths is not None and self.tenths != self.measured_tenths
