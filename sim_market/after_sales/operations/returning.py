"""Goods on their way back: sent, looked at, accepted or disputed; what happens if nobody moves."""

from datetime import timedelta

from flask_babel import gettext as _

from app import jobs
from app.errors import Invalid
from app.flow import IllegalMove
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.after_sales.amount import refund_of
from sim_market.after_sales.models import REFUND_FLOW, Refund, RefundState
from sim_market.after_sales.operations.answering import RETURN_DUE, pay_back
from sim_market.after_sales.operations.asking import facts_of
from sim_market.after_sales.operations.deciding import open_dispute
from sim_market.after_sales.queries import find_by_number
from sim_market.orders.operations import drop_refund, lock_order, take_back
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb

CONFIRM_DUE = "after_sales.confirm_due"
SHORTEST, LONGEST = 6, 30


def send_goods_back(
    refund: Refund, carrier: str, tracking_number: str, *, actor: User | None
) -> None:
    """The buyer has handed the parcel in (A-3). The merchant has ten days from now (A-4)."""
    number = "".join(tracking_number.split()).upper()
    if not (SHORTEST <= len(number) <= LONGEST and number.isascii() and number.isalnum()):
        message = _("快递单号要是 6 到 30 位字母和数字")
        raise Invalid(
            message,
            fields={"tracking_number": message},
            rule=RuleId.BUYER_RETURN,
            next_step=_("照着面单填"),
        )
    now = refund.cohort.sim_at
    confirm_by = now + timedelta(days=pack(refund.cohort).return_confirm_days)
    jobs.cancel(RETURN_DUE, refund.number, cohort_id=refund.cohort_id)
    REFUND_FLOW.claim(
        refund, RefundState.ON_WAY, sent_back_sim_at=now, confirm_by_sim_at=confirm_by,
        carrier=carrier.strip()[:20], tracking_number=number,
    )  # fmt: skip
    jobs.schedule(CONFIRM_DUE, refund.number, cohort_id=refund.cohort_id, at=confirm_by)
    record(Verb.RETURN_SENT, refund, actor=actor, tracking_number=number, **facts_of(refund))


def accept_goods(
    refund: Refund, quantity: int, *, sellable: bool, actor: User | None, by_silence: bool = False
) -> None:
    """The goods are there and as they should be: pay back what was received (R4).

    `sellable` units go on the shelf again (S2). Fewer than announced: only those are refunded.
    """
    if not 1 <= quantity <= refund.quantity:
        message = _("收到的件数要在 1 到 %(n)s 之间", n=refund.quantity)
        raise Invalid(
            message,
            fields={"quantity": message},
            rule=RuleId.RETURN_CONFIRM,
            next_step=_("一件也没收到，请提出异议"),
        )
    lock_order(refund.line.order)
    _guard_on_way(refund)
    jobs.cancel(CONFIRM_DUE, refund.number, cohort_id=refund.cohort_id)
    REFUND_FLOW.claim(refund, RefundState.AGREED, sellable=sellable)
    dropped = _narrow(refund, quantity)
    if sellable:
        take_back(refund.line, quantity)
    pay_back(refund, dropped)
    facts = facts_of(refund) | {"sellable": sellable, "by_silence": by_silence}
    record(Verb.RETURN_INSPECTED, refund, actor=actor, **facts)
    record(Verb.REFUND_AGREED, refund, actor=actor, **facts_of(refund), by_silence=by_silence)


def dispute_goods(refund: Refund, why: str, *, actor: User | None) -> None:
    """What came back is not what was sent, or is spoilt: the platform decides."""
    if len(why.strip()) < 10:
        raise Invalid(
            _("写清楚收到的货有什么不对"),
            fields={"case": _("至少写 10 个字，平台靠它判断")},
            rule=RuleId.RETURN_CONFIRM,
            next_step=_("写明少了什么、坏在哪里"),
        )
    _guard_on_way(refund)
    jobs.cancel(CONFIRM_DUE, refund.number, cohort_id=refund.cohort_id)
    open_dispute(refund, case=why.strip()[:500], actor=actor)


def return_due(job: Job) -> None:
    """The timer: seven days and no parcel number, the request is closed (A-3)."""
    refund = find_by_number(job.key, cohort_id=job.cohort_id)
    if refund is None or not refund.can_send_back:
        return
    REFUND_FLOW.claim(refund, RefundState.CLOSED)
    drop_refund(refund.line, refund.quantity, refund.amount_fen)
    record(Verb.RETURN_LAPSED, refund, actor=None, **facts_of(refund))


def confirm_due(job: Job) -> None:
    """The timer: ten days without a word of the merchant, the goods count as received (A-4)."""
    refund = find_by_number(job.key, cohort_id=job.cohort_id)
    if refund is not None and refund.can_inspect:
        accept_goods(refund, refund.quantity, sellable=False, actor=None, by_silence=True)


def _guard_on_way(refund: Refund) -> None:
    """Only goods that are on their way back can be looked at."""
    if not refund.can_inspect:
        raise IllegalMove(
            _("现在是“%(state)s”，没有退回的货可以验收", state=refund.state.word),
            rule=RuleId.RETURN_CONFIRM,
            next_step=_("刷新页面看最新状态"),
        )


def _narrow(refund: Refund, quantity: int) -> tuple[int, int]:
    """Down to what was received; returns the units and fen that are not refunded."""
    if quantity == refund.quantity:
        return 0, 0
    fen = refund_of(quantity, left_quantity=refund.quantity, left_fen=refund.amount_fen)
    dropped = refund.quantity - quantity, refund.amount_fen - fen
    refund.quantity, refund.amount_fen = quantity, fen
    return dropped
