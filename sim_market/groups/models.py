"""Groups of buyers, and the seats that their paid orders take."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.promotions.models import Promotion
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store


class GroupState(State):
    OPEN = "open", _l("拼团中"), "warn"
    FORMED = "formed", _l("已成团"), "ok"
    FAILED = "failed", _l("没有成团"), "idle"


GROUP_FLOW = Flow(
    {
        GroupState.OPEN: {GroupState.FORMED, GroupState.FAILED},
        GroupState.FORMED: set(),
        GroupState.FAILED: set(),
    }
)


class SeatState(State):
    WAITING = "waiting", _l("等付款"), "warn"
    TAKEN = "taken", _l("在团里"), "ok"
    LEFT = "left", _l("已退出"), "idle"
    REFUNDED = "refunded", _l("已退款"), "idle"


class BuyingGroup(Sandboxed, Model):
    """Buyers who buy one listing together at the price of a promotion. `members` counts the seats
    that paid orders have taken: never more than `size`, and exactly that once it is formed.
    """

    __tablename__ = "buying_group"
    __table_args__ = sandboxed(
        parent("store"),
        parent("promotion"),
        parent("listing"),
        parent("shopper", "opener_id"),
        sa.Index("ix_buying_group_store", "cohort_id", "store_id", "state"),
        sa.Index("ix_buying_group_listing", "cohort_id", "listing_id", "state"),
        sa.CheckConstraint("size BETWEEN 2 AND 10", name="size_in_range"),
        sa.CheckConstraint("members BETWEEN 0 AND size", name="no_more_than_its_size"),
        sa.CheckConstraint("state <> 'formed' OR members = size", name="formed_when_full"),
        sa.CheckConstraint(
            "(formed_sim_at IS NOT NULL) = (state = 'formed')", name="formed_at_if_formed"
        ),
    )

    store_id: Mapped[int]
    promotion_id: Mapped[int]
    listing_id: Mapped[int]
    opener_id: Mapped[int]
    size: Mapped[int]
    members: Mapped[int] = mapped_column(default=0)
    state: Mapped[GroupState] = mapped_column(default=GroupState.OPEN)
    opened_sim_at: Mapped[datetime]
    closes_sim_at: Mapped[datetime]
    formed_sim_at: Mapped[datetime | None]

    store: Mapped[Store] = relationship(primaryjoin="foreign(BuyingGroup.store_id) == Store.id")
    promotion: Mapped[Promotion] = relationship(
        primaryjoin="foreign(BuyingGroup.promotion_id) == Promotion.id"
    )
    listing: Mapped[Listing] = relationship(
        primaryjoin="foreign(BuyingGroup.listing_id) == Listing.id"
    )
    opener: Mapped[Shopper] = relationship(
        primaryjoin="foreign(BuyingGroup.opener_id) == Shopper.id"
    )
    seats: Mapped[list["GroupSeat"]] = relationship(
        primaryjoin="BuyingGroup.id == foreign(GroupSeat.buying_group_id)",
        order_by="GroupSeat.id",
        back_populates="group",
    )

    @property
    def missing(self) -> int:
        """How many buyers it still takes."""
        return self.size - self.members

    @property
    def is_open(self) -> bool:
        return self.state == GroupState.OPEN and self.closes_sim_at > self.cohort.sim_at

    @property
    def minutes_left(self) -> int:
        """On the sandbox clock; 0 when it is over."""
        left = self.closes_sim_at - self.cohort.sim_at
        return max(0, int(left.total_seconds()) // 60) if self.state == GroupState.OPEN else 0

    @property
    def taken(self) -> list["GroupSeat"]:
        return [seat for seat in self.seats if seat.state == SeatState.TAKEN]


class GroupSeat(Sandboxed, Model):
    """The place of one order in a group. Without a group it opens one when it is paid.

    `holder_id` is the shopper while the seat is taken, so that nobody has two in one group.
    """

    __tablename__ = "group_seat"
    __table_args__ = sandboxed(
        parent("order"),
        parent("shopper"),
        parent("promotion"),
        parent("buying_group"),
        sa.UniqueConstraint("cohort_id", "order_id"),
        sa.UniqueConstraint("cohort_id", "buying_group_id", "holder_id"),
        sa.Index("ix_group_seat_shopper", "cohort_id", "shopper_id"),
        sa.CheckConstraint("(holder_id IS NOT NULL) = (state = 'taken')", name="held_while_taken"),
        sa.CheckConstraint(
            "state <> 'taken' OR buying_group_id IS NOT NULL", name="taken_in_a_group"
        ),
    )

    order_id: Mapped[int]
    shopper_id: Mapped[int]
    promotion_id: Mapped[int]
    buying_group_id: Mapped[int | None]
    state: Mapped[SeatState] = mapped_column(default=SeatState.WAITING)
    holder_id: Mapped[int | None]
    moved: Mapped[bool] = mapped_column(default=False)

    order: Mapped[Order] = relationship(primaryjoin="foreign(GroupSeat.order_id) == Order.id")
    shopper: Mapped[Shopper] = relationship(
        primaryjoin="foreign(GroupSeat.shopper_id) == Shopper.id"
    )
    group: Mapped[BuyingGroup | None] = relationship(
        primaryjoin="foreign(GroupSeat.buying_group_id) == BuyingGroup.id", back_populates="seats"
    )
