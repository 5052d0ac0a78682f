"""Asking for money back or for other goods, with or without sending goods back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from app import jobs
from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from app.ui.filters import sim_time
from sim_market.after_sales import provider
from sim_market.after_sales.amount import fen_of
from sim_market.after_sales.models import WITH_GOODS, AfterSaleKind, Refund, RefundReason, Side
from sim_market.after_sales.operations.saying import write_note
from sim_market.after_sales.queries import count_given, free_units_of, list_rounds
from sim_market.after_sales.window import asks_until, may_ask
from sim_market.listings.models import Sku
from sim_market.orders.models import Order, OrderLine
from sim_market.orders.operations import begin_refund, lock_order
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb

GIVEN_UP = (RefundReason.GROUP_FAILED, RefundReason.NO_STOCK)  # not of the buyer's asking


class NotRefundable(Conflict):
    """There is nothing of this line that could be refunded now."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a buyer asks for, and why. `new_sku`: instead of the old goods, for an exchange.
    `pictures`: ids of uploaded files. `expected_fen`: the sum that was shown (R8), for an exchange
    the difference.
    """

    kind: AfterSaleKind = AfterSaleKind.REFUND
    new_sku: Sku | None = None
    words: str = ""
    pictures: Sequence[str] = ()
    expected_fen: int | None = None


def request_refund(  # noqa: PLR0913 - all that a request says
    line: OrderLine,
    quantity: int,
    reason: RefundReason,
    *,
    kind: AfterSaleKind = AfterSaleKind.REFUND,
    new_sku: Sku | None = None,
    words: str = "",
    pictures: Sequence[str] = (),
    expected_fen: int | None = None,
    actor: User | None,
) -> Refund:
    """Ask about `quantity` units of a line: their money, or with `kind` EXCHANGE `new_sku` instead.

    The amount is what these units cost the buyer (A-7, R1, A6); it is kept aside until the answer
    (R2). Raises NotRefundable, Invalid.
    """
    order, wish = line.order, Wish(kind, new_sku, words, pictures, expected_fen)
    lock_order(order)
    _check(order, line, quantity)
    _check_provider(order, reason)
    _check_kind(line, quantity, wish)
    rounds = list_rounds(line)
    refund = _refund(line, quantity, reason, wish, rounds)
    _check_sum(refund, wish)
    begin_refund(line, quantity, refund.amount_fen)
    db.session.add(refund)
    db.session.flush()
    if pictures:
        write_note(refund, Side.BUYER, words, pictures, actor=actor)
    jobs.schedule(
        "after_sales.silence", refund.number, cohort_id=order.cohort_id, at=refund.answer_by_sim_at
    )
    facts = facts_of(refund) | {"kind": kind.value, "reason": reason.value}
    record(Verb.REFUND_REQUESTED, refund, actor=actor, **facts)
    return refund


def _check(order: Order, line: OrderLine, quantity: int) -> None:
    refusal = why_not_ask(order)
    if refusal is not None:
        raise refusal
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
        raise Invalid(_("退款件数要是大于 0 的整数"), fields={"quantity": _("请填整数")})
    if quantity > line.refundable_quantity:
        raise NotRefundable(
            _("这件商品还能退 %(n)s 件，没有提交", n=line.refundable_quantity),
            rule=RuleId.REFUND_AMOUNT,
            next_step=_("减少件数；正在办理的退款也算在内"),
            fields={"quantity": _("最多 %(n)s 件", n=line.refundable_quantity)},
        )


def _check_provider(order: Order, reason: RefundReason) -> None:
    """Only so many refunds of one payment, and only within a year (R9). What a merchant or a group
    that failed gives back was never sent: it is given back in any case.
    """
    paid, most = order.paid_sim_at, pack(order.cohort).requests_per_line_max
    if reason in GIVEN_UP or paid is None:
        return
    if provider.is_too_late(paid, order.cohort.sim_at):
        raise NotRefundable(
            _("付款已经超过一年，支付平台不再原路退回，没有提交"), rule=RuleId.REFUND_AMOUNT,
            next_step=_("和商家协商怎么解决"),
            link=f"/mall/ask/{order.store_id}?order={order.number}",
        )  # fmt: skip
    many = provider.may_be_many(len(order.lines), most)
    if many and count_given(order) >= provider.MOST:
        raise NotRefundable(
            _("一笔付款最多分 %(n)s 次退，这张订单已经到了，没有提交", n=provider.MOST),
            rule=RuleId.REFUND_AMOUNT, next_step=_("剩下的和商家协商怎么解决"),
            link=f"/mall/ask/{order.store_id}?order={order.number}",
        )  # fmt: skip


def why_not_ask(order: Order) -> NotRefundable | None:
    """Not paid, closed, or settled and the days for it are over; None if it may be asked."""
    if may_ask(order):
        return None
    until = asks_until(order)
    if until is None:
        return NotRefundable(
            _("订单现在是“%(state)s”，不能申请退款", state=order.state.word),
            rule=RuleId.SETTLEMENT,
            next_step=_("已付款、还在售后期里的订单才可以申请"),
        )
    return NotRefundable(
        _("这张订单的售后期在 %(at)s 结束了", at=sim_time(until, order.cohort)),
        rule=RuleId.NO_REASON_RETURN,
        next_step=_("签收次日起 7 天内可以申请；现在有问题，问问商家的客服"),
        link=f"/mall/ask/{order.store_id}?order={order.number}",
    )


def _check_kind(line: OrderLine, quantity: int, wish: Wish) -> None:
    if wish.kind not in WITH_GOODS:
        return
    if not line.order.has_left:
        raise NotRefundable(
            _("还没发货，没有货可以寄回"),
            rule=RuleId.REFUND_AMOUNT,
            next_step=_("申请仅退款就可以"),
            fields={"kind": _("没发货只退款")},
        )
    if quantity > line.sent_kept_quantity:
        raise NotRefundable(
            _("发出来的只有 %(n)s 件可以寄回，没有提交", n=line.sent_kept_quantity),
            rule=RuleId.REFUND_AMOUNT,
            next_step=_("减少件数；没发出的申请仅退款"),
            fields={"quantity": _("最多 %(n)s 件", n=line.sent_kept_quantity)},
        )
    if wish.kind == AfterSaleKind.EXCHANGE:
        _check_new(line, quantity, wish.new_sku)


def _check_new(line: OrderLine, quantity: int, sku: Sku | None) -> None:
    """What is exchanged for: the same listing, on sale, and there (X3, X4)."""
    if sku is None or sku.listing_id != line.listing_id or sku.cohort_id != line.cohort_id:
        raise Invalid(
            _("请选要换成哪个规格"),
            rule=RuleId.EXCHANGE,
            next_step=_("只能换同一件商品的规格；想要别的商品，退货后再买"),
            fields={"new_sku": _("请选一个规格")},
        )
    if not (sku.active and sku.listing.is_on_sale and sku.available >= quantity) or line.gift:
        raise NotRefundable(
            _("“%(spec)s”现在没有货可换，没有提交", spec=sku.spec or sku.listing.title),
            rule=RuleId.EXCHANGE,
            next_step=_("换一个规格，或申请退货退款"),
            fields={"new_sku": _("没有货了")},
        )


def _check_sum(refund: Refund, wish: Wish) -> None:
    shown = refund.difference_fen if refund.is_exchange else refund.amount_fen
    if wish.expected_fen is not None and wish.expected_fen != shown:
        raise Conflict(
            _("可退金额变了，没有提交"),
            rule=RuleId.REFUND_AMOUNT,
            next_step=_("看清新的金额再提交"),
        )


def _refund(
    line: OrderLine, quantity: int, reason: RefundReason, wish: Wish, rounds: Sequence[Refund]
) -> Refund:
    order, now = line.order, line.cohort.sim_at
    rules, turn = pack(line.cohort), len(rounds) + 1
    if turn > rules.requests_per_line_max and reason != RefundReason.GROUP_FAILED:
        raise NotRefundable(
            _("一件商品最多申请 %(n)s 次退款", n=rules.requests_per_line_max),
            rule=RuleId.AFTER_SALE_REQUESTS,
            next_step=_("与商家协商"),
        )
    hours = rules.return_answer_hours if wish.kind in WITH_GOODS else rules.refund_answer_hours
    units = free_units_of(line, rounds)[:quantity]
    return Refund(
        cohort_id=line.cohort_id, number=f"T{order.number[1:]}-{_place_of(line)}-{turn}",
        order_id=order.id, line=line, store_id=order.store_id, round=turn, quantity=quantity,
        asked_quantity=quantity, units=units, amount_fen=fen_of(units, line.unit_costs),
        reason=reason, words=wish.words.strip()[:300], kind=wish.kind, new_sku=wish.new_sku,
        unit_difference_fen=_difference(line, wish.new_sku),
        before_shipment=quantity <= line.unsent_quantity,
        applied_sim_at=now, answer_by_sim_at=now + timedelta(hours=hours),
    )  # fmt: skip


def _difference(line: OrderLine, sku: Sku | None) -> int:
    """Per unit, between what both variants are marked at now: promotions stay with the buyer."""
    return sku.price_fen - line.sku.price_fen if sku else 0


def _place_of(line: OrderLine) -> int:
    """1 for the first line of its order, 2 for the second."""
    return [other.id for other in line.order.lines].index(line.id) + 1


def facts_of(refund: Refund) -> dict[str, int | str]:
    return {
        "number": refund.number,
        "order": refund.line.order.number,
        "quantity": refund.quantity,
        "amount_fen": refund.amount_fen,
        "shipping_fen": refund.shipping_fen,
    }
