"""The seller's changes of an unpaid order's price (E1-E4)."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from sim_market.ledger.models import Fen
from sim_market.orders.models.orders import Order


class ChangeState(State):
    WAITING = "waiting", _l("等买家同意"), "warn"
    DONE = "done", _l("已改价"), "ok"
    REFUSED = "refused", _l("买家不同意"), "risk"
    DROPPED = "dropped", _l("已作废"), "idle"


CHANGE_FLOW = Flow(
    {
        ChangeState.WAITING: {ChangeState.DONE, ChangeState.REFUSED, ChangeState.DROPPED},
        ChangeState.DONE: set(),
        ChangeState.REFUSED: set(),
        ChangeState.DROPPED: set(),
    }
)


class PriceChange(Sandboxed, Model):
    """Another sum for the goods and the shipping of an unpaid order, with the seller's reason.

    A lower sum is done at once, a higher one waits for the buyer's yes (E4); of those at most one
    waits. `no` counts the changes of an order.
    """

    __tablename__ = "price_change"
    __table_args__ = sandboxed(
        parent("order"),
        sa.UniqueConstraint("cohort_id", "order_id", "no"),
        sa.Index(
            "uq_price_change_waiting",
            "cohort_id",
            "order_id",
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.CheckConstraint("to_goods_fen >= 0 AND to_shipping_fen >= 0", name="not_negative"),
        sa.CheckConstraint("no >= 1", name="no_counts_from_one"),
        sa.CheckConstraint(
            "(answered_sim_at IS NOT NULL) = (state <> 'waiting')", name="answered_if_not_waiting"
        ),
    )

    order_id: Mapped[int]
    no: Mapped[int]
    state: Mapped[ChangeState]
    from_goods_fen: Mapped[Fen]
    from_shipping_fen: Mapped[Fen]
    to_goods_fen: Mapped[Fen]
    to_shipping_fen: Mapped[Fen]
    reason: Mapped[str] = mapped_column(sa.String(100))
    said_sim_at: Mapped[datetime]
    answered_sim_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship(primaryjoin="foreign(PriceChange.order_id) == Order.id")

    @property
    def from_fen(self) -> int:
        return self.from_goods_fen + self.from_shipping_fen

    @property
    def to_fen(self) -> int:
        return self.to_goods_fen + self.to_shipping_fen

    @property
    def is_waiting(self) -> bool:
        return self.state == ChangeState.WAITING
