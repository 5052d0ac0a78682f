"""A purchase at one store, and the numbers that purchases are given."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from sim_market.ledger.models import Fen
from sim_market.orders.models.states import ORDER_FLOW, CloseReason, OrderState
from sim_market.rules.pack import pack
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

if TYPE_CHECKING:
    from sim_market.orders.models.lines import OrderLine
    from sim_market.orders.models.shipments import Shipment


class OrderCounter(Sandboxed, Model):
    """The last order number given in a sandbox."""

    __tablename__ = "order_counter"
    __table_args__ = (sa.UniqueConstraint("cohort_id"),)

    last: Mapped[int] = mapped_column(default=0)


class Order(Sandboxed, Model):
    """A shopper's purchase at one store. Prices and address are as they stood when it was placed.

    `changed_sim_at` moves with every change of state or of refunds, and `version` counts them:
    whoever copies orders pulls by (changed_sim_at, id) and keeps the higher version (Q1, Q4).
    `live_refunds` counts after-sale requests that wait for an answer; they stop the timers.
    `shipping_refunded_fen` is how much of the fee went back (R3). `promise_hours`: the merchant
    promised to send it within so many hours of payment, the shortest promise of its lines.
    An order that was found to be fake trade is not `counted` (T-6).
    """

    __tablename__ = "order"
    __table_args__ = sandboxed(
        parent("store"),
        parent("shopper"),
        sa.UniqueConstraint("cohort_id", "number"),
        sa.Index("ix_order_store_changed", "cohort_id", "store_id", "changed_sim_at", "id"),
        sa.Index("ix_order_store_state", "cohort_id", "store_id", "state", "id"),
        sa.Index("ix_order_shopper", "cohort_id", "shopper_id", "id"),
        sa.CheckConstraint("pay_fen = goods_fen + shipping_fen", name="sums_add_up"),
        sa.CheckConstraint("goods_fen >= 0 AND shipping_fen >= 0", name="sums_not_negative"),
        sa.CheckConstraint("refunded_fen BETWEEN 0 AND pay_fen", name="refunds_within_payment"),
        sa.CheckConstraint(
            "shipping_refunded_fen BETWEEN 0 AND shipping_fen", name="shipping_back_once"
        ),
        sa.CheckConstraint("promise_hours BETWEEN 1 AND 1080", name="promise_in_range"),
        sa.CheckConstraint("live_refunds >= 0", name="live_refunds_not_negative"),
        sa.CheckConstraint(
            "(paid_sim_at IS NOT NULL) = (state IN ('paid', 'shipped', 'received', 'completed')"
            " OR (state = 'closed' AND close_reason = 'refunded'))",
            name="paid_at_if_paid",
        ),
        sa.CheckConstraint(
            "(shipped_sim_at IS NOT NULL) = (state IN ('shipped', 'received', 'completed'))",
            name="shipped_at_if_shipped",
        ),
        sa.CheckConstraint(
            "(received_sim_at IS NOT NULL) = (state IN ('received', 'completed'))",
            name="received_at_if_received",
        ),
        sa.CheckConstraint(
            "(completed_sim_at IS NOT NULL) = (state = 'completed')",
            name="completed_at_if_completed",
        ),
        sa.CheckConstraint(
            "(closed_sim_at IS NOT NULL) = (state = 'closed')"
            " AND (close_reason IS NOT NULL) = (state = 'closed')",
            name="closed_at_if_closed",
        ),
    )

    number: Mapped[str] = mapped_column(sa.String(12))
    store_id: Mapped[int]
    shopper_id: Mapped[int]
    state: Mapped[OrderState] = mapped_column(default=OrderState.UNPAID)
    close_reason: Mapped[CloseReason | None]
    goods_fen: Mapped[Fen]
    shipping_fen: Mapped[Fen] = mapped_column(default=0)
    pay_fen: Mapped[Fen]
    shipping_refunded_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    promise_hours: Mapped[int] = mapped_column(default=48, server_default="48")
    refunded_fen: Mapped[Fen] = mapped_column(default=0)
    live_refunds: Mapped[int] = mapped_column(default=0)
    placed_sim_at: Mapped[datetime]
    pay_by_sim_at: Mapped[datetime]
    paid_sim_at: Mapped[datetime | None]
    ship_by_sim_at: Mapped[datetime | None]
    late_sim_at: Mapped[datetime | None]
    shipped_sim_at: Mapped[datetime | None]
    auto_receive_sim_at: Mapped[datetime | None]
    paused_sim_at: Mapped[datetime | None]
    received_sim_at: Mapped[datetime | None]
    completed_sim_at: Mapped[datetime | None]
    closed_sim_at: Mapped[datetime | None]
    changed_sim_at: Mapped[datetime]
    address: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
    counted: Mapped[bool] = mapped_column(default=True, server_default=sa.true())

    store: Mapped[Store] = relationship(primaryjoin="foreign(Order.store_id) == Store.id")
    shopper: Mapped[Shopper] = relationship(primaryjoin="foreign(Order.shopper_id) == Shopper.id")
    lines: Mapped[list["OrderLine"]] = relationship(
        primaryjoin="Order.id == foreign(OrderLine.order_id)",
        order_by="OrderLine.id",
        back_populates="order",
    )
    shipment: Mapped["Shipment | None"] = relationship(
        primaryjoin="Order.id == foreign(Shipment.order_id)", viewonly=True, uselist=False
    )

    @property
    def is_paid(self) -> bool:
        return self.paid_sim_at is not None

    @property
    def has_left(self) -> bool:
        """The goods are on their way or there."""
        return self.shipped_sim_at is not None

    @property
    def can_pay(self) -> bool:
        return self.state == OrderState.UNPAID

    @property
    def can_close(self) -> bool:
        return self.state == OrderState.UNPAID

    @property
    def can_ship(self) -> bool:
        return self.state == OrderState.PAID

    @property
    def can_receive(self) -> bool:
        return self.state == OrderState.SHIPPED

    @property
    def settles_sim_at(self) -> datetime | None:
        """When it is settled if no after-sale stands in the way (T-3); None before receipt."""
        days = timedelta(days=pack(self.cohort).settle_days)
        return self.received_sim_at + days if self.received_sim_at else None

    @property
    def is_supplied(self) -> bool:
        """The supplier sends the goods, and not the merchant."""
        return any(line.sku.supplied for line in self.lines)

    @property
    def can_correct(self) -> bool:
        """May its tracking number be put right (S-5)? The merchant's own parcel, on its way."""
        parcel = self.shipment
        return bool(
            parcel and not self.is_supplied and not parcel.delivered_sim_at
            and parcel.corrections < pack(self.cohort).tracking_changes_max
        )  # fmt: skip

    @property
    def can_refund(self) -> bool:
        """Paid and not settled: its money is still in escrow."""
        return self.state in {OrderState.PAID, OrderState.SHIPPED, OrderState.RECEIVED}

    def shipping_back_with(self, line: "OrderLine", quantity: int, at_fault: bool) -> int:
        """The shipping fee that goes back if so many more units of a line are refunded (R3).

        Once: with the last unit of an order of which nothing was sent, or, where the merchant is
        at fault, with the last unit that was not refunded yet.
        """
        left = sum(each.quantity - each.refunded_quantity for each in self.lines) - quantity
        owed = left == 0 and line.order_id == self.id and (not self.has_left or at_fault)
        return self.shipping_fen - self.shipping_refunded_fen if owed else 0

    @property
    def kept_fen(self) -> int:
        """What was paid and not given back."""
        return self.pay_fen - self.refunded_fen

    @property
    def shipping_kept_fen(self) -> int:
        """The shipping fee, unless it went back."""
        return self.shipping_fen - self.shipping_refunded_fen

    @property
    def commission_fen(self) -> int:
        """The platform's commission on the goods that were kept, not on shipping."""
        return sum(line.commission_fen for line in self.lines)

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def is_late(self) -> bool:
        """Shipped after the promised time, or not shipped when it passed."""
        return self.late_sim_at is not None

    def be_paid(self) -> None:
        """A new order that is paid as it is placed. Others are claimed (`operations.pay_order`)."""
        ORDER_FLOW.move(self, OrderState.PAID)
        self.paid_sim_at = self.placed_sim_at
        self.ship_by_sim_at = self.placed_sim_at + timedelta(hours=self.promise_hours)
