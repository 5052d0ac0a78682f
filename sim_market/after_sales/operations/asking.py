"""Asking for money back, answering, and letting 48 hours pass."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import jobs
from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.after_sales.amount import refund_of
from sim_market.after_sales.models import (
    MERCHANT_AT_FAULT,
    REFUND_FLOW,
    Refund,
    RefundReason,
    RefundState,
)
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.orders.models import Order, OrderLine
from sim_market.orders.operations import begin_refund, drop_refund, finish_refund, lock_order
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb


class NotRefundable(Conflict):
    """There is nothing of this line that could be refunded now."""


def request_refund(
    line: OrderLine,
    quantity: int,
    reason: RefundReason,
    *,
    words: str = "",
    expected_fen: int | None = None,
    actor: User | None,
) -> Refund:
    """Ask for the money of `quantity` units of a line.

    The amount is what these units cost the buyer (A-7, R1); it is kept aside until the answer
    (R2). `expected_fen` is what the buyer was shown (R8). Raises NotRefundable, Invalid.
    """
    order = line.order
    lock_order(order)
    _check(order, line, quantity)
    amount_fen = refund_of(
        quantity, left_quantity=line.refundable_quantity, left_fen=line.refundable_fen
    )
    if expected_fen is not None and expected_fen != amount_fen:
        raise Conflict(
            _("可退金额变了，没有提交"),
            rule=RuleId.REFUND_AMOUNT,
            next_step=_("看清新的金额再提交"),
        )
    begin_refund(line, quantity, amount_fen)
    refund = _refund(line, quantity, amount_fen, reason, words)
    db.session.add(refund)
    jobs.schedule(
        "after_sales.silence", refund.number, cohort_id=order.cohort_id, at=refund.answer_by_sim_at
    )
    record(Verb.REFUND_REQUESTED, refund, actor=actor, reason=reason.value, **_facts(refund))
    return refund


def agree_refund(refund: Refund, *, actor: User | None, by_silence: bool = False) -> None:
    """Pay the money back from escrow. What was not sent goes back on the shelf."""
    _answer(refund, RefundState.AGREED, by_silence=by_silence)
    refund.shipping_fen = finish_refund(
        refund.line,
        refund.quantity,
        refund.amount_fen,
        at_fault=refund.reason in MERCHANT_AT_FAULT,
    )
    _pay_back(refund)
    REFUND_FLOW.claim(refund, RefundState.DONE, done_sim_at=refund.cohort.sim_at)
    facts = _facts(refund) | {"by_silence": by_silence}
    record(Verb.REFUND_AGREED, refund, actor=actor, **facts)


def reject_refund(refund: Refund, why: str, *, actor: User | None) -> None:
    """Refuse, with a reason that the buyer can read."""
    if len(why.strip()) < 5:
        raise Invalid(
            _("拒绝要写明理由"), fields={"answer": _("至少写 5 个字，让买家看得明白")},
            rule=RuleId.REFUND_ANSWER,
        )  # fmt: skip
    _answer(refund, RefundState.REJECTED, answer=why.strip()[:300])
    drop_refund(refund.line, refund.quantity, refund.amount_fen)
    record(Verb.REFUND_REJECTED, refund, actor=actor, why=why.strip()[:300], **_facts(refund))


def withdraw_refund(refund: Refund, *, actor: User | None) -> None:
    """The buyer thinks better of it."""
    _answer(refund, RefundState.WITHDRAWN)
    drop_refund(refund.line, refund.quantity, refund.amount_fen)
    record(Verb.REFUND_WITHDRAWN, refund, actor=actor, **_facts(refund))


def silence(job: Job) -> None:
    """The timer: 48 hours without an answer are a yes (rule A-1)."""
    refund = db.session.scalar(
        sa.select(Refund).where(Refund.cohort_id == job.cohort_id, Refund.number == job.key)
    )
    if refund is not None and refund.is_live:
        agree_refund(refund, actor=None, by_silence=True)


def refund_for_stock(order: Order, *, actor: User) -> list[Refund]:
    """The merchant has none of what was paid for: everything not refunded yet is given back.

    The buyer is compensated for it (rule S-3). Raises NotRefundable for goods that have left or
    where nothing is left to refund.
    """
    lock_order(order)
    if not order.can_ship:
        raise NotRefundable(
            _("只有待发货的订单可以因缺货退款"), rule=RuleId.OUT_OF_STOCK,
            next_step=_("刷新页面看订单现在的状态"),
        )  # fmt: skip
    lines = [line for line in order.lines if line.refundable_quantity]
    if not lines:
        raise NotRefundable(
            _("这张订单的退款正在办理"), rule=RuleId.OUT_OF_STOCK,
            next_step=_("先答复买家的退款申请"),
        )  # fmt: skip
    refunds = []
    for line in lines:
        refund = request_refund(
            line,
            line.refundable_quantity,
            RefundReason.NO_STOCK,
            words=_("商家没有货"),
            actor=actor,
        )
        agree_refund(refund, actor=actor)
        refunds.append(refund)
    return refunds


def _check(order: Order, line: OrderLine, quantity: int) -> None:
    if not order.can_refund:
        raise NotRefundable(
            _("订单现在是“%(state)s”，不能申请退款", state=order.state.word),
            rule=RuleId.SETTLEMENT,
            next_step=_("已付款、还没有结算的订单才可以申请"),
        )
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
        raise Invalid(_("退款件数要是大于 0 的整数"), fields={"quantity": _("请填整数")})
    if quantity > line.refundable_quantity:
        raise NotRefundable(
            _("这件商品还能退 %(n)s 件，没有提交", n=line.refundable_quantity),
            rule=RuleId.REFUND_AMOUNT,
            next_step=_("减少件数；正在办理的退款也算在内"),
            fields={"quantity": _("最多 %(n)s 件", n=line.refundable_quantity)},
        )


def _refund(
    line: OrderLine, quantity: int, amount_fen: int, reason: RefundReason, words: str
) -> Refund:
    order, now = line.order, line.cohort.sim_at
    rules, turn = pack(line.cohort), _next_round(line)
    if turn > rules.requests_per_line_max:
        raise NotRefundable(
            _("一件商品最多申请 %(n)s 次退款", n=rules.requests_per_line_max),
            rule=RuleId.AFTER_SALE_REQUESTS,
            next_step=_("与商家协商"),
        )
    return Refund(
        cohort_id=line.cohort_id, number=f"T{order.number[1:]}-{_place_of(line)}-{turn}",
        order_id=order.id, line=line, store_id=order.store_id, round=turn, quantity=quantity,
        amount_fen=amount_fen, reason=reason, words=words.strip()[:300],
        before_shipment=not order.has_left, applied_sim_at=now,
        answer_by_sim_at=now + timedelta(hours=rules.refund_answer_hours),
    )  # fmt: skip


def _place_of(line: OrderLine) -> int:
    """1 for the first line of its order, 2 for the second."""
    return [other.id for other in line.order.lines].index(line.id) + 1


def _next_round(line: OrderLine) -> int:
    asked = sa.select(sa.func.count()).where(
        Refund.cohort_id == line.cohort_id, Refund.order_line_id == line.id
    )
    return (db.session.scalar(asked) or 0) + 1


def _answer(
    refund: Refund, state: RefundState, *, by_silence: bool = False, answer: str = ""
) -> None:
    """Claim the request: of an answer, a withdrawal and the timer one comes first."""
    jobs.cancel("after_sales.silence", refund.number, cohort_id=refund.cohort_id)
    REFUND_FLOW.claim(
        refund, state, answered_sim_at=refund.cohort.sim_at, by_silence=by_silence, answer=answer
    )


def _pay_back(refund: Refund) -> None:
    escrow = account(refund.cohort_id, AccountKind.ESCROW)
    legs = [(escrow, -refund.total_fen), (refund.line.order.shopper.purse, refund.total_fen)]
    post(TxnKind.REFUND, refund.number, legs, about=refund)


def _facts(refund: Refund) -> dict[str, int | str]:
    return {
        "number": refund.number,
        "order": refund.line.order.number,
        "quantity": refund.quantity,
        "amount_fen": refund.amount_fen,
        "shipping_fen": refund.shipping_fen,
    }
