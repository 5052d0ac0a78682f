import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, sandboxed
from app.identity.models import User


class Snapshot(Sandboxed, Model):
    """The frozen evidence of one hand-in: two files, known by the hash of their bytes.

    `sha256` names the whole document and `blind_sha256` the one with names covered, which is what
    scorers are shown. The journal position says up to which deed it was taken.
    """

    __tablename__ = "snapshot"
    __table_args__ = sandboxed(sa.CheckConstraint("size > 0", name="not_empty"))

    trainee_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    schema: Mapped[str] = mapped_column(sa.String(40))
    formula: Mapped[str] = mapped_column(sa.String(10))
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    blind_sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    journal_head: Mapped[str] = mapped_column(sa.String(64))

    trainee: Mapped[User] = relationship()
