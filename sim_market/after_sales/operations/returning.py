"""Goods on their way back: sent, looked at, accepted, in part or not; what if nobody moves."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _

from app import jobs
from app.errors import Invalid
from app.flow import IllegalMove
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from app.money import yuan
from sim_market.after_sales.models import (
    REFUND_FLOW,
    Inspection,
    NoteKind,
    Refund,
    RefundState,
    Side,
)
from sim_market.after_sales.operations.asking import facts_of
from sim_market.after_sales.operations.deciding import open_dispute
from sim_market.after_sales.operations.exchanging import finish
from sim_market.after_sales.operations.fees import charge_fee
from sim_market.after_sales.operations.offering import write_offer
from sim_market.after_sales.operations.paying_back import let_go, narrow
from sim_market.after_sales.operations.saying import write_note
from sim_market.after_sales.operations.taking import CONFIRM_DUE, RETURN_DUE, take
from sim_market.after_sales.queries import find_by_number
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb

SHORTEST, LONGEST = 6, 30


def send_goods_back(
    refund: Refund, carrier: str, tracking_number: str, *, actor: User | None
) -> None:
    """The buyer has handed the parcel in and paid for it (A-3). The merchant has ten days (A-4)."""
    number = "".join(tracking_number.split()).upper()
    if not (SHORTEST <= len(number) <= LONGEST and number.isascii() and number.isalnum()):
        message = _("快递单号要是 6 到 30 位字母和数字")
        raise Invalid(
            message,
            fields={"tracking_number": message},
            rule=RuleId.BUYER_RETURN,
            next_step=_("照着面单填"),
        )
    take(refund, RETURN_DUE)
    now = refund.cohort.sim_at
    confirm_by = now + timedelta(days=pack(refund.cohort).return_confirm_days)
    REFUND_FLOW.claim(
        refund, RefundState.ON_WAY, sent_back_sim_at=now, confirm_by_sim_at=confirm_by,
        carrier=carrier.strip()[:20], tracking_number=number,
    )  # fmt: skip
    charge_fee(refund)
    jobs.schedule(CONFIRM_DUE, refund.number, cohort_id=refund.cohort_id, at=confirm_by)
    record(Verb.RETURN_SENT, refund, actor=actor, tracking_number=number, **facts_of(refund))


def accept_goods(
    refund: Refund, quantity: int, *, sellable: bool, actor: User | None, by_silence: bool = False
) -> None:
    """The goods are there and as they should be: give what is due for those received (R4).

    `sellable` units go on the shelf again (S2). Fewer than announced: only those count.
    """
    take(refund, CONFIRM_DUE)
    _check_quantity(refund, quantity)
    _inspected(refund, quantity, Inspection.FULL, sellable=sellable)
    finish(refund, actor=actor, by_silence=by_silence)
    facts = facts_of(refund) | {"sellable": sellable, "by_silence": by_silence}
    record(Verb.RETURN_INSPECTED, refund, actor=actor, **facts)


def deduct(  # noqa: PLR0913 - all that such a proposal says
    refund: Refund,
    quantity: int,
    amount_fen: int,
    why: str,
    pictures: Sequence[str],
    *,
    sellable: bool,
    found: Inspection = Inspection.DEDUCTED,
    actor: User,
) -> None:
    """The goods are there but not as they were: propose to give back `amount_fen` (A-13).

    With a reason and a picture; the buyer agrees within 48 hours, or the platform decides. `found`:
    what is wrong. What broke on the way is borne by whoever bears the freight (A-8): the merchant
    where it is at fault, who then cannot take it off the refund.
    """
    take(refund, CONFIRM_DUE)
    _check_quantity(refund, quantity)
    if refund.is_exchange:
        raise Invalid(
            _("换货不能扣款"),
            rule=RuleId.NEGOTIATION,
            next_step=_("货不对就拒收，由平台裁决；货对就验收，发新货"),
        )
    _check_reason(why, pictures)
    _check_carrier(refund, found)
    _inspected(refund, quantity, found, sellable=sellable)
    if not 0 <= amount_fen < refund.amount_fen:
        message = _("退款要少于 %(fen)s，不能少于 0", fen=yuan(refund.amount_fen))
        raise Invalid(message, fields={"amount": message}, rule=RuleId.REFUND_AMOUNT)
    REFUND_FLOW.claim(refund, RefundState.DEDUCTION)
    write_offer(refund, NoteKind.DEDUCTION, refund.kind, amount_fen, why, pictures, actor=actor)


def dispute_goods(
    refund: Refund,
    why: str,
    pictures: Sequence[str] = (),
    *,
    found: Inspection = Inspection.REFUSED,
    actor: User | None,
) -> None:
    """Refuse what came back: it is not what was sent, or is spoilt. The platform decides."""
    if len(why.strip()) < 10:
        raise Invalid(
            _("写清楚收到的货有什么不对"),
            fields={"case": _("至少写 10 个字，平台靠它判断")},
            rule=RuleId.RETURN_CONFIRM,
            next_step=_("写明少了什么、坏在哪里"),
        )
    take(refund, CONFIRM_DUE)
    _guard_on_way(refund)
    refund.inspection = found
    if pictures:
        write_note(refund, Side.SELLER, why, pictures, actor=actor)
    open_dispute(refund, case=why.strip()[:500], actor=actor)


def return_due(job: Job) -> None:
    """The timer: seven days and no parcel number, the request is closed (A-3)."""
    refund = find_by_number(job.key, cohort_id=job.cohort_id)
    if refund is None or not refund.can_send_back:
        return
    take(refund)
    REFUND_FLOW.claim(refund, RefundState.CLOSED)
    let_go(refund)
    record(Verb.RETURN_LAPSED, refund, actor=None, **facts_of(refund))


def confirm_due(job: Job) -> None:
    """The timer: ten days without a word of the merchant, the goods count as received (A-4)."""
    refund = find_by_number(job.key, cohort_id=job.cohort_id)
    if refund is not None and refund.can_inspect:
        accept_goods(refund, refund.quantity, sellable=False, actor=None, by_silence=True)


def _guard_on_way(refund: Refund) -> None:
    """Only what was sent back is looked at, and once."""
    if not refund.can_inspect:
        raise IllegalMove(
            _("现在是“%(state)s”，没有等验收的退货", state=refund.state.word),
            rule=RuleId.RETURN_CONFIRM,
            next_step=_("刷新页面看最新状态"),
        )


def _check_quantity(refund: Refund, quantity: int) -> None:
    _guard_on_way(refund)
    if not 1 <= quantity <= refund.quantity:
        message = _("收到的件数要在 1 到 %(n)s 之间", n=refund.quantity)
        raise Invalid(
            message,
            fields={"quantity": message},
            rule=RuleId.RETURN_CONFIRM,
            next_step=_("一件也没收到，请提出异议"),
        )


def _check_reason(why: str, pictures: Sequence[str]) -> None:
    if len(why.strip()) < 5:
        raise Invalid(
            _("扣款要写明原因"),
            fields={"why": _("至少写 5 个字：少了什么、坏在哪里")},
            rule=RuleId.NEGOTIATION,
        )
    if not pictures:
        message = _("扣款要附一张照片")
        raise Invalid(message, fields={"pictures": message}, rule=RuleId.NEGOTIATION)


def _check_carrier(refund: Refund, found: Inspection) -> None:
    if found == Inspection.DAMAGED and refund.at_fault:
        message = _("责任在商家的退货，运费和路上的损坏都由商家承担，不能扣买家的钱")
        raise Invalid(
            message,
            fields={"found": message},
            rule=RuleId.SHIPPING_FEE,
            next_step=_("验收全额退款，再凭运单向快递公司索赔（模拟）；货不能再卖就选不进库存"),
        )


def _inspected(refund: Refund, quantity: int, found: Inspection, *, sellable: bool) -> None:
    narrow(refund, quantity)
    refund.inspection, refund.sellable = found, sellable
