"""A buyer turns to a store: a person from a page of the mall, or a simulated one."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there
from app.errors import NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.customer_service.models import (
    TALK_FLOW,
    Conversation,
    Flag,
    Message,
    Side,
    TalkState,
)
from sim_market.customer_service.operations.lines import add_line
from sim_market.customer_service.operations.unattended import answer_by_itself
from sim_market.customer_service.pace import counts
from sim_market.customer_service.queries.talks import get_talk_by_key
from sim_market.customer_service.words import cleaned
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.rules.pack import RuleId
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store
from sim_market.verbs import Verb


def open_talk(
    shopper: Shopper,
    store: Store,
    *,
    listing: Listing | None = None,
    order: Order | None = None,
    key: str = "",
) -> Conversation:
    """The conversation of a shopper with a store, made at first use; `key` for simulated ones.

    A person has one with each store, which is about what they came from last. Raises NotAllowed
    for the store's own people: nobody asks themselves (T-6).
    """
    if shopper.user_id == store.owner_id:
        raise NotAllowed(
            _("这是您自己的店，不用问自己"), rule=RuleId.FAKE_TRADE,
            next_step=_("买家问您的话在客服工作台"), link="/service",
        )  # fmt: skip
    now, key = store.cohort.sim_at, key or f"p-{store.id}-{shopper.id}"
    insert_unless_there(
        Conversation, cohort_id=store.cohort_id, store_id=store.id, shopper_id=shopper.id, key=key,
        simulated=shopper.is_simulated, opened_sim_at=now, last_sim_at=now, note="", last_no=0,
        last_words="", state=TalkState.ANSWERED, flag=Flag.NONE,
    )  # fmt: skip
    talk = get_talk_by_key(key, store.cohort_id)
    if listing is not None:
        talk.listing_id = listing.id
    if order is not None:
        talk.order_id = order.id
    db.session.flush()
    return talk


def ask(talk: Conversation, text: str, *, actor: User | None, intent: str = "") -> Message:
    """The buyer says something and waits for an answer. Raises Invalid for empty or long texts."""
    said, cohort = cleaned(text), talk.cohort
    opens = not talk.is_waiting
    line = add_line(
        talk, Side.BUYER, said, user_id=actor.id if actor else None, simulated=talk.simulated,
        intent=intent, opens=opens, clocked=opens and counts(cohort.sim_at, cohort.sim_start_at),
    )  # fmt: skip
    if not talk.is_waiting:
        TALK_FLOW.claim(talk, TalkState.WAITING, waiting_sim_at=cohort.sim_at)
    record(Verb.BUYER_ASKED, talk, actor=actor, number=line.no, intent=intent)
    answer_by_itself(talk, line)
    return line


def leave(talk: Conversation, *, actor: User | None) -> None:
    """The buyer stops waiting: what was not answered stays unanswered."""
    TALK_FLOW.claim(talk, TalkState.LEFT, waiting_sim_at=None)
    db.session.execute(
        sa.update(Message)
        .where(
            Message.cohort_id == talk.cohort_id,
            Message.conversation_id == talk.id,
            Message.side == Side.BUYER,
            ~Message.settled,
        )
        .values(settled=True)
        .execution_options(synchronize_session=False)
    )
    record(Verb.BUYER_LEFT, talk, actor=actor)
