"""The customer service part of a practice record: how fast, how well, and what was said."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db
from grading.evidence.collect.values import seconds
from sim_market.customer_service.models import Conversation, Message, QuickPhrase
from sim_market.customer_service.queries import (
    find_auto_reply,
    list_faqs,
    rate_of,
    satisfaction_of,
)
from sim_market.stores.models import Store

Part = dict[str, Any]
MOST_TALKS, MOST_LINES = 30, 30  # excerpts: the latest conversations with an answer


def service_part(store: Store, cohort: Cohort) -> Part:
    """Figures of all conversations, and the latest of them word by word; nobody is named."""
    rate, content, settings = rate_of(store), satisfaction_of(store), find_auto_reply(store)
    return {
        "asked": rate.asked,
        "in_time": rate.in_time,
        "rated": content.count,
        "satisfaction_hundredths": content.hundredths,
        "judged": content.judged,
        "points": content.points,
        "auto_reply": bool(settings and settings.on and (settings.welcome or settings.away)),
        "phrases": _phrases(store),
        "faqs": len(list_faqs(store)),
        "talks": _talks(store, cohort),
    }


def _phrases(store: Store) -> int:
    mine = (QuickPhrase.cohort_id == store.cohort_id) & (QuickPhrase.store_id == store.id)
    return db.session.scalar(sa.select(sa.func.count()).where(mine)) or 0


def _talks(store: Store, cohort: Cohort) -> list[Part]:
    talks = db.session.scalars(
        sa.select(Conversation)
        .where(Conversation.cohort_id == cohort.id, Conversation.store_id == store.id)
        .order_by(Conversation.last_sim_at.desc(), Conversation.id.desc())
        .limit(MOST_TALKS)
    ).all()
    said = _lines(cohort, [talk.id for talk in talks])
    return [
        {
            "number": talk.id,
            "simulated": talk.simulated,
            "state": talk.state.value,
            "satisfaction": talk.satisfaction,
            "opened_seconds": seconds(talk.opened_sim_at, cohort),
            "lines": [_line(each, cohort) for each in said[talk.id][:MOST_LINES]],
        }
        for talk in talks
    ]


def _lines(cohort: Cohort, talk_ids: Sequence[int]) -> dict[int, list[Message]]:
    found: dict[int, list[Message]] = defaultdict(list)
    rows = db.session.scalars(
        sa.select(Message)
        .where(Message.cohort_id == cohort.id, Message.conversation_id.in_(talk_ids))
        .order_by(Message.conversation_id, Message.no)
    )
    for row in rows:
        found[row.conversation_id].append(row)
    return found


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
