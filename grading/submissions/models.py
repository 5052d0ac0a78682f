from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.files import StoredFile
from app.flow import Flow, State
from app.identity.models import User
from grading.evidence.models import Snapshot
from grading.rubrics.models import Rubric

STATEMENTS = {
    "positioning": _l("店铺定位说明"),
    "sourcing": _l("选品与定价说明"),
    "promotion": _l("促销计划与效果说明"),
    "service": _l("客服做法说明"),
}
STATEMENT_MAX = 1000
SCREENSHOTS_MAX = 12


class SubmissionState(State):
    HANDED_IN = "handed_in", _l("已提交，待抽签"), "info"
    LISTED = "listed", _l("已列入抽签"), "info"
    DRAWN = "drawn", _l("评分中"), "accent"
    DISPUTED = "disputed", _l("待抽第三位评委"), "warn"
    THIRD = "third", _l("第三位评委评分中"), "accent"
    SCORED = "scored", _l("已评完，待公布"), "info"
    RELEASED = "released", _l("已公布"), "ok"
    SUPERSEDED = "superseded", _l("已被新提交代替"), "idle"


SUBMISSION_FLOW = Flow(
    {
        SubmissionState.HANDED_IN: {SubmissionState.LISTED, SubmissionState.SUPERSEDED},
        SubmissionState.LISTED: {SubmissionState.DRAWN, SubmissionState.HANDED_IN},
        SubmissionState.DRAWN: {SubmissionState.DISPUTED, SubmissionState.SCORED},
        SubmissionState.DISPUTED: {SubmissionState.THIRD},
        SubmissionState.THIRD: {SubmissionState.SCORED},
        SubmissionState.SCORED: {SubmissionState.RELEASED, SubmissionState.DRAWN},
        SubmissionState.RELEASED: set(),
        SubmissionState.SUPERSEDED: set(),
    }
)


class Submission(Sandboxed, Model):
    """One hand-in. Attempts and versions only ever grow; `code` stands for the trainee's name."""

    __tablename__ = "submission"
    __table_args__ = sandboxed(
        parent("snapshot"),
        sa.UniqueConstraint("cohort_id", "trainee_id", "attempt", "version"),
        sa.UniqueConstraint("cohort_id", "code"),
        sa.Index("ix_submission_cohort_state", "cohort_id", "state"),
        sa.CheckConstraint("attempt >= 1 AND version >= 1", name="counted_from_one"),
        sa.CheckConstraint(
            "(passed IS NOT NULL) = (state = 'released')", name="passed_if_released"
        ),
    )

    trainee_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    attempt: Mapped[int]
    version: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(12))
    receipt: Mapped[str] = mapped_column(sa.String(30), unique=True)
    state: Mapped[SubmissionState] = mapped_column(default=SubmissionState.HANDED_IN)
    snapshot_id: Mapped[int]
    rubric_id: Mapped[int] = mapped_column(sa.ForeignKey("rubric.id"))
    handed_in_at: Mapped[datetime]
    handed_in_sim_at: Mapped[datetime]
    passed: Mapped[bool | None]
    changes: Mapped[int] = mapped_column(default=0)

    trainee: Mapped[User] = relationship()
    snapshot: Mapped[Snapshot] = relationship(
        primaryjoin="foreign(Submission.snapshot_id) == Snapshot.id"
    )
    rubric: Mapped[Rubric] = relationship()

    @property
    def can_be_replaced(self) -> bool:
        """Until it is listed for a draw, a newer version may take its place."""
        return SUBMISSION_FLOW.allows(self, SubmissionState.SUPERSEDED)

    @property
    def is_released(self) -> bool:
        return self.state == SubmissionState.RELEASED


class ReceiptDay(Model):
    """How many receipts a day has seen; the row is where the next number comes from."""

    __tablename__ = "receipt_day"

    day: Mapped[date] = mapped_column(unique=True)
    last: Mapped[int] = mapped_column(default=0)


class Portfolio(Sandboxed, Model):
    """What a trainee writes beside the shop: statements, and where the real store is."""

    __tablename__ = "portfolio"
    __table_args__ = sandboxed(
        sa.UniqueConstraint("cohort_id", "trainee_id"),
        sa.CheckConstraint("real_products IS NULL OR real_products >= 0", name="products"),
    )

    trainee_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    statements: Mapped[dict[str, Any]]
    real_platform: Mapped[str] = mapped_column(sa.String(40), default="")
    real_url: Mapped[str] = mapped_column(sa.String(300), default="")
    real_products: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    screenshots: Mapped[list["Screenshot"]] = relationship(
        primaryjoin="Portfolio.id == foreign(Screenshot.portfolio_id)",
        order_by="Screenshot.id",
        viewonly=True,
    )


class Screenshot(Sandboxed, Model):
    """A dated picture of the real store."""

    __tablename__ = "screenshot"
    __table_args__ = sandboxed(parent("portfolio"))

    portfolio_id: Mapped[int] = mapped_column(index=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
    taken_on: Mapped[date]

    file: Mapped[StoredFile] = relationship()
