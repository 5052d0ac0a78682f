from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, sandboxed
from grading.rubrics.standard import Standard, parse


class Rubric(Model):
    """One version of a scoring standard. Never changed: another content is another row."""

    __tablename__ = "rubric"

    code: Mapped[str] = mapped_column(sa.String(40), index=True)
    version: Mapped[str] = mapped_column(sa.String(20))
    title: Mapped[str] = mapped_column(sa.String(60))
    sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    content: Mapped[dict[str, Any]]

    @property
    def standard(self) -> Standard:
        return parse(self.content)


class RubricBinding(Sandboxed, Model):
    """The one standard that a class is scored by, from its first hand-in on."""

    __tablename__ = "rubric_binding"
    __table_args__ = sandboxed(sa.UniqueConstraint("cohort_id"))

    rubric_id: Mapped[int] = mapped_column(sa.ForeignKey("rubric.id"))

    rubric: Mapped[Rubric] = relationship()
