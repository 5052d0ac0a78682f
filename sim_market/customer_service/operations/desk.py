"""Keeping the desk in order: flags, notes, handing over, marking as done."""

import sqlalchemy as sa

from app.db import db
from app.identity.models import User
from app.journal import record
from sim_market.customer_service.models import TALK_FLOW, Conversation, Flag, Message, TalkState
from sim_market.verbs import Verb


def mark(talk: Conversation, flag: Flag, note: str, *, actor: User) -> None:
    """Set a flag and a note that only the store sees."""
    talk.flag, talk.note = flag, " ".join(note.split())[:200]
    record(Verb.TALK_MARKED, talk, actor=actor, flag=flag.value)


def finish(talk: Conversation, *, actor: User) -> None:
    """Nothing more to do here; it opens again when the buyer writes. Raises IllegalMove if done.

    A question that nobody answered stays unanswered in the figures.
    """
    TALK_FLOW.claim(talk, TalkState.DONE, waiting_sim_at=None)
    db.session.execute(
        sa.update(Message)
        .where(
            Message.cohort_id == talk.cohort_id,
            Message.conversation_id == talk.id,
            ~Message.settled,
            Message.intent == "",
        )
        .values(settled=True)
        .execution_options(synchronize_session=False)
    )
    record(Verb.TALK_FINISHED, talk, actor=actor)


def hand_over(talk: Conversation, to: User | None, *, actor: User) -> None:
    """Give a conversation to somebody who works in the store, or to everybody again."""
    talk.assigned_id = to.id if to else None
    record(Verb.TALK_HANDED_OVER, talk, actor=actor)
