"""Shipping many orders at once from a table."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from app.identity.models import User


class BatchState(State):
    CHECKED = "checked", _l("等确认"), "warn"
    DONE = "done", _l("已发货"), "ok"


BATCH_FLOW = Flow({BatchState.CHECKED: {BatchState.DONE}, BatchState.DONE: set()})


class ShipBatch(Sandboxed, Model):
    """A table of orders and parcel numbers: looked at first, then sent.

    `rows`: [{"at": row in the file, "order", "carrier", "number": as typed, "reason": why it will
    not be or was not sent, "" if it is fine, "sent": bool}].
    """

    __tablename__ = "ship_batch"
    __table_args__ = sandboxed(
        parent("store"),
        sa.Index("ix_ship_batch_store", "cohort_id", "store_id", "id"),
    )

    store_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    state: Mapped[BatchState] = mapped_column(default=BatchState.CHECKED)
    rows: Mapped[list[Any]]

    user: Mapped[User] = relationship()

    @property
    def good(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if not row["reason"]]

    @property
    def bad(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["reason"]]

    @property
    def sent(self) -> int:
        return sum(1 for row in self.rows if row["sent"])

    @property
    def is_done(self) -> bool:
        return self.state == BatchState.DONE
