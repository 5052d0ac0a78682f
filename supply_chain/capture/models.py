"""Where the pull stands, and the supply orders that came of it."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from sim_market.ledger.models import Fen
from sim_market.orders.models import Order, OrderLine
from sim_market.stores.models import Store
from supply_chain.suppliers.models import ProductSku


class SupplyState(State):
    WAITING = "waiting", _l("待处理"), "warn"
    CONFIRMED = "confirmed", _l("供应商备货中"), "info"
    SHIPPED = "shipped", _l("运输中"), "info"
    DELIVERED = "delivered", _l("已送达"), "ok"
    CANCELLED = "cancelled", _l("已取消"), "idle"


SUPPLY_FLOW = Flow(
    {
        SupplyState.WAITING: {SupplyState.CONFIRMED, SupplyState.CANCELLED},
        SupplyState.CONFIRMED: {SupplyState.SHIPPED, SupplyState.CANCELLED},
        SupplyState.SHIPPED: {SupplyState.DELIVERED},
        SupplyState.DELIVERED: set(),
        SupplyState.CANCELLED: set(),
    }
)


class Hitch(State):
    """Why a supply order waits for the trainee."""

    NEW = "new", _l("还没有确认"), "info"
    UNMAPPED = "unmapped", _l("有规格没有关联货源"), "warn"
    NO_STOCK = "no_stock", _l("供应商库存不够"), "risk"
    NO_FUNDS = "no_funds", _l("店铺资金不够付货款"), "risk"
    NOT_YET = "not_yet", _l("还没有成团，不能发货"), "info"


class CaptureCursor(Sandboxed, Model):
    """How far a store's orders have been pulled: the last (changed_sim_at, id) that was read.

    It is saved in one transaction with the rows that were made of it (Q5). `pulls` counts the
    runs, and taking the next number is the claim to run.
    """

    __tablename__ = "capture_cursor"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "store_id"),
        sa.CheckConstraint(
            "(changed_sim_at IS NULL) = (last_order_id IS NULL)", name="both_or_none"
        ),
    )

    store_id: Mapped[int]
    changed_sim_at: Mapped[datetime | None]
    last_order_id: Mapped[int | None]
    pulls: Mapped[int] = mapped_column(default=0)
    pulled_sim_at: Mapped[datetime | None]

    @property
    def at(self) -> tuple[datetime, int] | None:
        if self.changed_sim_at is None or self.last_order_id is None:
            return None
        return self.changed_sim_at, self.last_order_id


class SupplyOrder(Sandboxed, Model):
    """What the supplier is to send for one order of the shop.

    `order_version` is the version that was copied; only a higher one is copied again (Q4).
    `cost_fen` is what the store paid or will pay the supplier.
    """

    __tablename__ = "supply_order"
    __table_args__ = sandboxed(
        parent("store"),
        parent("order"),
        sa.UniqueConstraint("cohort_id", "order_number"),
        sa.UniqueConstraint("cohort_id", "number"),
        sa.Index("ix_supply_order_store", "cohort_id", "store_id", "state", "id"),
        sa.CheckConstraint("cost_fen >= 0", name="cost_not_negative"),
        sa.CheckConstraint("(hitch IS NOT NULL) = (state = 'waiting')", name="hitch_while_waiting"),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'shipped', 'delivered') OR confirmed_sim_at IS NOT NULL",
            name="confirmed_at_if_confirmed",
        ),
        sa.CheckConstraint(
            "(shipped_sim_at IS NOT NULL) = (state IN ('shipped', 'delivered'))"
            " AND (tracking_number IS NOT NULL) = (state IN ('shipped', 'delivered'))",
            name="tracking_if_shipped",
        ),
        sa.CheckConstraint(
            "(delivered_sim_at IS NOT NULL) = (state = 'delivered')",
            name="delivered_at_if_delivered",
        ),
        sa.CheckConstraint(
            "(cancelled_sim_at IS NOT NULL) = (state = 'cancelled')",
            name="cancelled_at_if_cancelled",
        ),
    )

    store_id: Mapped[int]
    order_id: Mapped[int]
    order_number: Mapped[str] = mapped_column(sa.String(12))
    order_version: Mapped[int]
    number: Mapped[str] = mapped_column(sa.String(12))
    state: Mapped[SupplyState] = mapped_column(default=SupplyState.WAITING)
    hitch: Mapped[Hitch | None]
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    cost_fen: Mapped[Fen] = mapped_column(default=0)
    captured_sim_at: Mapped[datetime]
    ship_by_sim_at: Mapped[datetime]
    confirmed_sim_at: Mapped[datetime | None]
    ship_due_sim_at: Mapped[datetime | None]
    shipped_sim_at: Mapped[datetime | None]
    delivered_sim_at: Mapped[datetime | None]
    cancelled_sim_at: Mapped[datetime | None]
    carrier: Mapped[str | None] = mapped_column(sa.String(30))
    tracking_number: Mapped[str | None] = mapped_column(sa.String(30))

    store: Mapped[Store] = relationship(primaryjoin="foreign(SupplyOrder.store_id) == Store.id")
    order: Mapped[Order] = relationship(primaryjoin="foreign(SupplyOrder.order_id) == Order.id")
    lines: Mapped[list["SupplyLine"]] = relationship(
        primaryjoin="SupplyOrder.id == foreign(SupplyLine.supply_order_id)",
        order_by="SupplyLine.id",
        back_populates="supply_order",
    )

    @property
    def can_confirm(self) -> bool:
        return self.state == SupplyState.WAITING

    @property
    def is_with_supplier(self) -> bool:
        return self.state == SupplyState.CONFIRMED

    @property
    def can_end_unsent(self) -> bool:
        return SUPPLY_FLOW.allows(self, SupplyState.CANCELLED)

    @property
    def unmapped(self) -> list["SupplyLine"]:
        """Lines for which the trainee must say where the goods come from."""
        return [line for line in self.lines if line.product_sku_id is None and not line.is_own]

    @property
    def chance_key(self) -> str:
        """What keys its chances: goods and moment of the order, the same in any class."""
        goods = ",".join(line.product_sku.code for line in self.lines if line.product_sku)
        return f"{goods} {self.order.placed_sim_at.isoformat()}"

    @property
    def units(self) -> int:
        return sum(line.units for line in self.lines)


class SupplyLine(Sandboxed, Model):
    """One line of the shop's order, in the supplier's units. `is_own`: the store's own goods."""

    __tablename__ = "supply_line"
    __table_args__ = sandboxed(
        parent("supply_order"),
        parent("order_line"),
        sa.UniqueConstraint("cohort_id", "order_line_id"),
        sa.Index("ix_supply_line_order", "cohort_id", "supply_order_id"),
        sa.CheckConstraint("quantity >= 0 AND units >= 0", name="quantities_not_negative"),
        sa.CheckConstraint("product_sku_id IS NULL OR NOT is_own", name="own_or_supplied"),
    )

    supply_order_id: Mapped[int]
    order_line_id: Mapped[int]
    product_sku_id: Mapped[int | None] = mapped_column(sa.ForeignKey("product_sku.id"))
    is_own: Mapped[bool] = mapped_column(default=False)
    quantity: Mapped[int]
    units: Mapped[int] = mapped_column(default=0)
    unit_cost_fen: Mapped[int] = mapped_column(default=0)

    supply_order: Mapped[SupplyOrder] = relationship(
        primaryjoin="foreign(SupplyLine.supply_order_id) == SupplyOrder.id", back_populates="lines"
    )
    order_line: Mapped[OrderLine] = relationship(
        primaryjoin="foreign(SupplyLine.order_line_id) == OrderLine.id"
    )
    product_sku: Mapped[ProductSku | None] = relationship()

    @property
    def cost_fen(self) -> int:
        return self.units * self.unit_cost_fen
