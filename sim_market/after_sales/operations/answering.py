"""A merchant's answer to a request, the buyer's second thoughts, and 48 hours of silence."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import jobs
from app.db import db
from app.errors import Invalid, NotAllowed
from app.flow import IllegalMove
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.after_sales.models import REFUND_FLOW, Refund, RefundReason, RefundState
from sim_market.after_sales.operations.asking import NotRefundable, facts_of, request_refund
from sim_market.after_sales.operations.exchanging import hold_new
from sim_market.after_sales.operations.paying_back import lapse_offer, let_go, pay_back
from sim_market.after_sales.operations.taking import RETURN_DUE, SILENCE, take
from sim_market.after_sales.queries import find_by_number
from sim_market.after_sales.window import keeps, no_reason_until
from sim_market.orders.models import Order, OrderLine
from sim_market.orders.operations import lock_order
from sim_market.rules.pack import RuleId, pack
from sim_market.stores.models import StoreAddress
from sim_market.verbs import Verb


def agree_refund(refund: Refund, *, actor: User | None, by_silence: bool = False) -> None:
    """Say yes: money alone goes back at once; a return waits for the goods (A-2, A-3).

    New goods for an exchange are held from now on (X2); without any it becomes a return (X4).
    """
    take(refund, SILENCE)
    if refund.is_return:
        _answer(refund, RefundState.WAIT_GOODS, by_silence=by_silence)
        hold_new(refund)
        expect_goods(refund)
        facts = facts_of(refund) | {"by_silence": by_silence}
        record(Verb.RETURN_AGREED, refund, actor=actor, **facts)
        return
    _answer(refund, RefundState.AGREED, by_silence=by_silence)
    pay_back(refund)
    facts = facts_of(refund) | {"by_silence": by_silence}
    record(Verb.REFUND_AGREED, refund, actor=actor, **facts)


def reject_refund(refund: Refund, why: str, *, actor: User | None) -> None:
    """Refuse, with a reason that the buyer can read. Not a return within the seven days (A-9)."""
    if len(why.strip()) < 5:
        raise Invalid(
            _("拒绝要写明理由"), fields={"answer": _("至少写 5 个字，让买家看得明白")},
            rule=RuleId.REFUND_ANSWER,
        )  # fmt: skip
    take(refund, SILENCE)
    guard_no_reason(refund)
    _answer(refund, RefundState.REJECTED, answer=why.strip()[:300])
    let_go(refund)
    record(Verb.REFUND_REJECTED, refund, actor=actor, why=why.strip()[:300], **facts_of(refund))


def withdraw_refund(refund: Refund, *, actor: User | None) -> None:
    """The buyer thinks better of it, before the goods are on their way back."""
    take(refund, RETURN_DUE if refund.can_send_back else SILENCE)
    if refund.state == RefundState.WAIT_GOODS:
        REFUND_FLOW.claim(refund, RefundState.WITHDRAWN)
    else:
        _answer(refund, RefundState.WITHDRAWN)
    let_go(refund)
    record(Verb.REFUND_WITHDRAWN, refund, actor=actor, **facts_of(refund))


def silence(job: Job) -> None:
    """The timer: 48 hours without an answer are a yes (rules A-1, A-2)."""
    refund = find_by_number(job.key, cohort_id=job.cohort_id)
    if refund is not None and refund.is_live:
        agree_refund(refund, actor=None, by_silence=True)


def refund_for_stock(order: Order, *, actor: User) -> list[Refund]:
    """The merchant has none of what waits to be sent: all of it not refunded yet is given back.

    The buyer is compensated for it (rule S-3). Raises NotRefundable for goods that have left or
    where nothing is left to refund.
    """
    lock_order(order)
    if not order.can_ship:
        raise NotRefundable(
            _("只有待发货的订单可以因缺货退款"), rule=RuleId.OUT_OF_STOCK,
            next_step=_("刷新页面看订单现在的状态"),
        )  # fmt: skip
    lines = [line for line in order.lines if _not_to_be_had(line)]
    if not lines:
        raise NotRefundable(
            _("这张订单的退款正在办理"), rule=RuleId.OUT_OF_STOCK,
            next_step=_("先答复买家的退款申请"),
        )  # fmt: skip
    refunds = []
    for line in lines:
        refund = request_refund(
            line,
            _not_to_be_had(line),
            RefundReason.NO_STOCK,
            words=_("商家没有货"),
            actor=actor,
        )
        agree_refund(refund, actor=actor)
        refunds.append(refund)
    return refunds


def _not_to_be_had(line: OrderLine) -> int:
    """Units that wait to be sent and that nobody has asked the money of."""
    return min(line.refundable_quantity, line.unsent_quantity)


def guard_no_reason(refund: Refund) -> None:
    """Within seven days of receipt goods that keep go back without a reason (A-9)."""
    order = refund.line.order
    until = no_reason_until(order.received_sim_at, pack(order.cohort).no_reason_days)
    within = until is None or refund.applied_sim_at < until
    plain = refund.is_return and refund.reason == RefundReason.NOT_WANTED
    if plain and within and keeps(refund.line.category_code) and not refund.is_exchange:
        raise NotAllowed(
            _("七天无理由退货期内，不能拒绝"),
            rule=RuleId.NO_REASON_RETURN,
            next_step=_("同意退货，收到货验好再退款；货有问题可以在验货时提出"),
        )


def expect_goods(refund: Refund) -> None:
    """Tell the buyer where the goods go, and wait seven days for them (A-3)."""
    days = timedelta(days=pack(refund.cohort).buyer_return_days)
    refund.return_by_sim_at = refund.cohort.sim_at + days
    refund.address = address_of(refund)
    jobs.schedule(RETURN_DUE, refund.number, cohort_id=refund.cohort_id, at=refund.return_by_sim_at)


def address_of(refund: Refund) -> str:
    """The store's address for returns, or a made-up one in its name."""
    found = db.session.scalar(
        sa.select(StoreAddress)
        .where(StoreAddress.cohort_id == refund.cohort_id, StoreAddress.store_id == refund.store_id)
        .order_by(StoreAddress.is_default.desc(), StoreAddress.id)
        .limit(1)
    )
    store = refund.line.order.store.name
    if found is None:
        return _("“%(store)s”售后收（模拟地址）", store=store)
    return _("%(who)s，%(place)s（模拟地址）", who=found.receiver, place=found.line)


def _answer(
    refund: Refund, state: RefundState, *, by_silence: bool = False, answer: str = ""
) -> None:
    """Claim the request: of an answer, a withdrawal and the timer one comes first."""
    if not refund.is_live:
        raise IllegalMove(
            _("现在是“%(state)s”，已经答复过", state=refund.state.word),
            rule=RuleId.REFUND_ANSWER,
            next_step=_("刷新页面看最新状态"),
        )
    REFUND_FLOW.claim(
        refund, state, answered_sim_at=refund.cohort.sim_at, by_silence=by_silence, answer=answer
    )
    lapse_offer(refund)
