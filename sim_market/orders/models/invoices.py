"""Simulated invoices: asked for by a buyer, issued by the merchant."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from sim_market.ledger.models import Fen
from sim_market.orders.models.orders import Order


class InvoiceState(State):
    ASKED = "asked", _l("待开票"), "warn"
    ISSUED = "issued", _l("已开票"), "ok"
    WITHDRAWN = "withdrawn", _l("已撤回"), "idle"
    VOIDED = "voided", _l("已作废"), "idle"


INVOICE_FLOW = Flow(
    {
        InvoiceState.ASKED: {InvoiceState.ISSUED, InvoiceState.WITHDRAWN},
        InvoiceState.ISSUED: {InvoiceState.VOIDED},
        InvoiceState.WITHDRAWN: {InvoiceState.ASKED},
        InvoiceState.VOIDED: {InvoiceState.ASKED},
    }
)


class TitleKind(State):
    PERSON = "person", _l("个人")
    COMPANY = "company", _l("企业")


class Invoice(Sandboxed, Model):
    """The invoice of an order. `title`: to whom; `tax_number` of a simulated company.

    `amount_fen` is what was kept of the payment when it was issued; `issues` counts how often it
    was, so that an invoice that is issued again has another number.
    """

    __tablename__ = "invoice"
    __table_args__ = sandboxed(
        parent("order"),
        parent("store"),
        sa.UniqueConstraint("cohort_id", "order_id"),
        sa.Index("ix_invoice_store_state", "cohort_id", "store_id", "state", "due_sim_at"),
        sa.CheckConstraint(
            "(kind = 'company') = (tax_number <> '')", name="tax_number_of_companies"
        ),
        sa.CheckConstraint(
            "state <> 'issued' OR (issued_sim_at IS NOT NULL AND amount_fen > 0 AND issues > 0)",
            name="issued_with_sum",
        ),
    )

    order_id: Mapped[int]
    store_id: Mapped[int]
    state: Mapped[InvoiceState] = mapped_column(default=InvoiceState.ASKED)
    kind: Mapped[TitleKind]
    title: Mapped[str] = mapped_column(sa.String(60))
    tax_number: Mapped[str] = mapped_column(sa.String(20), default="")
    asked_sim_at: Mapped[datetime]
    due_sim_at: Mapped[datetime]
    issued_sim_at: Mapped[datetime | None]
    amount_fen: Mapped[Fen] = mapped_column(default=0)
    issues: Mapped[int] = mapped_column(default=0)

    order: Mapped[Order] = relationship(primaryjoin="foreign(Invoice.order_id) == Order.id")

    @property
    def number(self) -> str:
        """Such as 'MN0000017-1'; MN stands for simulated, no tax office ever gave it."""
        return f"MN{self.order.number[1:]}-{self.issues}"

    @property
    def can_issue(self) -> bool:
        return self.state == InvoiceState.ASKED

    @property
    def is_issued(self) -> bool:
        return self.state == InvoiceState.ISSUED

    @property
    def is_stale(self) -> bool:
        """It says another sum than what is kept now: money went back since (T-11)."""
        return self.is_issued and self.amount_fen != self.order.kept_fen

    def is_late(self, now: datetime) -> bool:
        return self.state == InvoiceState.ASKED and now > self.due_sim_at
