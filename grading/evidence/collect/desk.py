"""The customer service part of a practice record: how fast, how well, and what was said."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.cohorts.models import Cohort
from app.db import db
from grading.evidence.collect.values import seconds
from sim_market.customer_service.models import Conversation, Message
from sim_market.customer_service.queries import Summary
from sim_market.stores.models import Store

Part = dict[str, Any]
MOST_TALKS, MOST_LINES = 30, 30  # excerpts: the latest conversations with an answer


def service_part(store: Store, found: Summary, cohort: Cohort, *, to_show: bool) -> Part:
    """Figures of all conversations; the latest word by word `to_show`. Nobody is named."""
    return {
        "asked": found.rate.asked,
        "in_time": found.rate.in_time,
        "rated": found.satisfaction.count,
        "satisfaction_hundredths": found.satisfaction.hundredths,
        "judged": found.satisfaction.judged,
        "points": found.satisfaction.points,
        "auto_reply": found.auto_reply,
        "phrases": found.phrases,
        "faqs": found.faqs,
        "talks": _talks(store, cohort) if to_show else [],
    }


def _talks(store: Store, cohort: Cohort) -> list[Part]:
    """The latest conversations with what was said in them, in one statement."""
    latest = (
        sa.select(Conversation.id)
        .where(Conversation.cohort_id == cohort.id, Conversation.store_id == store.id)
        .order_by(Conversation.last_sim_at.desc(), Conversation.id.desc())
        .limit(MOST_TALKS)
        .subquery()
    )
    rows = db.session.scalars(
        sa.select(Message)
        .join(Message.conversation)
        .where(
            Message.cohort_id == cohort.id,
            Conversation.id.in_(sa.select(latest.c.id)),
            Message.no <= MOST_LINES,
        )
        .options(contains_eager(Message.conversation))
        .order_by(Conversation.last_sim_at.desc(), Conversation.id.desc(), Message.no)
    )
    said: dict[Conversation, list[Message]] = defaultdict(list)
    for row in rows:
        said[row.conversation].append(row)
    return [_talk(talk, lines, cohort) for talk, lines in said.items()]


def _talk(talk: Conversation, lines: list[Message], cohort: Cohort) -> Part:
    return {
        "number": talk.id,
        "simulated": talk.simulated,
        "state": talk.state.value,
        "satisfaction": talk.satisfaction,
        "opened_seconds": seconds(talk.opened_sim_at, cohort),
        "lines": [_line(each, cohort) for each in lines],
    }


def _line(message: Message, cohort: Cohort) -> Part:
    """One message; of a judged question its points and why."""
    return {
        "side": message.side.value,
        "text": message.text,
        "seconds": seconds(message.said_sim_at, cohort),
        "waited": message.waited_seconds if message.opens else None,
        "points": message.points,
        "why": [
            f"{line['name']} {line['points']}/{line['of']} {line['reason']}"
            for line in message.verdict.get("lines", [])
        ],
    }
