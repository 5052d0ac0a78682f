"""A purchase at one store, and the numbers that purchases are given."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from sim_market.ledger.models import Fen
from sim_market.orders.models.states import ORDER_FLOW, TO_SHIP, CloseReason, OrderState
from sim_market.rules.pack import pack
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

if TYPE_CHECKING:
    from sim_market.orders.models.desk import OrderMemo, Reminder
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

    `discount_fen` off goods and `shipping_discount_fen` off the fee were given by promotions, which
    `promotions` names as they were (P6, see `orders/snapshot.py`); of the first the platform bears
    `platform_fen`, of the second `shipping_platform_fen` (`shipping_platform_back_fen`
    went back with the fee). `adjust_fen` and `shipping_adjust_fen`: the seller's change of the
    price, of either sign (E2). `goods_fen` and `shipping_fen` are what is paid, after all of these.
    An order that was found to be fake trade is not `counted` (T-6). `close_note`: what the
    merchant said of closing it.

    `shipped_sim_at` is when the last of the goods left; `shipment` is its first parcel,
    `shipments` are all.
    """

    __tablename__ = "order"
    __table_args__ = sandboxed(
        parent("store"),
        parent("shopper"),
        sa.UniqueConstraint("cohort_id", "number"),
        sa.Index("ix_order_store_changed", "cohort_id", "store_id", "changed_sim_at", "id"),
        sa.Index("ix_order_store_state", "cohort_id", "store_id", "state", "id"),
        sa.Index("ix_order_shopper", "cohort_id", "shopper_id", "id"),
        sa.Index("ix_order_due", "cohort_id", "state", "received_sim_at", "id"),
        sa.CheckConstraint("pay_fen = goods_fen + shipping_fen", name="sums_add_up"),
        sa.CheckConstraint("goods_fen >= 0 AND shipping_fen >= 0", name="sums_not_negative"),
        sa.CheckConstraint("refunded_fen BETWEEN 0 AND pay_fen", name="refunds_within_payment"),
        sa.CheckConstraint(
            "shipping_refunded_fen BETWEEN 0 AND shipping_fen", name="shipping_back_once"
        ),
        sa.CheckConstraint("promise_hours BETWEEN 1 AND 1080", name="promise_in_range"),
        sa.CheckConstraint("live_refunds >= 0", name="live_refunds_not_negative"),
        sa.CheckConstraint(
            "platform_fen BETWEEN 0 AND discount_fen AND shipping_discount_fen >= 0",
            name="discounts_not_negative",
        ),
        sa.CheckConstraint(
            "shipping_platform_fen BETWEEN 0 AND shipping_discount_fen"
            " AND shipping_platform_back_fen BETWEEN 0 AND shipping_platform_fen",
            name="platform_within_shipping",
        ),
        sa.CheckConstraint(
            "(paid_sim_at IS NOT NULL) = (state IN ('paid', 'part_shipped', 'shipped',"
            " 'received', 'completed') OR (state = 'closed' AND close_reason = 'refunded'))",
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
    close_note: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    goods_fen: Mapped[Fen]
    shipping_fen: Mapped[Fen] = mapped_column(default=0)
    pay_fen: Mapped[Fen]
    shipping_refunded_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    discount_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    adjust_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    platform_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    shipping_discount_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    shipping_adjust_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    shipping_platform_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    shipping_platform_back_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    promotions: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
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
        primaryjoin="(Order.id == foreign(Shipment.order_id)) & (Shipment.place == 1)",
        viewonly=True,
        uselist=False,
    )
    shipments: Mapped[list["Shipment"]] = relationship(
        primaryjoin="Order.id == foreign(Shipment.order_id)",
        order_by="Shipment.place",
        viewonly=True,
    )

    memo: Mapped["OrderMemo | None"] = relationship(
        primaryjoin="Order.id == foreign(OrderMemo.order_id)", viewonly=True, uselist=False
    )
    reminders: Mapped[list["Reminder"]] = relationship(
        primaryjoin="Order.id == foreign(Reminder.order_id)",
        order_by="Reminder.id",
        viewonly=True,
    )

    @property
    def is_paid(self) -> bool:
        return self.paid_sim_at is not None

    @property
    def has_left(self) -> bool:
        """The goods, or some of them, are on their way or there."""
        return self.shipped_sim_at is not None or self.state == OrderState.PART_SHIPPED

    @property
    def can_pay(self) -> bool:
        return self.state == OrderState.UNPAID

    @property
    def can_close(self) -> bool:
        return self.state == OrderState.UNPAID

    @property
    def can_ship(self) -> bool:
        return self.state in TO_SHIP

    @property
    def can_receive(self) -> bool:
        return self.state == OrderState.SHIPPED

    @property
    def settles_sim_at(self) -> datetime | None:
        """When it is settled if no after-sale stands in the way (T-3): by the run of the first
        full hour after the after-sale period. None before receipt.
        """
        if self.received_sim_at is None:
            return None
        at = self.received_sim_at + timedelta(days=pack(self.cohort).settle_days)
        hour = at.replace(minute=0, second=0, microsecond=0)
        return hour if hour == at else hour + timedelta(hours=1)

    @property
    def is_supplied(self) -> bool:
        """The supplier sends the goods, and not the merchant."""
        return any(line.sku.supplied for line in self.lines)

    @property
    def can_ship_own(self) -> bool:
        """Do goods wait that the merchant sends, and not the supplier?"""
        return self.can_ship and any(
            line.unsent_quantity and not line.sku.supplied for line in self.lines
        )

    @property
    def can_correct(self) -> bool:
        """May a tracking number be put right (S-5)? Of the merchant's own parcels on their way."""
        return any(self.can_correct_parcel(parcel) for parcel in self.shipments)

    def can_correct_parcel(self, parcel: "Shipment") -> bool:
        most = pack(self.cohort).tracking_changes_max
        fresh = not parcel.delivered_sim_at and parcel.corrections < most
        return fresh and not parcel.by_supplier

    @property
    def can_refund(self) -> bool:
        """Paid and not settled: its money is still in escrow."""
        return self.state in {*TO_SHIP, OrderState.SHIPPED, OrderState.RECEIVED}

    def shipping_back_with(self, line: "OrderLine", quantity: int, at_fault: bool) -> int:
        """The shipping fee that goes back if so many more units are refunded (R3), once."""
        owed = self.gives_shipping_back(line, quantity, at_fault)
        return self.shipping_fen - self.shipping_refunded_fen if owed else 0

    def gives_shipping_back(self, line: "OrderLine", quantity: int, at_fault: bool) -> bool:
        """With the last unit of an order of which nothing was sent, or, where the merchant is at
        fault, with the last unit that was not refunded yet.
        """
        paid_for = (each for each in self.lines if not each.gift)
        left = sum(each.quantity - each.refunded_quantity for each in paid_for) - quantity
        return left == 0 and line.order_id == self.id and (not self.has_left or at_fault)

    @property
    def list_fen(self) -> int:
        """The goods at list price."""
        return self.goods_fen + self.discount_fen - self.adjust_fen

    @property
    def shipping_list_fen(self) -> int:
        """The fee before promotions and changes."""
        return self.shipping_fen + self.shipping_discount_fen - self.shipping_adjust_fen

    @property
    def platform_kept_fen(self) -> int:
        """What the platform bears of goods that were not refunded, and of sending them unless the
        fee went back: its subsidy at settlement.
        """
        return sum(line.platform_kept_fen for line in self.lines) + self.shipping_subsidy_fen

    @property
    def shipping_subsidy_fen(self) -> int:
        """What the platform bears of the shipping fee, unless that went back."""
        return self.shipping_platform_fen - self.shipping_platform_back_fen

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
        self.freeze_commission()

    def freeze_commission(self) -> None:
        """Once, at payment (L1)."""
        for line in self.lines:
            if line.commission_due_fen is None:
                line.freeze_commission()
