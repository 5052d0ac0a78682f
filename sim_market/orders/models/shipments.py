"""The parcel of an order."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from sim_market.orders.models.orders import Order


class Shipment(Sandboxed, Model):
    """The parcel of an order. `events`: [{"at": ISO time in the sandbox, "text"}]; those to come
    are known when it leaves and shown when their time has come. `corrections`: how often its number
    was put right (S-5).
    """

    __tablename__ = "shipment"
    __table_args__ = sandboxed(
        parent("order"),
        sa.UniqueConstraint("cohort_id", "order_id"),
        sa.UniqueConstraint("cohort_id", "tracking_number"),
        sa.CheckConstraint("delivered_sim_at >= shipped_sim_at", name="delivered_after_shipped"),
        sa.CheckConstraint("corrections >= 0", name="corrections_not_negative"),
    )

    order_id: Mapped[int]
    carrier: Mapped[str] = mapped_column(sa.String(30))
    tracking_number: Mapped[str] = mapped_column(sa.String(30))
    shipped_sim_at: Mapped[datetime]
    delivered_sim_at: Mapped[datetime | None]
    events: Mapped[list[Any]]
    corrections: Mapped[int] = mapped_column(default=0, server_default="0")

    order: Mapped[Order] = relationship(primaryjoin="foreign(Shipment.order_id) == Order.id")

    def events_until(self, moment: datetime) -> list[dict[str, Any]]:
        """What has happened to the parcel so far, newest first: [{"at": datetime, "text"}]."""
        passed = [e | {"at": datetime.fromisoformat(e["at"])} for e in self.events]
        return sorted((e for e in passed if e["at"] <= moment), key=lambda e: e["at"], reverse=True)
