"""The parcels of an order, and what is in them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from sim_market.orders.models.lines import OrderLine
from sim_market.orders.models.orders import Order


class Shipment(Sandboxed, Model):
    """A parcel of an order; `place` 1 is its first. `events`: [{"at": ISO time in the sandbox,
    "text"}]; those to come are known when it leaves and shown when their time has come.
    `corrections`: how often its number was put right (S-5).

    Orders of one buyer and address may go in one parcel: then each has a row, and all but the
    first name that one in `shared_with_id` and say the same as it.
    """

    __tablename__ = "shipment"
    __table_args__ = sandboxed(
        parent("order"),
        parent("shipment", "shared_with_id"),
        sa.UniqueConstraint("cohort_id", "order_id", "place"),
        sa.Index(
            "uq_shipment_tracking_number",
            "cohort_id",
            "tracking_number",
            unique=True,
            sqlite_where=sa.text("shared_with_id IS NULL"),
            postgresql_where=sa.text("shared_with_id IS NULL"),
        ),
        sa.Index("ix_shipment_number", "cohort_id", "tracking_number"),
        sa.CheckConstraint("delivered_sim_at >= shipped_sim_at", name="delivered_after_shipped"),
        sa.CheckConstraint("corrections >= 0", name="corrections_not_negative"),
        sa.CheckConstraint("place >= 1", name="place_counts_from_one"),
    )

    order_id: Mapped[int]
    place: Mapped[int] = mapped_column(default=1, server_default="1")
    shared_with_id: Mapped[int | None]
    carrier: Mapped[str] = mapped_column(sa.String(30))
    tracking_number: Mapped[str] = mapped_column(sa.String(30))
    shipped_sim_at: Mapped[datetime]
    delivered_sim_at: Mapped[datetime | None]
    events: Mapped[list[Any]]
    corrections: Mapped[int] = mapped_column(default=0, server_default="0")

    order: Mapped[Order] = relationship(primaryjoin="foreign(Shipment.order_id) == Order.id")
    contents: Mapped[list["ShipmentLine"]] = relationship(
        primaryjoin="Shipment.id == foreign(ShipmentLine.shipment_id)",
        order_by="ShipmentLine.id",
        viewonly=True,
    )

    def events_until(self, moment: datetime) -> list[dict[str, Any]]:
        """What has happened to the parcel so far, newest first: [{"at": datetime, "text"}]."""
        passed = [e | {"at": datetime.fromisoformat(e["at"])} for e in self.events]
        return sorted((e for e in passed if e["at"] <= moment), key=lambda e: e["at"], reverse=True)

    @property
    def by_supplier(self) -> bool:
        """Did the supplier send it?"""
        if not self.contents:
            return self.order.is_supplied
        return any(each.line.sku.supplied for each in self.contents)

    @property
    def leader_id(self) -> int:
        """The row that all orders in this parcel have in common."""
        return self.shared_with_id or self.id


class ShipmentLine(Sandboxed, Model):
    """So many units of one order line in a parcel (O3)."""

    __tablename__ = "shipment_line"
    __table_args__ = sandboxed(
        parent("shipment"),
        parent("order_line"),
        sa.UniqueConstraint("cohort_id", "shipment_id", "order_line_id"),
        sa.Index("ix_shipment_line_order_line", "cohort_id", "order_line_id"),
        sa.CheckConstraint("quantity >= 1", name="at_least_one"),
    )

    shipment_id: Mapped[int]
    order_line_id: Mapped[int]
    quantity: Mapped[int]

    line: Mapped[OrderLine] = relationship(
        primaryjoin="foreign(ShipmentLine.order_line_id) == OrderLine.id"
    )
