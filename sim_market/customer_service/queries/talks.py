"""Reading conversations and what was said in them."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.db import db
from app.errors import NotFound
from sim_market.customer_service.models import Conversation, Message, Side, TalkState
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

PER_PAGE = 50
LATEST = 100  # messages of a thread that a page shows


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which conversations to list: a state or "" for all, words to find. Page from 1."""

    state: str = ""
    words: str = ""
    page: int = 1


def list_talks(store: Store, wanted: Wanted) -> tuple[Sequence[Conversation], int | None]:
    """A page of a store's conversations: who waits longest first.

    How many there are in all is known from `count_talks`, and counted only where words are sought.
    """
    where = _where(store, wanted)
    total = None
    if wanted.words.strip():
        total = db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Conversation)
            .join(Conversation.shopper)
            .where(*where)
        )
    waiting = sa.case((Conversation.state == TalkState.WAITING, 0), else_=1)
    found = db.session.scalars(
        sa.select(Conversation)
        .where(*where)
        .join(Conversation.shopper)
        .options(joinedload(Conversation.shopper))
        .order_by(waiting, Conversation.waiting_sim_at, Conversation.last_sim_at.desc())
        .order_by(Conversation.id.desc())
        .offset((wanted.page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    return found, total


def _where(store: Store, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    where = [Conversation.cohort_id == store.cohort_id, Conversation.store_id == store.id]
    if wanted.state in set(TalkState):
        where.append(Conversation.state == wanted.state)
    if words := wanted.words.strip()[:60]:
        said = sa.select(Message.id).where(
            Message.cohort_id == Conversation.cohort_id,
            Message.conversation_id == Conversation.id,
            Message.text.contains(words, autoescape=True),
        )
        where.append(Shopper.nickname.contains(words, autoescape=True) | said.exists())
    return where


def count_talks(store: Store) -> dict[str, int]:
    """State -> how many; "all" is the sum."""
    rows = db.session.execute(
        sa.select(Conversation.state, sa.func.count())
        .where(Conversation.cohort_id == store.cohort_id, Conversation.store_id == store.id)
        .group_by(Conversation.state)
    ).all()
    counts = dict.fromkeys(map(str, TalkState), 0) | {str(row[0]): int(row[1]) for row in rows}
    return counts | {"all": sum(counts.values())}


def get_talk(talk_id: int, store: Store) -> Conversation:
    """A conversation of this store with all that stands beside it; else it does not exist."""
    found = db.session.scalar(
        sa.select(Conversation)
        .where(
            Conversation.id == talk_id,
            Conversation.cohort_id == store.cohort_id,
            Conversation.store_id == store.id,
        )
        .options(
            joinedload(Conversation.shopper),
            joinedload(Conversation.assigned),
            joinedload(Conversation.listing).selectinload(Listing.skus),
            joinedload(Conversation.order).joinedload(Order.shipment),
        )
    )
    if found is None:
        raise NotFound(_("没有这段对话"), next_step=_("回客服工作台看看"), link="/service")
    return found


def get_talk_by_key(key: str, cohort_id: int) -> Conversation:
    """The conversation of this key, which exists."""
    return db.session.scalars(
        sa.select(Conversation).where(Conversation.cohort_id == cohort_id, Conversation.key == key)
    ).one()


def find_talk_of(shopper: Shopper, store: Store) -> Conversation | None:
    """The conversation of a person with a store, if they have had one."""
    return db.session.scalar(
        sa.select(Conversation)
        .where(
            Conversation.cohort_id == store.cohort_id,
            Conversation.store_id == store.id,
            Conversation.shopper_id == shopper.id,
            ~Conversation.simulated,
        )
        .options(joinedload(Conversation.shopper))
    )


def list_messages(talk: Conversation) -> Sequence[Message]:
    """The latest messages of a thread, oldest first, with the goods of their cards."""
    latest = db.session.scalars(
        sa.select(Message)
        .where(Message.cohort_id == talk.cohort_id, Message.conversation_id == talk.id)
        .options(joinedload(Message.listing).selectinload(Listing.skus))
        .order_by(Message.no.desc())
        .limit(LATEST)
    ).all()
    return latest[::-1]


def open_question(talk: Conversation) -> Message | None:
    """The last thing that the buyer said, if it is not settled yet."""
    last = db.session.scalar(
        sa.select(Message)
        .where(
            Message.cohort_id == talk.cohort_id,
            Message.conversation_id == talk.id,
            Message.side == Side.BUYER,
        )
        .order_by(Message.no.desc())
        .limit(1)
    )
    return last if last and not last.settled else None


def get_message(talk: Conversation, no: int) -> Message:
    """A message of a conversation by its number."""
    return db.session.scalars(
        sa.select(Message).where(
            Message.cohort_id == talk.cohort_id,
            Message.conversation_id == talk.id,
            Message.no == no,
        )
    ).one()


def said_since(question: Message) -> str:
    """All that was answered by hand or automatically since a question, one thing per line."""
    said = db.session.scalars(
        sa.select(Message.text)
        .where(
            Message.cohort_id == question.cohort_id,
            Message.conversation_id == question.conversation_id,
            Message.no > question.no,
            Message.side.in_([Side.STORE, Side.AUTO]),
        )
        .order_by(Message.no)
    )
    return "\n".join(said)


def judged_in(store: Store, limit: int = 200) -> Sequence[Message]:
    """The latest judged questions of a store, newest first, with their conversations."""
    return db.session.scalars(
        sa.select(Message)
        .where(
            Message.cohort_id == store.cohort_id,
            Message.store_id == store.id,
            Message.points.is_not(None),
        )
        .options(joinedload(Message.conversation).joinedload(Conversation.shopper))
        .order_by(Message.id.desc())
        .limit(limit)
    ).all()


def orders_between(store: Store, shopper: Shopper, limit: int = 5) -> Sequence[Order]:
    """The latest orders of a shopper at a store, with lines and parcel."""
    found = db.session.scalars(
        sa.select(Order)
        .where(
            Order.cohort_id == store.cohort_id,
            Order.store_id == store.id,
            Order.shopper_id == shopper.id,
        )
        .options(joinedload(Order.shipment), joinedload(Order.lines))
        .order_by(Order.id.desc())
        .limit(limit)
    )
    return found.unique().all()


def satisfaction_with(order: Order) -> int | None:
    """How content a buyer was with answers about an order, 1 to 5; None if nothing was asked."""
    return db.session.scalar(
        sa.select(Conversation.satisfaction)
        .where(
            Conversation.cohort_id == order.cohort_id,
            Conversation.store_id == order.store_id,
            Conversation.shopper_id == order.shopper_id,
            Conversation.order_id == order.id,
            Conversation.satisfaction.is_not(None),
        )
        .order_by(Conversation.id.desc())
        .limit(1)
    )


def list_questions(talk: Conversation) -> Sequence[Message]:
    """All that the buyer said, in order."""
    return db.session.scalars(
        sa.select(Message)
        .where(
            Message.cohort_id == talk.cohort_id,
            Message.conversation_id == talk.id,
            Message.side == Side.BUYER,
        )
        .order_by(Message.no)
    ).all()


def was_misled(order: Order) -> bool:
    """Did the desk tell this buyer something untrue, about the order or before it?"""
    verdicts = db.session.scalars(
        sa.select(Message.verdict)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.cohort_id == order.cohort_id,
            Conversation.store_id == order.store_id,
            Conversation.shopper_id == order.shopper_id,
            Message.intent != "",
            Message.settled,
        )
    )
    return any(each.get("outcome") == "wrong" for each in verdicts)
