"""When nobody is there: the greeting, an answer by keyword, the words while away."""

from collections.abc import Sequence

from app.db import db
from sim_market.customer_service.models import Conversation, Faq, Message, Side
from sim_market.customer_service.operations.lines import add_line
from sim_market.customer_service.pace import time_of_day
from sim_market.customer_service.queries.prepared import find_auto_reply, list_faqs
from sim_market.customer_service.words import filled
from sim_market.rules.wording import squeezed


def answer_by_itself(talk: Conversation, question: Message) -> None:
    """Say what the store has prepared; the buyer still waits for a person.

    The first question of a conversation gets the greeting; any question the first FAQ whose
    keyword it holds; outside opening hours, what is said while away.
    """
    settings = find_auto_reply(talk.store)
    if settings is None or not settings.on:
        return
    if question.no == 1 and settings.welcome:
        add_line(talk, Side.AUTO, filled(settings.welcome, talk))
    if faq := fitting(list_faqs(talk.store), question.text):
        faq.used += 1
        add_line(talk, Side.AUTO, filled(faq.answer, talk))
    elif settings.away and is_away(talk):
        add_line(talk, Side.AUTO, filled(settings.away, talk))
    db.session.flush()


def fitting(faqs: Sequence[Faq], text: str) -> Faq | None:
    """The first of these whose keyword the text holds."""
    tight = squeezed(text)
    return next(
        (
            each
            for each in faqs
            if each.on and any(squeezed(str(word)) in tight for word in each.keywords if word)
        ),
        None,
    )


def is_away(talk: Conversation) -> bool:
    """Is it outside the hours that the store says it answers in?"""
    now = time_of_day(talk.cohort.sim_at, talk.cohort.sim_start_at)
    opens, closes = talk.store.opens, talk.store.closes
    return not (opens <= now < closes) if opens <= closes else closes <= now < opens
