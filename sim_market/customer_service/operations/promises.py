"""A promise to send an order within some hours is looked at when they are over."""

from datetime import timedelta

from flask_babel import force_locale
from flask_babel import gettext as _

from app.db import db
from app.jobs import Job, schedule
from app.journal import record
from sim_market.customer_service.judge.times import hours_to_ship
from sim_market.customer_service.models import Conversation, Message
from sim_market.customer_service.queries.talks import get_message
from sim_market.verbs import Verb

COSTS = 20  # points of a promise that was not kept


def note_promise(talk: Conversation, question: Message, said: str) -> None:
    """Somebody who waits for a parcel is told when it is sent: to be looked at then, once."""
    order, hours = talk.order, hours_to_ship(said).hours
    if order is None or not order.can_ship or not hours:
        return
    schedule(
        "service.promise", f"{talk.id}-{question.no}", cohort_id=talk.cohort_id, talk=talk.id,
        at=talk.cohort.sim_at + timedelta(hours=min(720, float(hours))), no=question.no,
        hours=str(hours.normalize()),
    )  # fmt: skip


def look_at_promise(job: Job) -> None:
    """Job `service.promise`: was the order sent in the time that was named?"""
    talk = db.session.get_one(Conversation, job.payload["talk"])
    question, order = get_message(talk, job.payload["no"]), talk.order
    if order is None or question.points is None:
        return
    kept = not order.can_ship
    lost = 0 if kept else min(COSTS, question.points)
    question.points -= lost
    lines = [*question.verdict.get("lines", []), _line(job.payload["hours"], lost, kept=kept)]
    question.verdict = question.verdict | {"lines": lines, "points": question.points}
    record(Verb.PROMISE_LOOKED_AT, talk, actor=None, order=order.number, kept=kept)


def _line(hours: str, lost: int, *, kept: bool) -> dict[str, object]:
    """One more reason beside those of the answer; negative where the promise was broken."""
    with force_locale("zh_CN"):
        reason = (
            _("答应 %(n)s 小时内发货，做到了", n=hours)
            if kept
            else _("答应 %(n)s 小时内发货，到时候还没有发", n=hours)
        )
        return {"name": _("说到做到"), "points": -lost, "of": 0, "reason": reason, "rule": ""}
