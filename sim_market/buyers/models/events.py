"""What a teacher lets happen to the market of a class, the same for everybody in it."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Sandboxed, sandboxed
from app.flow import State


class EventKind(State):
    """Codes as in `season.happenings.Kind`; `size_pm` of an event means what stands there."""

    VIEWS = "views", _l("客流变化"), "info"
    READY = "ready", _l("购买意愿变化"), "info"
    COST = "cost", _l("进货价变化"), "warn"
    SUPPLY = "supply", _l("货源供应变化"), "warn"
    RIVALS = "rivals", _l("同行价格变化"), "warn"
    ONE_STARS = "one_stars", _l("一批货出问题"), "risk"


class MarketEvent(Sandboxed, Model):
    """Days `first_day` to `last_day` of the sandbox, both included; size in thousandths.

    Days that have begun stay as they were: an event is made for days to come, and what is
    cancelled ends with the day under way. `scenario`: which one brought it, "" by hand.
    """

    __tablename__ = "market_event"
    __table_args__ = sandboxed(
        sa.Index("ix_market_event_days", "cohort_id", "first_day", "last_day"),
        sa.CheckConstraint("1 <= first_day AND first_day <= last_day", name="days_in_order"),
        sa.CheckConstraint("size_pm BETWEEN -2000 AND 10000", name="size_in_range"),
    )

    kind: Mapped[EventKind]
    first_day: Mapped[int]
    last_day: Mapped[int]
    size_pm: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(40))
    scenario: Mapped[str] = mapped_column(sa.String(20), default="")
    announced: Mapped[bool] = mapped_column(default=True)
    cancelled: Mapped[bool] = mapped_column(default=False)
    made_sim_at: Mapped[datetime]

    def is_on(self, day: int) -> bool:
        return not self.cancelled and self.first_day <= day <= self.last_day
