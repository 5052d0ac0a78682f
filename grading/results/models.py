from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.identity.models import User
from grading.submissions.models import Submission


class Result(Sandboxed, Model):
    """A released final score. Made once, at release, and never changed.

    `marks` holds the totals by seat that `final_tenths` was made of; `line_tenths` is the pass
    line of the training scheme at that time.
    """

    __tablename__ = "result"
    __table_args__ = sandboxed(
        parent("submission"),
        sa.UniqueConstraint("cohort_id", "submission_id"),
        sa.CheckConstraint("final_tenths BETWEEN 0 AND 1000", name="within_a_hundred"),
        sa.CheckConstraint("passed = (final_tenths >= line_tenths)", name="passed_at_the_line"),
    )

    submission_id: Mapped[int]
    final_tenths: Mapped[int]
    line_tenths: Mapped[int]
    method: Mapped[str] = mapped_column(sa.String(10))
    passed: Mapped[bool]
    marks: Mapped[list[Any]]
    released_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    released_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship(
        primaryjoin="foreign(Result.submission_id) == Submission.id"
    )
    released_by: Mapped[User | None] = relationship()
