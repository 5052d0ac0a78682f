"""Requests for a refund of a part of one order line."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from sim_market.ledger.models import Fen
from sim_market.orders.models import OrderLine


class RefundState(State):
    APPLIED = "applied", _l("待答复"), "warn"
    AGREED = "agreed", _l("已同意"), "info"
    REJECTED = "rejected", _l("已拒绝"), "risk"
    WITHDRAWN = "withdrawn", _l("已撤回"), "idle"
    DONE = "done", _l("已退款"), "ok"


REFUND_FLOW = Flow(
    {
        RefundState.APPLIED: {RefundState.AGREED, RefundState.REJECTED, RefundState.WITHDRAWN},
        RefundState.AGREED: {RefundState.DONE},
        RefundState.REJECTED: set(),
        RefundState.WITHDRAWN: set(),
        RefundState.DONE: set(),
    }
)


class RefundReason(State):
    """What the buyer says it is about."""

    NOT_WANTED = "not_wanted", _l("不想要了")
    LATE = "late", _l("迟迟没有发货")
    QUALITY = "quality", _l("质量有问题")
    DIFFERENT = "different", _l("与描述不符")
    DAMAGED = "damaged", _l("运输中破损")
    MISSING = "missing", _l("少发漏发")
    OTHER = "other", _l("其他")
    NO_STOCK = "no_stock", _l("商家没有货")  # said by the merchant (rule S-3)


MERCHANT_AT_FAULT = frozenset(
    {
        RefundReason.LATE,
        RefundReason.QUALITY,
        RefundReason.DIFFERENT,
        RefundReason.DAMAGED,
        RefundReason.MISSING,
        RefundReason.NO_STOCK,
    }
)  # then the shipping fee goes back too, even after shipment (mall_rules, after-sale)


class Refund(Sandboxed, Model):
    """A buyer asks for the money of `quantity` units of one line.

    `before_shipment` is so when it was asked; whether the goods go back on the shelf is decided
    by the order's state when it is agreed to. `shipping_fen`: the order's shipping fee that went
    back with it (R3), known when it is agreed to.
    """

    __tablename__ = "refund"
    __table_args__ = sandboxed(
        parent("order_line"),
        parent("order"),
        parent("store"),
        sa.UniqueConstraint("cohort_id", "number"),
        sa.UniqueConstraint("cohort_id", "order_line_id", "round"),
        sa.Index("ix_refund_store_state", "cohort_id", "store_id", "state", "id"),
        sa.Index("ix_refund_order", "cohort_id", "order_id"),
        sa.CheckConstraint("quantity >= 1 AND amount_fen >= 0", name="something_is_asked_for"),
        sa.CheckConstraint("shipping_fen >= 0", name="shipping_not_negative"),
        sa.CheckConstraint("round >= 1", name="round_counts_from_one"),
        sa.CheckConstraint(
            "(answered_sim_at IS NOT NULL) = (state <> 'applied')", name="answered_if_not_waiting"
        ),
        sa.CheckConstraint("(done_sim_at IS NOT NULL) = (state = 'done')", name="done_at_if_done"),
    )

    number: Mapped[str] = mapped_column(sa.String(24))
    order_id: Mapped[int]
    order_line_id: Mapped[int]
    store_id: Mapped[int]
    round: Mapped[int]
    quantity: Mapped[int]
    amount_fen: Mapped[Fen]
    shipping_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    reason: Mapped[RefundReason]
    words: Mapped[str] = mapped_column(sa.String(300), default="")
    answer: Mapped[str] = mapped_column(sa.String(300), default="")
    state: Mapped[RefundState] = mapped_column(default=RefundState.APPLIED)
    before_shipment: Mapped[bool]
    by_silence: Mapped[bool] = mapped_column(default=False)
    applied_sim_at: Mapped[datetime]
    answer_by_sim_at: Mapped[datetime]
    answered_sim_at: Mapped[datetime | None]
    done_sim_at: Mapped[datetime | None]

    line: Mapped[OrderLine] = relationship(
        primaryjoin="foreign(Refund.order_line_id) == OrderLine.id"
    )

    @property
    def total_fen(self) -> int:
        """All that goes back to the buyer."""
        return self.amount_fen + self.shipping_fen

    @property
    def due_fen(self) -> int:
        """What goes back, or would if it were agreed to now."""
        if not self.is_live:
            return self.total_fen
        order, fault = self.line.order, self.reason in MERCHANT_AT_FAULT
        return self.amount_fen + order.shipping_back_with(self.line, self.quantity, fault)

    @property
    def is_live(self) -> bool:
        return self.state == RefundState.APPLIED

    can_answer = is_live
    can_withdraw = is_live
