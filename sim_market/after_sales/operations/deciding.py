"""The platform steps in: asked by one side, decided by the teacher or by the rules."""

from datetime import timedelta

from flask_babel import gettext as _

from app import jobs
from app.errors import Conflict, Invalid
from app.flow import IllegalMove
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.after_sales.models import REFUND_FLOW, AfterSaleKind, Refund, RefundState
from sim_market.after_sales.operations.answering import expect_goods, pay_back
from sim_market.after_sales.operations.asking import NotRefundable, facts_of
from sim_market.after_sales.queries import find_by_number
from sim_market.after_sales.window import Dispute, for_buyer, no_reason_until
from sim_market.orders.operations import begin_refund, drop_refund, lock_order
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb

DECIDE_DUE = "after_sales.decide_due"


def escalate(refund: Refund, complaint: str, *, actor: User | None) -> None:
    """The buyer does not accept the refusal and asks the platform, within seven days (A-5)."""
    order = refund.line.order
    lock_order(order)
    if not refund.can_escalate:
        raise Conflict(
            _("被拒绝后 7 天内才能请平台介入"),
            rule=RuleId.PLATFORM_DISPUTE,
            next_step=_("与商家协商，或重新申请"),
        )
    if not order.can_refund:
        raise NotRefundable(
            _("订单已经结算，平台不能再退款"), rule=RuleId.SETTLEMENT, next_step=_("与商家协商")
        )
    if len(complaint.strip()) < 5:
        raise Invalid(
            _("写明为什么不同意商家的答复"),
            fields={"complaint": _("至少写 5 个字")},
            rule=RuleId.PLATFORM_DISPUTE,
            next_step=_("写清楚再提交"),
        )
    begin_refund(refund.line, refund.quantity, refund.amount_fen)
    refund.complaint = complaint.strip()[:300]
    open_dispute(refund, actor=actor)


def open_dispute(refund: Refund, *, case: str = "", actor: User | None) -> None:
    """Both sides have so many hours to state their case (C-2), then it is decided."""
    hours = timedelta(hours=pack(refund.cohort).dispute_answer_hours)
    due = refund.cohort.sim_at + hours
    REFUND_FLOW.claim(refund, RefundState.DISPUTED, decide_by_sim_at=due, case=case or refund.case)
    key = f"{refund.number}@{due.isoformat()}"
    jobs.schedule(DECIDE_DUE, key, cohort_id=refund.cohort_id, at=due, number=refund.number)
    record(Verb.REFUND_DISPUTED, refund, actor=actor, **facts_of(refund))


def state_case(refund: Refund, case: str, *, actor: User) -> None:
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
    record(Verb.CASE_STATED, refund, actor=actor, number=refund.number)


def decide(refund: Refund, *, buyer_is_right: bool, why: str, actor: User | None) -> None:
    """The platform's word, with its reasons (C-2).

    Money never goes back without the goods while the buyer has them (A-11): then the decision is
    that the goods may be sent back.
    """
    if len(why.strip()) < 5:
        raise Invalid(
            _("裁决要写明理由"),
            fields={"decision": _("至少写 5 个字，双方都会看到")},
            rule=RuleId.COMPLAINT,
            next_step=_("写清楚再提交"),
        )
    lock_order(refund.line.order)
    if not refund.is_disputed:
        raise IllegalMove(
            _("现在是“%(state)s”，没有等裁决的纠纷", state=refund.state.word),
            rule=RuleId.PLATFORM_DISPUTE,
            next_step=_("刷新页面看最新状态"),
        )
    said = {
        "decided_sim_at": refund.cohort.sim_at,
        "decision": why.strip()[:300],
        "decided_by_id": actor.id if actor else None,
    }
    if not buyer_is_right:
        REFUND_FLOW.claim(refund, RefundState.CLOSED, **said)
        drop_refund(refund.line, refund.quantity, refund.amount_fen)
    elif needs_goods(refund):
        REFUND_FLOW.claim(refund, RefundState.WAIT_GOODS, kind=AfterSaleKind.RETURN, **said)
        expect_goods(refund)
    else:
        REFUND_FLOW.claim(refund, RefundState.AGREED, **said)
        pay_back(refund)
    facts = facts_of(refund) | {"buyer_is_right": buyer_is_right}
    record(Verb.DISPUTE_DECIDED, refund, actor=actor, **facts)
    if refund.state == RefundState.WAIT_GOODS:
        record(Verb.RETURN_AGREED, refund, actor=actor, **facts_of(refund), by_silence=False)
    if refund.state == RefundState.DONE:
        record(Verb.REFUND_AGREED, refund, actor=actor, **facts_of(refund), by_silence=False)


def needs_goods(refund: Refund) -> bool:
    """Does the buyer have the goods still?"""
    order = refund.line.order
    parcel = order.shipment
    arrived = parcel is not None and parcel.delivered_sim_at is not None
    return arrived and refund.sent_back_sim_at is None


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
    )
    right = for_buyer(dispute)
    why = _("商家没有按时说明情况，支持买家") if not dispute.stated else _reasons(right=right)
    decide(refund, buyer_is_right=right, why=why, actor=None)


def _reasons(*, right: bool) -> str:
    if right:
        return _("按规则，责任在商家或在七天无理由期内，支持买家")
    return _("按规则，商家的说明成立，支持商家")
