"""Offers: the merchant proposes another solution or less money, the buyer agrees or not (A-13)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import jobs
from app.db import db, insert_unless_there, taken
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from app.money import yuan
from sim_market.after_sales.models import (
    AfterSaleKind,
    NoteKind,
    OfferState,
    Refund,
    RefundNote,
    RefundState,
    Side,
)
from sim_market.after_sales.operations.answering import agree_refund
from sim_market.after_sales.operations.asking import facts_of
from sim_market.after_sales.operations.deciding import open_dispute
from sim_market.after_sales.operations.exchanging import finish
from sim_market.after_sales.operations.fees import charge_buyer_for_sending
from sim_market.after_sales.operations.paying_back import guard_all_of_unsent, lower
from sim_market.after_sales.operations.saying import MOST_PICTURES
from sim_market.after_sales.operations.taking import SILENCE, take
from sim_market.after_sales.queries import find_by_number
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb

OFFER_DUE = "after_sales.offer_due"
OFFERED = (AfterSaleKind.REFUND, AfterSaleKind.RETURN)


def make_offer(
    refund: Refund,
    kind: AfterSaleKind,
    amount_fen: int,
    words: str,
    pictures: Sequence[str] = (),
    *,
    actor: User,
) -> RefundNote:
    """Propose another solution, or less money, before answering; the 48 hours run on.

    `amount_fen`: for all units asked about, never more than they cost (A-7). Raises Conflict after
    three of them, while one waits, or once it is answered; Invalid.
    """
    take(refund)
    _check_offer(refund, kind, amount_fen, words)
    made = sum(note.kind == NoteKind.OFFER for note in refund.notes)
    if made >= pack(refund.cohort).offers_max:
        raise Conflict(
            _("一份申请最多提 %(n)s 次方案", n=pack(refund.cohort).offers_max),
            rule=RuleId.NEGOTIATION,
            next_step=_("同意买家的申请，或写明理由拒绝"),
        )
    return write_offer(refund, NoteKind.OFFER, kind, amount_fen, words, pictures, actor=actor)


def write_offer(  # noqa: PLR0913 - all that an offer says
    refund: Refund,
    about: NoteKind,
    kind: AfterSaleKind,
    amount_fen: int,
    words: str,
    pictures: Sequence[str],
    *,
    actor: User,
) -> RefundNote:
    """Keep an offer that waits for the buyer. Raises Conflict if one does already."""
    due = _answer_by(refund, about)
    made = insert_unless_there(
        RefundNote, cohort_id=refund.cohort_id, refund_id=refund.id, side=Side.SELLER, kind=about,
        words=words.strip()[:500], pictures=list(pictures)[:MOST_PICTURES], said_by_id=actor.id,
        said_sim_at=refund.cohort.sim_at, offer_kind=kind, offer_fen=amount_fen,
        state=OfferState.WAITING, answer_by_sim_at=due,
    )  # fmt: skip
    if not made:
        raise Conflict(
            _("上一个方案还在等买家回应"), rule=RuleId.NEGOTIATION, next_step=_("等买家回应后再提")
        )
    db.session.expire(refund, ["notes"])
    facts = facts_of(refund) | {"offer": kind.value, "offer_fen": amount_fen}
    record(Verb.OFFER_MADE, refund, actor=actor, **facts)
    offer = refund.offer
    assert offer is not None  # noqa: S101 - it was just made
    if about == NoteKind.DEDUCTION:
        key = f"{refund.number}@{offer.id}"
        jobs.schedule(OFFER_DUE, key, cohort_id=refund.cohort_id, at=due, number=refund.number)
    return offer


def accept_offer(refund: Refund, *, expected_fen: int | None = None, actor: User | None) -> None:
    """The buyer agrees: the request becomes what was offered, and is agreed to.

    `expected_fen`: the sum that was shown (R8). Raises Conflict if no offer waits.
    """
    offer = _answered(refund, OfferState.ACCEPTED, expected_fen)
    assert offer.offer_kind is not None  # noqa: S101 - every offer says what
    lower(refund, offer.offer_fen or 0)
    facts = facts_of(refund) | {"offer": offer.offer_kind.value, "offer_fen": refund.amount_fen}
    record(Verb.OFFER_ACCEPTED, refund, actor=actor, **facts)
    if refund.state == RefundState.DEDUCTION:
        charge_buyer_for_sending(refund)
        finish(refund, actor=actor)
        return
    refund.kind = offer.offer_kind
    db.session.flush()
    agree_refund(refund, actor=actor)


def decline_offer(refund: Refund, *, actor: User | None) -> None:
    """The buyer does not agree: the request stands as it was; a deduction goes to the platform."""
    offer = _answered(refund, OfferState.DECLINED, None)
    record(Verb.OFFER_DECLINED, refund, actor=actor, **facts_of(refund))
    if refund.state == RefundState.DEDUCTION:
        open_dispute(refund, case=offer.words, actor=actor)


def offer_due(job: Job) -> None:
    """The timer: 48 hours without a word about a deduction are no consent; the platform decides."""
    refund = find_by_number(job.payload["number"], cohort_id=job.cohort_id)
    if refund is None or refund.state != RefundState.DEDUCTION:
        return
    offer = _answered(refund, OfferState.LAPSED, None)
    open_dispute(refund, case=offer.words, actor=None)


def _check_offer(refund: Refund, kind: AfterSaleKind, amount_fen: int, words: str) -> None:
    if not refund.can_answer:
        raise Conflict(
            _("这份申请已经答复，不能再提方案"),
            rule=RuleId.NEGOTIATION,
            next_step=_("刷新页面看最新状态"),
        )
    if kind not in OFFERED or (kind == AfterSaleKind.RETURN and not _was_sent(refund)):
        message = _("没有这种方案可提")
        raise Invalid(message, fields={"kind": message}, rule=RuleId.NEGOTIATION)
    if not 1 <= amount_fen <= refund.amount_fen:
        message = _("金额要在 0.01 元到 %(most)s 之间", most=yuan(refund.amount_fen))
        raise Invalid(message, fields={"amount": message}, rule=RuleId.REFUND_AMOUNT)
    guard_all_of_unsent(refund, kind, amount_fen)
    if kind == refund.kind and amount_fen == refund.amount_fen:
        raise Invalid(
            _("方案和买家要的一样"),
            fields={"amount": _("改金额，或改解决办法")},
            rule=RuleId.NEGOTIATION,
            next_step=_("一样的话，直接同意申请"),
        )
    if len(words.strip()) < 5:
        raise Invalid(
            _("写明为什么这样提"),
            fields={"words": _("至少写 5 个字，买家会看到")},
            rule=RuleId.NEGOTIATION,
        )


def _was_sent(refund: Refund) -> bool:
    """Were as many units sent and not refunded yet as this is about?"""
    line = refund.line
    gone = line.refunded_quantity - line.cancelled_quantity
    return line.shipped_quantity - gone >= refund.quantity


def _answer_by(refund: Refund, about: NoteKind) -> datetime:
    """An offer before the answer waits no longer than the answer itself."""
    if about == NoteKind.OFFER:
        return refund.answer_by_sim_at
    return refund.cohort.sim_at + timedelta(hours=pack(refund.cohort).offer_answer_hours)


def _answered(refund: Refund, state: OfferState, expected_fen: int | None) -> RefundNote:
    """Claim the offer that waits: it is answered once."""
    take(refund, SILENCE if state == OfferState.ACCEPTED else None)
    offer = refund.offer
    now = refund.cohort.sim_at
    if offer is None or not taken(
        sa.update(RefundNote)
        .where(RefundNote.id == offer.id, RefundNote.state == OfferState.WAITING)
        .values(state=state, answered_sim_at=now)
        .execution_options(synchronize_session=False)
    ):
        raise Conflict(
            _("没有等您回应的方案"), rule=RuleId.NEGOTIATION, next_step=_("刷新页面看最新状态")
        )
    if expected_fen is not None and expected_fen != offer.offer_fen:
        raise Conflict(
            _("方案的金额变了，没有提交"),
            rule=RuleId.REFUND_AMOUNT,
            next_step=_("看清新的金额再定"),
        )
    db.session.expire(offer)
    db.session.expire(refund, ["notes"])
    return offer
