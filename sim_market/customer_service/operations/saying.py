"""The store answers: what was asked is answered in so many seconds and judged at once."""

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from app.db import db
from app.errors import Invalid
from app.identity.models import User
from app.jobs import schedule
from app.journal import record
from sim_market.customer_service.judge import find_intent, judge
from sim_market.customer_service.judge.lawful import broken
from sim_market.customer_service.models import (
    TALK_FLOW,
    Conversation,
    Message,
    Side,
    TalkState,
)
from sim_market.customer_service.operations.lines import add_line
from sim_market.customer_service.operations.promises import note_promise
from sim_market.customer_service.pace import in_sandbox, waited
from sim_market.customer_service.queries.talks import open_question, said_since
from sim_market.customer_service.truth import facts_of
from sim_market.customer_service.words import cleaned, has_blank
from sim_market.listings.models import Listing
from sim_market.rules.pack import pack
from sim_market.verbs import Verb

THINKS_SECONDS = 40  # a simulated buyer reads, and answers


class AgainstRules(Invalid):
    """A message would break a rule: refused once, with the reason; sent if it is sent again."""


def say(
    talk: Conversation,
    text: str,
    *,
    actor: User,
    card: Listing | None = None,
    despite: bool = False,
) -> Message:
    """Answer a buyer. `card`: goods to show with it. `despite`: the warning was read.

    Raises Invalid for an empty or long text or a blank that is not filled in, AgainstRules.
    """
    said = cleaned(text)
    _check(said, talk, despite=despite)
    line = add_line(talk, Side.STORE, said, user_id=actor.id, listing_id=card.id if card else None)
    if talk.state != TalkState.ANSWERED:
        TALK_FLOW.claim(talk, TalkState.ANSWERED, waiting_sim_at=None)
    question = open_question(talk)
    seconds = answered(talk, question) if question else 0
    record(
        Verb.BUYER_ANSWERED, talk, actor=actor, number=line.no, seconds=seconds,
        intent=question.intent if question else "",
        points=(question.points or 0) if question else 0,
    )  # fmt: skip
    return line


def _check(said: str, talk: Conversation, *, despite: bool) -> None:
    if has_blank(said):
        raise Invalid(
            _("还有空没有填上，例如 {快递单号}"),
            next_step=_("把花括号里的内容换成实际的，再发"),
            fields={"text": _("把花括号里的内容换掉")},
        )
    problems = broken(said, pack(talk.cohort))
    if problems and not despite:
        raise AgainstRules(
            problems[0].message, rule=problems[0].rule,
            next_step=_("改好再发；照发的话，平台巡查会记违规"),
            fields={"text": problems[0].message},
        )  # fmt: skip


def answered(talk: Conversation, question: Message) -> int:
    """Note how long the buyer waited, judge the answer so far, let a simulated buyer react.

    Returns the seconds of waiting. What is added before the buyer reacts counts as well.
    """
    cohort = talk.cohort
    since = waited(question.said_sim_at, cohort.sim_at, cohort.day_minutes)
    db.session.execute(
        sa.update(Message)
        .where(
            Message.cohort_id == talk.cohort_id,
            Message.conversation_id == talk.id,
            Message.side == Side.BUYER,
            Message.waited_seconds.is_(None),
        )
        .values(waited_seconds=since)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(question, ["waited_seconds"])
    if question.intent:
        judge_again(talk, question)
        note_promise(talk, question, said_since(question))
        schedule(
            "service.react", f"{talk.id}-{question.no}", cohort_id=talk.cohort_id,
            at=cohort.sim_at + in_sandbox(THINKS_SECONDS, cohort.day_minutes), no=question.no,
            talk=talk.id,
        )  # fmt: skip
    return question.waited_seconds or 0


def judge_again(talk: Conversation, question: Message) -> None:
    """Judge all that was said since the question; facts and reasons are kept with it."""
    intent = find_intent(question.intent)
    if intent is None:
        return
    facts = facts_of(talk)
    with force_locale("zh_CN"):  # what is kept is read by people of the class
        verdict = judge(
            intent, facts, said_since(question), question.waited_seconds or 0, pack(talk.cohort)
        )
    question.points = verdict.points
    question.verdict = verdict.kept() | {"facts": _plain(facts.kept(), intent.facts)}
    db.session.flush()


def _plain(facts: dict[str, object], names: tuple[str, ...]) -> dict[str, object]:
    """What was looked at; attributes only where one was asked for."""
    return {n: v for n, v in facts.items() if n != "attributes" or "attribute" in names}
