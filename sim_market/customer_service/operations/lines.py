"""Adding a line to a conversation: numbered, under the lock of the conversation's row."""

from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.customer_service.models import Conversation, Message, Side

SHOWN = 80


def add_line(talk: Conversation, side: Side, text: str, **values: Any) -> Message:
    """One more message. Counting takes the row, so that two who speak at once stand in order."""
    cohort = talk.cohort
    db.session.flush()
    number = db.session.scalar(
        sa.update(Conversation)
        .where(Conversation.cohort_id == talk.cohort_id, Conversation.id == talk.id)
        .values(
            last_no=Conversation.last_no + 1, last_words=text[:SHOWN], last_sim_at=cohort.sim_at
        )
        .returning(Conversation.last_no)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(talk, ["last_no", "last_words", "last_sim_at", "state", "waiting_sim_at"])
    line = Message(
        cohort_id=talk.cohort_id, conversation_id=talk.id, store_id=talk.store_id, no=number,
        day=cohort.day, side=side, text=text, said_sim_at=cohort.sim_at, **values,
    )  # fmt: skip
    db.session.add(line)
    db.session.flush()
    return line
