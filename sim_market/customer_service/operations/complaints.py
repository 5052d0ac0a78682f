"""Complaints: made by a buyer, answered by the store within 48 hours, decided by the platform."""

from datetime import timedelta

from flask_babel import force_locale
from flask_babel import gettext as _

from app.db import db, insert_unless_there
from app.errors import Conflict
from app.identity.models import User
from app.jobs import Job, schedule
from app.journal import record
from sim_market.customer_service.decide import Said, decide
from sim_market.customer_service.judge.lawful import broken
from sim_market.customer_service.models import (
    COMPLAINT_FLOW,
    Complaint,
    ComplaintReason,
    ComplaintState,
    Conversation,
    Message,
    Side,
)
from sim_market.customer_service.queries.complaints import find_complaint_about
from sim_market.customer_service.queries.talks import list_messages
from sim_market.customer_service.words import cleaned
from sim_market.rules.pack import Pack, RuleId, pack
from sim_market.verbs import Verb

LOOKS_HOURS = 2  # the platform takes so long once the store has spoken


def complain(
    talk: Conversation, reason: ComplaintReason, words: str, *, actor: User | None
) -> Complaint:
    """A buyer turns to the platform, once for each conversation. Raises Conflict, Invalid."""
    now, rules = talk.cohort.sim_at, pack(talk.cohort)
    due = now + timedelta(hours=rules.dispute_answer_hours)
    made = insert_unless_there(
        Complaint, cohort_id=talk.cohort_id, store_id=talk.store_id, shopper_id=talk.shopper_id,
        conversation_id=talk.id, number=f"TS{talk.id:06d}", reason=reason,
        words=cleaned(words, 300), state=ComplaintState.OPEN, made_sim_at=now, due_sim_at=due,
        statement="", why=[],
    )  # fmt: skip
    found = find_complaint_about(talk)
    if not made or found is None:
        raise Conflict(_("这段对话已经投诉过，等平台裁决就好"), rule=RuleId.COMPLAINT)
    schedule("service.decide", f"{found.number}-due", cohort_id=talk.cohort_id, at=due, id=found.id)
    record(Verb.COMPLAINT_MADE, found, actor=actor, number=found.number, reason=reason.value)
    return found


def state_case(complaint: Complaint, words: str, *, actor: User) -> None:
    """The store says how it was, once. Raises IllegalMove when it has, or it is decided."""
    said, now = cleaned(words), complaint.cohort.sim_at
    COMPLAINT_FLOW.claim(complaint, ComplaintState.STATED, statement=said, stated_sim_at=now)
    schedule(
        "service.decide", f"{complaint.number}-stated", cohort_id=complaint.cohort_id,
        at=now + timedelta(hours=LOOKS_HOURS), id=complaint.id,
    )  # fmt: skip
    record(Verb.COMPLAINT_STATED, complaint, actor=actor, number=complaint.number)


def decide_due(job: Job) -> None:
    """Job `service.decide`: the store has spoken, or its time is over."""
    complaint = db.session.get_one(Complaint, job.payload["id"])
    if complaint.state == ComplaintState.DECIDED:
        return
    rules = pack(complaint.cohort)
    with force_locale("zh_CN"):
        decision, why = decide(
            complaint.reason, thread_of(complaint.conversation, rules), complaint.statement,
            rules.reply_seconds,
        )  # fmt: skip
    COMPLAINT_FLOW.claim(
        complaint, ComplaintState.DECIDED, decision=decision, why=why,
        decided_sim_at=complaint.cohort.sim_at,
    )  # fmt: skip
    record(
        Verb.COMPLAINT_DECIDED, complaint, actor=None, number=complaint.number,
        granted=decision.value == "buyer",
    )  # fmt: skip


def thread_of(talk: Conversation, rules: Pack) -> list[Said]:
    """What the platform looks at."""
    return [_said(message, rules) for message in list_messages(talk)]


def _said(message: Message, rules: Pack) -> Said:
    problems = broken(message.text, rules) if message.side == Side.STORE else ()
    return Said(
        no=message.no,
        by_buyer=message.side == Side.BUYER,
        text=message.text,
        waited=message.waited_seconds,
        opens=message.opens,
        outcome=str(message.verdict.get("outcome", "")),
        broken=str(problems[0].rule) if problems else "",
    )
