"""Allotments, their movements, how a store wants its stock synced, and every push."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.errors import Conflict
from app.flow import State
from sim_market.listings.models import Sku
from supply_chain.suppliers.models import ProductSku


class SupplierOutOfStock(Conflict):
    """The supplier has fewer units than the order needs."""


class Allotment(Sandboxed, Model):
    """What one store finds at the supplier of one SKU: classmates never change it.

    available = on_hand - allocated; `allocated` waits to be shipped. `sync_asked` numbers the
    pushes to the shop, `sync_applied` is the last one that was applied (Y2).
    """

    __tablename__ = "allotment"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "store_id", "product_sku_id"),
        sa.CheckConstraint("on_hand >= allocated AND allocated >= 0", name="never_oversold"),
        sa.CheckConstraint("sync_asked >= sync_applied", name="asked_before_applied"),
    )

    store_id: Mapped[int]
    product_sku_id: Mapped[int] = mapped_column(sa.ForeignKey("product_sku.id"))
    opened: Mapped[int]
    on_hand: Mapped[int]
    allocated: Mapped[int] = mapped_column(default=0)
    sync_asked: Mapped[int] = mapped_column(default=0)
    sync_applied: Mapped[int] = mapped_column(default=0)

    product_sku: Mapped[ProductSku] = relationship()

    @property
    def available(self) -> int:
        return self.on_hand - self.allocated


class AllotmentMoveKind(State):
    OPEN = "open", _l("首次配额"), "info"
    ALLOCATE = "allocate", _l("供货单占用"), "warn"
    RELEASE = "release", _l("取消占用"), "idle"
    SHIP = "ship", _l("发货"), "ok"
    ELSEWHERE = "elsewhere", _l("供应商别处卖出"), "risk"
    RESTOCK = "restock", _l("供应商补货"), "ok"


class AllotmentMove(Sandboxed, Model):
    """One change of an allotment. The sums of all moves are what the allotment says."""

    __tablename__ = "allotment_move"
    __table_args__ = sandboxed(
        parent("allotment"),
        sa.Index("ix_allotment_move_of", "cohort_id", "allotment_id"),
        sa.CheckConstraint("quantity > 0", name="quantity_is_positive"),
    )

    allotment_id: Mapped[int]
    kind: Mapped[AllotmentMoveKind]
    quantity: Mapped[int]
    on_hand_delta: Mapped[int]
    allocated_delta: Mapped[int]
    ref: Mapped[str] = mapped_column(sa.String(40))
    moved_sim_at: Mapped[datetime]


class SyncRule(Sandboxed, Model):
    """How a store shows the supplier's stock: share in percent, units kept back, most shown."""

    __tablename__ = "sync_rule"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "store_id"),
        sa.CheckConstraint("rate_percent BETWEEN 1 AND 100", name="rate_in_range"),
        sa.CheckConstraint("buffer BETWEEN 0 AND 9999", name="buffer_in_range"),
        sa.CheckConstraint("cap BETWEEN 1 AND 99999", name="cap_in_range"),
    )

    store_id: Mapped[int]
    rate_percent: Mapped[int] = mapped_column(default=100)
    buffer: Mapped[int] = mapped_column(default=0)
    cap: Mapped[int] = mapped_column(default=9999)


class PushOutcome(State):
    ACCEPTED = "accepted", _l("已接收"), "ok"
    KEPT = "kept", _l("按占用数保留"), "warn"
    STALE = "stale", _l("过期，未采用"), "idle"
    REFUSED = "refused", _l("被拒绝"), "risk"


class SyncPush(Sandboxed, Model):
    """One absolute quantity sent to the shop: what was wanted, what the shop has now (Y4)."""

    __tablename__ = "sync_push"
    __table_args__ = sandboxed(
        parent("store"),
        parent("sku"),
        sa.Index("ix_sync_push_store", "cohort_id", "store_id", "id"),
        sa.CheckConstraint("wanted >= 0 AND now >= 0", name="quantities_not_negative"),
    )

    store_id: Mapped[int]
    sku_id: Mapped[int]
    seq: Mapped[int]
    was: Mapped[int]
    wanted: Mapped[int]
    now: Mapped[int]
    outcome: Mapped[PushOutcome]
    note: Mapped[str] = mapped_column(sa.String(120), default="")
    pushed_sim_at: Mapped[datetime]

    sku: Mapped[Sku] = relationship(primaryjoin="foreign(SyncPush.sku_id) == Sku.id")
