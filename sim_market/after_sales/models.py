"""Requests for money back, with or without the goods, for a part of one order line."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from sim_market.ledger.models import Fen
from sim_market.orders.models import OrderLine
from sim_market.rules.pack import pack


class RefundState(State):
    APPLIED = "applied", _l("待答复"), "warn"
    AGREED = "agreed", _l("已同意"), "info"
    REJECTED = "rejected", _l("已拒绝"), "risk"
    WITHDRAWN = "withdrawn", _l("已撤回"), "idle"
    DONE = "done", _l("已退款"), "ok"
    WAIT_GOODS = "wait_goods", _l("待买家寄回"), "info"
    ON_WAY = "on_way", _l("退货在途"), "warn"
    DISPUTED = "disputed", _l("平台介入"), "warn"
    CLOSED = "closed", _l("已关闭"), "idle"


REFUND_FLOW = Flow(
    {
        RefundState.APPLIED: {
            RefundState.AGREED,
            RefundState.WAIT_GOODS,
            RefundState.REJECTED,
            RefundState.WITHDRAWN,
        },
        RefundState.AGREED: {RefundState.DONE},
        RefundState.REJECTED: {RefundState.DISPUTED},
        RefundState.WITHDRAWN: set(),
        RefundState.WAIT_GOODS: {RefundState.ON_WAY, RefundState.WITHDRAWN, RefundState.CLOSED},
        RefundState.ON_WAY: {RefundState.AGREED, RefundState.DISPUTED},
        RefundState.DISPUTED: {RefundState.AGREED, RefundState.WAIT_GOODS, RefundState.CLOSED},
        RefundState.CLOSED: set(),
        RefundState.DONE: set(),
    }
)
OPEN = (RefundState.APPLIED, RefundState.WAIT_GOODS, RefundState.ON_WAY, RefundState.DISPUTED)


class AfterSaleKind(State):
    """What the buyer asks for."""

    REFUND = "refund", _l("仅退款")
    RETURN = "return", _l("退货退款")


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
    """A buyer asks for the money of `quantity` units of one line, and may send the goods back.

    `kind` says which; a return that is agreed to waits for the goods, then for the merchant to
    look at them. `quantity` and `amount_fen` are in the end what was accepted (R4), of
    `asked_quantity`. `sellable`: the goods can be sold again. `address`: where they go back to.
    `case`: what the merchant says in a dispute; `decision`: what the platform decided, and why.

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
        sa.CheckConstraint(
            "kind = 'return' OR state NOT IN ('wait_goods', 'on_way')", name="goods_if_return"
        ),
        sa.CheckConstraint("asked_quantity >= quantity", name="no_more_than_asked"),
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
    kind: Mapped[AfterSaleKind] = mapped_column(
        default=AfterSaleKind.REFUND, server_default=AfterSaleKind.REFUND.value
    )
    asked_quantity: Mapped[int] = mapped_column(default=1, server_default="1")
    return_by_sim_at: Mapped[datetime | None]
    sent_back_sim_at: Mapped[datetime | None]
    carrier: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    tracking_number: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    confirm_by_sim_at: Mapped[datetime | None]
    sellable: Mapped[bool | None]
    address: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    complaint: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    case: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    decide_by_sim_at: Mapped[datetime | None]
    decided_sim_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

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
        if not self.is_open:
            return self.total_fen
        order, fault = self.line.order, self.reason in MERCHANT_AT_FAULT
        return self.amount_fen + order.shipping_back_with(self.line, self.quantity, fault)

    @property
    def is_live(self) -> bool:
        return self.state == RefundState.APPLIED

    can_answer = is_live

    @property
    def is_open(self) -> bool:
        """Not ended: it stops the order's timers, and its units are kept aside."""
        return self.state in OPEN

    @property
    def is_return(self) -> bool:
        return self.kind == AfterSaleKind.RETURN

    @property
    def can_withdraw(self) -> bool:
        return self.state in {RefundState.APPLIED, RefundState.WAIT_GOODS}

    @property
    def can_send_back(self) -> bool:
        return self.state == RefundState.WAIT_GOODS

    @property
    def can_inspect(self) -> bool:
        return self.state == RefundState.ON_WAY

    @property
    def is_disputed(self) -> bool:
        return self.state == RefundState.DISPUTED

    @property
    def escalate_by_sim_at(self) -> datetime | None:
        """Until when the buyer may ask the platform (A-5); None if there was no refusal."""
        days = timedelta(days=pack(self.cohort).dispute_days)
        refused = self.state == RefundState.REJECTED and self.answered_sim_at is not None
        return self.answered_sim_at + days if refused and self.answered_sim_at else None

    @property
    def can_escalate(self) -> bool:
        until = self.escalate_by_sim_at
        return until is not None and self.cohort.sim_at <= until
