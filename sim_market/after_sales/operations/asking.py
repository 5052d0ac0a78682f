"""Asking for money back, with or without the goods."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import jobs
from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from sim_market.after_sales.amount import refund_of
from sim_market.after_sales.models import AfterSaleKind, Refund, RefundReason
from sim_market.orders.models import Order, OrderLine
from sim_market.orders.operations import begin_refund, lock_order
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb


class NotRefundable(Conflict):
    """There is nothing of this line that could be refunded now."""


def request_refund(  # noqa: PLR0913 - all that a request says
    line: OrderLine,
    quantity: int,
    reason: RefundReason,
    *,
    kind: AfterSaleKind = AfterSaleKind.REFUND,
    words: str = "",
    expected_fen: int | None = None,
    actor: User | None,
) -> Refund:
    """Ask for the money of `quantity` units of a line; with `kind` RETURN the goods go back.

    The amount is what these units cost the buyer (A-7, R1); it is kept aside until the answer
    (R2). `expected_fen` is what the buyer was shown (R8). Raises NotRefundable, Invalid.
    """
    order = line.order
    lock_order(order)
    _check(order, line, quantity)
    _check_kind(order, kind)
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
    refund.kind, refund.asked_quantity = kind, quantity
    db.session.add(refund)
    jobs.schedule(
        "after_sales.silence", refund.number, cohort_id=order.cohort_id, at=refund.answer_by_sim_at
    )
    facts = facts_of(refund) | {"kind": kind.value, "reason": reason.value}
    record(Verb.REFUND_REQUESTED, refund, actor=actor, **facts)
    return refund


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


def _check_kind(order: Order, kind: AfterSaleKind) -> None:
    if kind == AfterSaleKind.RETURN and not order.has_left:
        raise NotRefundable(
            _("还没发货，没有货可以寄回"),
            rule=RuleId.REFUND_AMOUNT,
            next_step=_("申请仅退款就可以"),
            fields={"kind": _("没发货只退款")},
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


def facts_of(refund: Refund) -> dict[str, int | str]:
    return {
        "number": refund.number,
        "order": refund.line.order.number,
        "quantity": refund.quantity,
        "amount_fen": refund.amount_fen,
        "shipping_fen": refund.shipping_fen,
    }
