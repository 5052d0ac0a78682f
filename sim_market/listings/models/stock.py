"""Every movement of a SKU's stock."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Sandboxed, parent, sandboxed
from app.errors import Conflict
from app.flow import State


class StockMoveKind(State):
    HOLD = "hold", _l("下单占用")
    RELEASE = "release", _l("释放占用")
    SALE = "sale", _l("售出")
    SYNC = "sync", _l("同步货源库存")
    COUNT = "count", _l("商家盘点")
    RETURN_IN = "return_in", _l("退货入库")


class OutOfStock(Conflict):
    """Fewer units are available than were asked for."""


class StockMove(Sandboxed, Model):
    """One change of a SKU's stock. The sums of all moves are what the SKU says (I1)."""

    __tablename__ = "stock_move"
    __table_args__ = sandboxed(
        parent("sku"),
        sa.Index("ix_stock_move_sku", "cohort_id", "sku_id"),
        sa.CheckConstraint("quantity >= 0", name="quantity_is_not_negative"),
    )

    sku_id: Mapped[int]
    kind: Mapped[StockMoveKind]
    quantity: Mapped[int]
    on_hand_delta: Mapped[int]
    reserved_delta: Mapped[int]
    ref: Mapped[str] = mapped_column(sa.String(60))
    moved_sim_at: Mapped[datetime]
