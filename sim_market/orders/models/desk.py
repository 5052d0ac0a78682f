"""What merchant and buyer note about an order beside its course: flags, memos, reminders."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import State
from sim_market.orders.models.orders import Order

MEMO_LENGTH = 200


class OrderFlag(State):
    """A merchant's mark; what a colour means is the merchant's own."""

    NONE = "none", _l("没有旗"), "idle"
    RED = "red", _l("红旗"), "risk"
    YELLOW = "yellow", _l("黄旗"), "warn"
    GREEN = "green", _l("绿旗"), "ok"
    BLUE = "blue", _l("蓝旗"), "info"
    PURPLE = "purple", _l("紫旗"), "accent"


class OrderMemo(Sandboxed, Model):
    """A merchant's flag and memo about an order; the buyer does not see it. The last counts."""

    __tablename__ = "order_memo"
    __table_args__ = sandboxed(
        parent("order"),
        sa.UniqueConstraint("cohort_id", "order_id"),
    )

    order_id: Mapped[int]
    flag: Mapped[OrderFlag] = mapped_column(default=OrderFlag.NONE)
    words: Mapped[str] = mapped_column(sa.String(MEMO_LENGTH), default="")
    changed_sim_at: Mapped[datetime]


class ReminderKind(State):
    SHIP = "ship", _l("催发货"), "warn"
    PAY = "pay", _l("催付款"), "info"


class Reminder(Sandboxed, Model):
    """A buyer urges a merchant to send, or a merchant reminds a buyer to pay: once on a day."""

    __tablename__ = "order_reminder"
    __table_args__ = sandboxed(
        parent("order"),
        sa.UniqueConstraint("cohort_id", "order_id", "kind", "sim_day"),
    )

    order_id: Mapped[int]
    kind: Mapped[ReminderKind]
    sim_day: Mapped[int]
    said_sim_at: Mapped[datetime]

    order: Mapped[Order] = relationship(primaryjoin="foreign(Reminder.order_id) == Order.id")
