"""A conversation of a buyer with a store, and what is said in it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from app.identity.models import User
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store


class TalkState(State):
    WAITING = "waiting", _l("待回复"), "warn"
    ANSWERED = "answered", _l("已回复"), "ok"
    LEFT = "left", _l("买家走了"), "risk"
    DONE = "done", _l("已结束"), "idle"


TALK_FLOW = Flow(
    {
        TalkState.WAITING: {TalkState.ANSWERED, TalkState.LEFT, TalkState.DONE},
        TalkState.ANSWERED: {TalkState.WAITING, TalkState.LEFT, TalkState.DONE},
        TalkState.LEFT: {TalkState.WAITING, TalkState.ANSWERED, TalkState.DONE},
        TalkState.DONE: {TalkState.WAITING, TalkState.ANSWERED},
    }
)


class Flag(State):
    """A mark that the merchant sets; buyers do not see it."""

    NONE = "none", _l("不标")
    RED = "red", _l("红旗：要跟进"), "risk"
    YELLOW = "yellow", _l("黄旗：等消息"), "warn"
    GREEN = "green", _l("绿旗：老客"), "ok"
    BLUE = "blue", _l("蓝旗：大单"), "info"


class Side(State):
    """Who says it. `auto`: the store's automatic reply or FAQ."""

    BUYER = "buyer", _l("买家")
    STORE = "store", _l("店铺")
    AUTO = "auto", _l("自动回复")
    SYSTEM = "system", _l("系统")


class Conversation(Sandboxed, Model):
    """One buyer at one store's desk. `key` is its identity: a person has one with each store.

    `listing_id`, `order_id`: what it is about now. `waiting_sim_at`: since when the buyer waits,
    None if answered. `last_no` counts its messages. `satisfaction`: 1 to 5 when the buyer said so.
    """

    __tablename__ = "conversation"
    __table_args__ = sandboxed(
        parent("store"),
        parent("shopper"),
        parent("listing"),
        parent("order"),
        sa.UniqueConstraint("cohort_id", "key"),
        sa.Index("ix_conversation_desk", "cohort_id", "store_id", "state", "last_sim_at"),
        sa.Index("ix_conversation_shopper", "cohort_id", "shopper_id"),
        sa.CheckConstraint(
            "(waiting_sim_at IS NOT NULL) = (state = 'waiting')", name="waits_since"
        ),
        sa.CheckConstraint(
            "satisfaction IS NULL OR satisfaction BETWEEN 1 AND 5", name="one_to_five"
        ),
        sa.CheckConstraint("last_no >= 0", name="counts_messages"),
    )

    store_id: Mapped[int]
    shopper_id: Mapped[int]
    listing_id: Mapped[int | None]
    order_id: Mapped[int | None]
    key: Mapped[str] = mapped_column(sa.String(60))
    simulated: Mapped[bool] = mapped_column(default=False)
    state: Mapped[TalkState] = mapped_column(default=TalkState.ANSWERED)
    flag: Mapped[Flag] = mapped_column(default=Flag.NONE)
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    assigned_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    last_no: Mapped[int] = mapped_column(default=0)
    last_words: Mapped[str] = mapped_column(sa.String(80), default="")
    opened_sim_at: Mapped[datetime]
    last_sim_at: Mapped[datetime]
    waiting_sim_at: Mapped[datetime | None]
    satisfaction: Mapped[int | None]

    store: Mapped[Store] = relationship(primaryjoin="foreign(Conversation.store_id) == Store.id")
    shopper: Mapped[Shopper] = relationship(
        primaryjoin="foreign(Conversation.shopper_id) == Shopper.id"
    )
    listing: Mapped[Listing | None] = relationship(
        primaryjoin="foreign(Conversation.listing_id) == Listing.id"
    )
    order: Mapped[Order | None] = relationship(
        primaryjoin="foreign(Conversation.order_id) == Order.id"
    )
    assigned: Mapped[User | None] = relationship()

    @property
    def can_finish(self) -> bool:
        return TALK_FLOW.allows(self, TalkState.DONE)

    @property
    def is_waiting(self) -> bool:
        return self.state == TalkState.WAITING


class Message(Sandboxed, Model):
    """One thing said. `no` counts from 1 within its conversation.

    Of a buyer's: `opens` if the buyer began to wait with it, `clocked` if that was within the
    hours of rule C-1; `waited_seconds` until the answer, by the pace of the class
    (docs/decisions/0030); `intent` of a simulated question, its `points` and `verdict`.
    """

    __tablename__ = "message"
    __table_args__ = sandboxed(
        parent("conversation"),
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "conversation_id", "no"),
        sa.Index("ix_message_store_day", "cohort_id", "store_id", "day", "opens"),
        sa.CheckConstraint("waited_seconds IS NULL OR waited_seconds >= 0", name="waits_forward"),
        sa.CheckConstraint("points IS NULL OR points BETWEEN 0 AND 100", name="points_of_hundred"),
        sa.CheckConstraint("no >= 1 AND day >= 1", name="counts_from_one"),
    )

    conversation_id: Mapped[int]
    store_id: Mapped[int]
    no: Mapped[int]
    day: Mapped[int]
    side: Mapped[Side]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(sa.String(500))
    listing_id: Mapped[int | None]
    said_sim_at: Mapped[datetime]
    simulated: Mapped[bool] = mapped_column(default=False)
    opens: Mapped[bool] = mapped_column(default=False)
    clocked: Mapped[bool] = mapped_column(default=False)
    waited_seconds: Mapped[int | None]
    intent: Mapped[str] = mapped_column(sa.String(40), default="")
    points: Mapped[int | None]
    settled: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[dict[str, Any]] = mapped_column(default=dict)

    conversation: Mapped[Conversation] = relationship(
        primaryjoin="foreign(Message.conversation_id) == Conversation.id"
    )
    listing: Mapped[Listing | None] = relationship(
        primaryjoin="foreign(Message.listing_id) == Listing.id"
    )

    @property
    def is_mine(self) -> bool:
        """Said on the store's side?"""
        return self.side in (Side.STORE, Side.AUTO)
