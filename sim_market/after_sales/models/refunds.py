"""Requests for money back or for other goods, with or without sending goods back."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from sim_market.after_sales.models.notes import RefundNote
from sim_market.after_sales.models.states import (
    MERCHANT_AT_FAULT,
    OPEN,
    WITH_GOODS,
    AfterSaleKind,
    Inspection,
    RefundReason,
    RefundState,
)
from sim_market.ledger.models import Fen
from sim_market.listings.models import Sku
from sim_market.orders.models import Order, OrderLine
from sim_market.rules.pack import pack


class Refund(Sandboxed, Model):
    """A buyer asks for the money of `quantity` units of one line, or for other goods instead.

    `kind` says which; what goes back is waited for and looked at by the merchant. `units`: which
    units of the line, counted from 0 (A6). `quantity` and `amount_fen` are in the end what was
    accepted (R4), of `asked_quantity`. `sellable`: the goods can be sold again. `address`: where
    they go back to. `case`: what the merchant says in a dispute; `decision`: what the platform
    decided, why, and by which rules.

    An exchange: `new_sku` instead, `unit_difference_fen` dearer (or, below 0, cheaper) per unit;
    `held_quantity` units of it are kept in stock for it (X2); `replacement` is the order that
    brings them.

    `before_shipment` is so when it was asked; whether the goods go back on the shelf is decided
    by the order's state when it is agreed to. `shipping_fen`: the order's shipping fee that went
    back with it (R3). `return_fee_fen`: what the buyer paid to send goods back;
    `return_fee_back_fen`: what the merchant made good of it (A-8), `fee_on_seller` where the
    platform has decided that.
    """

    __tablename__ = "refund"
    __table_args__ = sandboxed(
        parent("order_line"),
        parent("order"),
        parent("store"),
        parent("sku", "new_sku_id"),
        parent("order", "replacement_id"),
        sa.UniqueConstraint("cohort_id", "number"),
        sa.UniqueConstraint("cohort_id", "order_line_id", "round"),
        sa.UniqueConstraint("cohort_id", "replacement_id"),
        sa.Index("ix_refund_store_state", "cohort_id", "store_id", "state", "id"),
        sa.Index("ix_refund_order", "cohort_id", "order_id"),
        sa.CheckConstraint("quantity >= 1 AND amount_fen >= 0", name="something_is_asked_for"),
        sa.CheckConstraint("shipping_fen >= 0", name="shipping_not_negative"),
        sa.CheckConstraint("round >= 1", name="round_counts_from_one"),
        sa.CheckConstraint(
            "(answered_sim_at IS NOT NULL) = (state <> 'applied')", name="answered_if_not_waiting"
        ),
        sa.CheckConstraint(
            "kind <> 'refund' OR state NOT IN ('wait_goods', 'on_way', 'deduction', 'wait_pay')",
            name="goods_if_return",
        ),
        sa.CheckConstraint("asked_quantity >= quantity", name="no_more_than_asked"),
        sa.CheckConstraint("(done_sim_at IS NOT NULL) = (state = 'done')", name="done_at_if_done"),
        sa.CheckConstraint("kind <> 'exchange' OR new_sku_id IS NOT NULL", name="exchanged_for"),
        sa.CheckConstraint(
            "held_quantity = 0 OR (kind = 'exchange' AND held_quantity = quantity)",
            name="held_for_an_exchange",
        ),
        sa.CheckConstraint(
            "return_fee_back_fen BETWEEN 0 AND return_fee_fen", name="fee_made_good_at_most_once"
        ),
    )

    number: Mapped[str] = mapped_column(sa.String(24))
    order_id: Mapped[int]
    order_line_id: Mapped[int]
    store_id: Mapped[int]
    round: Mapped[int]
    quantity: Mapped[int]
    amount_fen: Mapped[Fen]
    units: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
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
    return_fee_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    return_fee_back_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    fee_on_seller: Mapped[bool | None]
    confirm_by_sim_at: Mapped[datetime | None]
    inspection: Mapped[Inspection | None]
    sellable: Mapped[bool | None]
    address: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    complaint: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    case: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    decide_by_sim_at: Mapped[datetime | None]
    decided_sim_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    decided_rules: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    new_sku_id: Mapped[int | None]
    unit_difference_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    held_quantity: Mapped[int] = mapped_column(default=0, server_default="0")
    pay_by_sim_at: Mapped[datetime | None]
    replacement_id: Mapped[int | None]

    line: Mapped[OrderLine] = relationship(
        primaryjoin="foreign(Refund.order_line_id) == OrderLine.id"
    )
    new_sku: Mapped[Sku | None] = relationship(primaryjoin="foreign(Refund.new_sku_id) == Sku.id")
    replacement: Mapped[Order | None] = relationship(
        primaryjoin="foreign(Refund.replacement_id) == Order.id"
    )
    notes: Mapped[list[RefundNote]] = relationship(
        primaryjoin="Refund.id == foreign(RefundNote.refund_id)",
        order_by="RefundNote.id",
        viewonly=True,
    )

    @property
    def total_fen(self) -> int:
        """All that goes back to the buyer for the goods and their sending."""
        return self.amount_fen + self.shipping_fen

    @property
    def due_fen(self) -> int:
        """What goes back, or would if it were agreed to now."""
        if not self.is_open or self.is_exchange:
            return self.total_fen
        order = self.line.order
        return self.amount_fen + order.shipping_back_with(self.line, self.quantity, self.at_fault)

    @property
    def at_fault(self) -> bool:
        """Is the merchant to blame, by what the buyer says it is about?"""
        return self.reason in MERCHANT_AT_FAULT

    @property
    def seller_bears_fee(self) -> bool:
        """Who bears the sending back: by fault, unless the platform has said otherwise (A-8)."""
        return self.at_fault if self.fee_on_seller is None else self.fee_on_seller

    @property
    def difference_fen(self) -> int:
        """What the buyer pays for an exchange, or, below 0, gets back; never more than was paid."""
        return max(-self.amount_fen, self.unit_difference_fen * self.quantity)

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
        """Goods go back, for money or for other goods."""
        return self.kind in WITH_GOODS

    @property
    def is_exchange(self) -> bool:
        return self.kind == AfterSaleKind.EXCHANGE

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
    def can_pay(self) -> bool:
        """The buyer owes the difference before the new goods are sent (X3)."""
        return self.state == RefundState.WAIT_PAY

    @property
    def is_disputed(self) -> bool:
        return self.state == RefundState.DISPUTED

    @property
    def offer(self) -> RefundNote | None:
        """The offer that waits for the buyer."""
        return next((note for note in self.notes if note.is_waiting), None)

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
