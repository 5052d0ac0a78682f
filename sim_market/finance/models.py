"""Asking the teacher for money, and what the teacher gave."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from sim_market.ledger.models import Fen
from sim_market.stores.models import Store


class PleaState(State):
    OPEN = "open", _l("等老师答复"), "warn"
    GRANTED = "granted", _l("已拨款"), "ok"
    REFUSED = "refused", _l("没有同意"), "risk"


PLEA_FLOW = Flow(
    {
        PleaState.OPEN: {PleaState.GRANTED, PleaState.REFUSED},
        PleaState.GRANTED: set(),
        PleaState.REFUSED: set(),
    }
)


class FundsPlea(Sandboxed, Model):
    """The `round`-th time that a store asks for money, or is given some unasked.

    `asked_fen` and `words` are the trainee's, 0 and empty if the teacher came first; `granted_fen`
    and `answer` the teacher's. What is granted need not be paid back, and is no revenue.
    """

    __tablename__ = "funds_plea"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "store_id", "round"),
        sa.Index("ix_funds_plea_state", "cohort_id", "state"),
        sa.CheckConstraint("asked_fen >= 0 AND granted_fen >= 0", name="not_negative"),
        sa.CheckConstraint("(granted_fen > 0) = (state = 'granted')", name="granted_if_granted"),
        sa.CheckConstraint("(answered_sim_at IS NULL) = (state = 'open')", name="answered_if_not"),
        sa.CheckConstraint("round >= 1", name="round_counts_from_one"),
    )

    store_id: Mapped[int]
    round: Mapped[int]
    state: Mapped[PleaState] = mapped_column(default=PleaState.OPEN)
    asked_fen: Mapped[Fen] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(sa.String(300), default="")
    granted_fen: Mapped[Fen] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(sa.String(300), default="")
    asked_sim_at: Mapped[datetime]
    answered_sim_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    store: Mapped[Store] = relationship(primaryjoin="foreign(FundsPlea.store_id) == Store.id")

    @property
    def can_answer(self) -> bool:
        return self.state == PleaState.OPEN
