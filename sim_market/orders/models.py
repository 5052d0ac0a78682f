"""Orders of one store and one shopper, their lines, shipments and carts."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from app.money import percent_of
from sim_market.ledger.models import Fen
from sim_market.listings.models import Listing, Sku
from sim_market.rules.pack import pack
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store


class OrderState(State):
    UNPAID = "unpaid", _l("待付款"), "idle"
    PAID = "paid", _l("待发货"), "warn"
    SHIPPED = "shipped", _l("已发货"), "info"
    RECEIVED = "received", _l("已收货"), "ok"
    COMPLETED = "completed", _l("已完成"), "ok"
    CLOSED = "closed", _l("已关闭"), "idle"


# CLOSED -> PAID: a payment that came after the time limit, when the goods can be held again (S9).
ORDER_FLOW = Flow(
    {
        OrderState.UNPAID: {OrderState.PAID, OrderState.CLOSED},
        OrderState.PAID: {OrderState.SHIPPED, OrderState.CLOSED},
        OrderState.SHIPPED: {OrderState.RECEIVED},
        OrderState.RECEIVED: {OrderState.COMPLETED},
        OrderState.COMPLETED: set(),
        OrderState.CLOSED: {OrderState.PAID},
    }
)


class CloseReason(State):
    """Why an order was closed."""

    TIMEOUT = "timeout", _l("超时未付款")
    BUYER = "buyer", _l("买家取消")
    SELLER = "seller", _l("商家关闭")
    REFUNDED = "refunded", _l("发货前全部退款")


class CartLine(Sandboxed, Model):
    """So many of one SKU in a shopper's cart."""

    __tablename__ = "cart_line"
    __table_args__ = sandboxed(
        parent("shopper"),
        parent("sku"),
        sa.UniqueConstraint("cohort_id", "shopper_id", "sku_id"),
        sa.CheckConstraint("quantity >= 1", name="at_least_one"),
    )

    shopper_id: Mapped[int]
    sku_id: Mapped[int]
    quantity: Mapped[int]
    ticked: Mapped[bool] = mapped_column(default=True)

    sku: Mapped[Sku] = relationship(primaryjoin="foreign(CartLine.sku_id) == Sku.id")


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
    def can_refund(self) -> bool:
        """Paid and not settled: its money is still in escrow."""
        return self.state in {OrderState.PAID, OrderState.SHIPPED, OrderState.RECEIVED}

    @property
    def kept_fen(self) -> int:
        """What was paid and not given back."""
        return self.pay_fen - self.refunded_fen

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
        self.ship_by_sim_at = self.placed_sim_at + timedelta(hours=self.store.ship_hours)


class OrderLine(Sandboxed, Model):
    """So many of one SKU on an order. What the goods were then is copied here.

    `refunding_` is asked for and not answered yet; with `refunded_` it never exceeds the line
    (R2). `commission_bp` and `unit_cost_fen` are frozen (L1).
    """

    __tablename__ = "order_line"
    __table_args__ = sandboxed(
        parent("order"),
        parent("listing"),
        parent("sku"),
        sa.UniqueConstraint("order_id", "sku_id"),
        sa.Index("ix_order_line_sku", "cohort_id", "sku_id"),
        sa.Index("ix_order_line_listing", "cohort_id", "listing_id"),
        sa.CheckConstraint("quantity >= 1", name="at_least_one"),
        sa.CheckConstraint(
            "refunded_quantity >= 0 AND refunding_quantity >= 0"
            " AND refunded_quantity + refunding_quantity <= quantity",
            name="refunds_within_quantity",
        ),
        sa.CheckConstraint(
            "shipped_quantity BETWEEN 0 AND quantity", name="shipped_within_quantity"
        ),
        sa.CheckConstraint(
            "pay_fen >= 0 AND refunded_fen >= 0 AND refunding_fen >= 0"
            " AND refunded_fen + refunding_fen <= pay_fen",
            name="refunds_within_payment",
        ),
    )

    order_id: Mapped[int]
    listing_id: Mapped[int]
    sku_id: Mapped[int]
    listing_title: Mapped[str] = mapped_column(sa.String(80))
    spec: Mapped[str] = mapped_column(sa.String(60))
    picture: Mapped[str | None] = mapped_column(sa.String(60))
    category_code: Mapped[str] = mapped_column(sa.String(60))
    quantity: Mapped[int]
    unit_price_fen: Mapped[int]
    pay_fen: Mapped[Fen]
    unit_cost_fen: Mapped[int]
    commission_bp: Mapped[int]
    shipped_quantity: Mapped[int] = mapped_column(default=0)
    refunding_quantity: Mapped[int] = mapped_column(default=0)
    refunding_fen: Mapped[Fen] = mapped_column(default=0)
    refunded_quantity: Mapped[int] = mapped_column(default=0)
    refunded_fen: Mapped[Fen] = mapped_column(default=0)

    order: Mapped[Order] = relationship(
        primaryjoin="foreign(OrderLine.order_id) == Order.id", back_populates="lines"
    )
    listing: Mapped[Listing] = relationship(
        primaryjoin="foreign(OrderLine.listing_id) == Listing.id"
    )
    sku: Mapped[Sku] = relationship(primaryjoin="foreign(OrderLine.sku_id) == Sku.id")

    @property
    def open_quantity(self) -> int:
        """Units that were bought and not refunded: what is to be shipped, or was kept."""
        return self.quantity - self.refunded_quantity

    @property
    def commission_fen(self) -> int:
        """At the rate frozen on the line, rounded half up once (L1, M2)."""
        return percent_of(self.pay_fen - self.refunded_fen, self.commission_bp)

    @property
    def refundable_quantity(self) -> int:
        return self.quantity - self.refunded_quantity - self.refunding_quantity

    @property
    def refundable_fen(self) -> int:
        return self.pay_fen - self.refunded_fen - self.refunding_fen


class Shipment(Sandboxed, Model):
    """The parcel of an order. `events`: [{"at": ISO time in the sandbox, "text"}]; those to come
    are known when it leaves and shown when their time has come.
    """

    __tablename__ = "shipment"
    __table_args__ = sandboxed(
        parent("order"),
        sa.UniqueConstraint("cohort_id", "order_id"),
        sa.UniqueConstraint("cohort_id", "tracking_number"),
        sa.CheckConstraint("delivered_sim_at >= shipped_sim_at", name="delivered_after_shipped"),
    )

    order_id: Mapped[int]
    carrier: Mapped[str] = mapped_column(sa.String(30))
    tracking_number: Mapped[str] = mapped_column(sa.String(30))
    shipped_sim_at: Mapped[datetime]
    delivered_sim_at: Mapped[datetime | None]
    events: Mapped[list[Any]]

    order: Mapped[Order] = relationship(primaryjoin="foreign(Shipment.order_id) == Order.id")

    def events_until(self, moment: datetime) -> list[dict[str, Any]]:
        """What has happened to the parcel so far, newest first: [{"at": datetime, "text"}]."""
        passed = [e | {"at": datetime.fromisoformat(e["at"])} for e in self.events]
        return sorted((e for e in passed if e["at"] <= moment), key=lambda e: e["at"], reverse=True)
