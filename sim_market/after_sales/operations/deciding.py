"""The platform steps in: asked by one side, decided by the teacher or by the rules."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _

from app import jobs
from app.errors import Conflict, Invalid
from app.flow import IllegalMove
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from app.money import yuan
from sim_market.after_sales.amount import fen_of
from sim_market.after_sales.models import (
    REFUND_FLOW,
    AfterSaleKind,
    Inspection,
    Refund,
    RefundState,
    Side,
)
from sim_market.after_sales.operations.answering import expect_goods
from sim_market.after_sales.operations.asking import NotRefundable, facts_of
from sim_market.after_sales.operations.exchanging import finish, hold_new
from sim_market.after_sales.operations.fees import charge_buyer_for_sending
from sim_market.after_sales.operations.paying_back import guard_all_of_unsent, let_go, lower
from sim_market.after_sales.operations.saying import write_note
from sim_market.after_sales.operations.taking import take
from sim_market.after_sales.queries import find_by_number, free_units_of, list_rounds
from sim_market.after_sales.window import Dispute, for_buyer, no_reason_until, rules_for
from sim_market.orders.operations import begin_refund
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb

DECIDE_DUE = "after_sales.decide_due"
CITED = (
    RuleId.REFUND_AMOUNT,
    RuleId.SHIPPING_FEE,
    RuleId.NO_REASON_RETURN,
    RuleId.NO_FORCED_REFUND,
    RuleId.EXCHANGE,
    RuleId.NEGOTIATION,
    RuleId.COMPLAINT,
)  # what a decision may stand on


def escalate(
    refund: Refund, complaint: str, pictures: Sequence[str] = (), *, actor: User | None
) -> None:
    """The buyer does not accept the refusal and asks the platform, within seven days (A-5).

    If the order was settled meanwhile, what is decided comes out of the store's own money (L6).
    """
    take(refund)
    order = refund.line.order
    if not refund.can_escalate:
        raise Conflict(
            _("被拒绝后 7 天内才能请平台介入"),
            rule=RuleId.PLATFORM_DISPUTE,
            next_step=_("与商家协商，或重新申请"),
        )
    if not (order.can_refund or order.completed_sim_at):
        raise NotRefundable(
            _("订单已经关闭，没有钱可退"), rule=RuleId.SETTLEMENT, next_step=_("与商家协商")
        )
    if len(complaint.strip()) < 5:
        raise Invalid(
            _("写明为什么不同意商家的答复"),
            fields={"complaint": _("至少写 5 个字")},
            rule=RuleId.PLATFORM_DISPUTE,
            next_step=_("写清楚再提交"),
        )
    _take_units_again(refund)
    begin_refund(refund.line, refund.quantity, refund.amount_fen)
    refund.complaint = complaint.strip()[:300]
    if pictures:
        write_note(refund, Side.BUYER, complaint, pictures, actor=actor)
    open_dispute(refund, actor=actor)


def open_dispute(refund: Refund, *, case: str = "", actor: User | None) -> None:
    """Both sides have so many hours to state their case (C-2), then it is decided."""
    hours = timedelta(hours=pack(refund.cohort).dispute_answer_hours)
    due = refund.cohort.sim_at + hours
    REFUND_FLOW.claim(refund, RefundState.DISPUTED, decide_by_sim_at=due, case=case or refund.case)
    key = f"{refund.number}@{due.isoformat()}"
    jobs.schedule(DECIDE_DUE, key, cohort_id=refund.cohort_id, at=due, number=refund.number)
    record(Verb.REFUND_DISPUTED, refund, actor=actor, **facts_of(refund))


def state_case(refund: Refund, case: str, pictures: Sequence[str] = (), *, actor: User) -> None:
    """The merchant says how it was. May be said again until it is decided."""
    if not refund.is_disputed:
        raise Conflict(_("平台已经裁决，不能再补充"), next_step=_("看裁决的理由"))
    if len(case.strip()) < 10:
        raise Invalid(
            _("说明太短"),
            fields={"case": _("至少写 10 个字：发了什么、什么时候、有什么凭据")},
            rule=RuleId.COMPLAINT,
            next_step=_("写清楚再提交"),
        )
    refund.case = case.strip()[:500]
    if pictures:
        write_note(refund, Side.SELLER, case, pictures, actor=actor)
    record(Verb.CASE_STATED, refund, actor=actor, number=refund.number)


def decide(  # noqa: PLR0913 - all that a decision says
    refund: Refund,
    *,
    buyer_is_right: bool,
    why: str,
    amount_fen: int | None = None,
    rules: Sequence[str] = (),
    fee_on_seller: bool | None = None,
    actor: User | None,
) -> None:
    """The platform's word, with its reasons and the rules that it stands on (C-2).

    Money never goes back without the goods while the buyer has them (A-11): then the decision is
    that the goods may be sent back. `amount_fen`: where the buyer is right in part.
    `fee_on_seller`: who bears the sending back, None for whoever is at fault (A-8).
    """
    take(refund)
    _check_decision(refund, why, rules)
    part = amount_fen if buyer_is_right else None
    said = {
        "decided_sim_at": refund.cohort.sim_at,
        "decision": why.strip()[:300],
        "decided_by_id": actor.id if actor else None,
        "decided_rules": list(rules),
        "fee_on_seller": fee_on_seller,
    }
    for name, value in said.items():
        setattr(refund, name, value)
    if part is not None:
        _check_part(refund, part)
        lower(refund, part)
        charge_buyer_for_sending(refund)
    _carry_out(refund, actor, buyer_is_right=buyer_is_right)
    facts = facts_of(refund) | {"buyer_is_right": buyer_is_right, "part": part is not None}
    record(Verb.DISPUTE_DECIDED, refund, actor=actor, rules=list(rules), **facts)


def needs_goods(refund: Refund) -> bool:
    """Does the buyer have the goods still? Not those that wait to be sent."""
    line = refund.line
    parcels = line.order.shipments
    arrived = any(parcel.delivered_sim_at is not None for parcel in parcels)
    arrived = arrived or line.order.received_sim_at is not None  # the buyer has said so
    were_sent = refund.quantity > line.unsent_quantity
    return arrived and were_sent and refund.sent_back_sim_at is None


def decide_due(job: Job) -> None:
    """The timer: nobody has decided, so the rules do."""
    refund = find_by_number(job.payload["number"], cohort_id=job.cohort_id)
    if refund is None or not refund.is_disputed or refund.decide_by_sim_at != job.due_sim_at:
        return
    order = refund.line.order
    until = no_reason_until(order.received_sim_at, pack(order.cohort).no_reason_days)
    dispute = Dispute(
        reason=refund.reason,
        came_back=refund.sent_back_sim_at is not None,
        stated=bool(refund.case),
        within_days=until is None or refund.applied_sim_at < until,
        on_the_way=refund.inspection == Inspection.DAMAGED,
    )
    right = for_buyer(dispute)
    why = _("商家没有按时说明情况，支持买家") if not dispute.stated else _reasons(right=right)
    rules = rules_for(dispute, right=right)
    decide(refund, buyer_is_right=right, why=why, rules=rules, actor=None)


def _take_units_again(refund: Refund) -> None:
    """The units of a refused request were free meanwhile: others may have taken them."""
    line = refund.line
    free = free_units_of(line, [each for each in list_rounds(line) if each.id != refund.id])
    if set(refund.units) <= set(free):
        return
    if len(free) < refund.quantity:
        raise NotRefundable(
            _("这几件别的申请正在办或已经退了，没有提交"),
            rule=RuleId.REFUND_AMOUNT,
            next_step=_("看看这张订单别的售后"),
        )
    refund.units = free[: refund.quantity]
    refund.amount_fen = min(refund.amount_fen, fen_of(refund.units, line.unit_costs))


def _check_decision(refund: Refund, why: str, rules: Sequence[str]) -> None:
    if not refund.is_disputed:
        raise IllegalMove(
            _("现在是“%(state)s”，没有等裁决的纠纷", state=refund.state.word),
            rule=RuleId.PLATFORM_DISPUTE,
            next_step=_("刷新页面看最新状态"),
        )
    if len(why.strip()) < 5:
        raise Invalid(
            _("裁决要写明理由"),
            fields={"decision": _("至少写 5 个字，双方都会看到")},
            rule=RuleId.COMPLAINT,
            next_step=_("写清楚再提交"),
        )
    if not set(rules) <= {rule.value for rule in CITED}:
        raise Invalid(_("没有这条规则"), fields={"rules": _("从列出的规则里选")})


def _check_part(refund: Refund, amount_fen: int) -> None:
    if needs_goods(refund) or refund.is_exchange:
        message = _("货还在买家手里，或买家要的是换货，不能只退一部分钱")
        raise Invalid(message, fields={"right": message}, rule=RuleId.NO_FORCED_REFUND)
    guard_all_of_unsent(refund, refund.kind, amount_fen)
    if not 1 <= amount_fen < refund.amount_fen:
        message = _("金额要在 0.01 元到 %(most)s 之间", most=yuan(refund.amount_fen - 1))
        raise Invalid(message, fields={"amount": message}, rule=RuleId.REFUND_AMOUNT)


def _carry_out(refund: Refund, actor: User | None, *, buyer_is_right: bool) -> None:
    if not buyer_is_right:
        REFUND_FLOW.claim(refund, RefundState.CLOSED)
        let_go(refund)
    elif needs_goods(refund):
        kind = AfterSaleKind.EXCHANGE if refund.is_exchange else AfterSaleKind.RETURN
        REFUND_FLOW.claim(refund, RefundState.WAIT_GOODS, kind=kind)
        hold_new(refund)
        expect_goods(refund)
        record(Verb.RETURN_AGREED, refund, actor=actor, **facts_of(refund), by_silence=False)
    else:
        if refund.is_exchange and not refund.held_quantity:
            hold_new(refund)
        finish(refund, actor=actor)


def _reasons(*, right: bool) -> str:
    if right:
        return _("按规则，责任在商家或在七天无理由期内，支持买家")
    return _("按规则，商家的说明成立，支持商家")
