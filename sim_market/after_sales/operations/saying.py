"""What both sides say about a request: words and pictures, kept as evidence."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from sim_market.after_sales.models import ENDED, Refund, RefundNote, Side
from sim_market.rules.pack import RuleId
from sim_market.verbs import Verb

MOST_PICTURES = 3
MOST_NOTES = 10  # of one side about one request


def say(
    refund: Refund, side: Side, words: str, pictures: Sequence[str] = (), *, actor: User | None
) -> RefundNote:
    """Add words or pictures for the other side and the platform to see, until it has ended.

    `pictures`: ids of uploaded files. Raises Conflict, Invalid.
    """
    if refund.state in ENDED:
        raise Conflict(
            _("这份申请已经办完，不能再补充"), next_step=_("还有问题可以重新申请，或联系客服")
        )
    if not words.strip() and not pictures:
        message = _("写几个字，或传一张图片")
        raise Invalid(message, fields={"said": message}, rule=RuleId.NEGOTIATION)
    if _count(refund, side) >= MOST_NOTES:
        raise Conflict(
            _("一份申请每方最多补充 %(n)s 次", n=MOST_NOTES),
            rule=RuleId.NEGOTIATION,
            next_step=_("把要说的合在一起"),
        )
    return write_note(refund, side, words, pictures, actor=actor)


def write_note(
    refund: Refund, side: Side, words: str, pictures: Sequence[str], *, actor: User | None
) -> RefundNote:
    note = RefundNote(
        cohort_id=refund.cohort_id, refund_id=refund.id, side=side, words=words.strip()[:500],
        pictures=list(pictures)[:MOST_PICTURES], said_by_id=actor.id if actor else None,
        said_sim_at=refund.cohort.sim_at,
    )  # fmt: skip
    db.session.add(note)
    db.session.flush()
    db.session.expire(refund, ["notes"])
    record(
        Verb.EVIDENCE_GIVEN, refund, actor=actor, number=refund.number, side=side.value,
        pictures=len(note.pictures),
    )  # fmt: skip
    return note


def _count(refund: Refund, side: Side) -> int:
    said = sa.select(sa.func.count()).where(
        RefundNote.cohort_id == refund.cohort_id,
        RefundNote.refund_id == refund.id,
        RefundNote.side == side,
    )
    return db.session.scalar(said) or 0
