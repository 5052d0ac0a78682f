"""A roster that was read and looked at, waiting to be imported."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Sandboxed, sandboxed
from app.flow import Flow, State


class RosterState(State):
    READ = "read", _l("待导入"), "info"
    IMPORTED = "imported", _l("已导入"), "ok"


ROSTER_FLOW = Flow({RosterState.READ: {RosterState.IMPORTED}, RosterState.IMPORTED: set()})


class Roster(Sandboxed, Model):
    """The rows of one file. Emptied when imported: phone numbers are kept in one place only."""

    __tablename__ = "roster"
    __table_args__ = sandboxed()

    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    state: Mapped[RosterState] = mapped_column(default=RosterState.READ)
    file_name: Mapped[str] = mapped_column(sa.String(120))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    rows: Mapped[list[Any]]
    notes: Mapped[dict[str, Any]]
