"""Closing orders that were never paid."""

from flask_babel import gettext as _

from app import jobs
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.listings.operations import release_all
from sim_market.orders.models import ORDER_FLOW, BuyerReason, CloseReason, Order, OrderState
from sim_market.orders.operations.freezing import units_to_hold
from sim_market.orders.operations.locking import lock_order
from sim_market.orders.queries import find_order_by_number
from sim_market.payments.operations import ask, drop_for
from sim_market.payments.queries import list_live
from sim_market.promotions.operations import release_uses
from sim_market.rules.pack import RuleId
from sim_market.verbs import Verb


def close_order(order: Order, reason: CloseReason, *, actor: User | None, note: str = "") -> None:
    """Close an unpaid order and give its stock back. Raises Conflict if it was paid meanwhile, and
    PaymentInFlight while the provider has money for it.

    Payments of it that wait for money are closed; not by the timer, which the provider knows
    nothing of: money may come later still (S9). `note`: what whoever closes it says of it.
    """
    jobs.cancel("orders.close_unpaid", order.number, cohort_id=order.cohort_id)
    if reason != CloseReason.TIMEOUT:
        drop_for(order.number, order.cohort_id)
    lock_order(order)
    if order.is_paid:
        raise Conflict(
            _("订单 %(n)s 已经付款，不能直接关闭", n=order.number),
            next_step=_("已付款的订单要走退款：申请退款，商家同意后关闭"),
        )
    now = order.cohort.sim_at
    ORDER_FLOW.claim(
        order, OrderState.CLOSED, closed_sim_at=now, close_reason=reason, changed_sim_at=now,
        version=order.version + 1, close_note=note,
    )  # fmt: skip
    if order.promotions:
        release_uses(order.number, order.cohort_id)
    release_all(units_to_hold(order.lines), of=order.cohort, ref=order.number)
    record(Verb.ORDER_CLOSED, order, actor=actor, number=order.number, reason=reason.value)


def cancel_unpaid(order: Order, why: BuyerReason, words: str = "", *, actor: User) -> None:
    """The buyer does not want it any more, and says why. Raises what `close_order` raises."""
    guard_words(why, words)
    close_order(order, CloseReason.BUYER, actor=actor, note=reason_said(why.word, words))


def guard_words(why: BuyerReason, words: str) -> None:
    """Another reason than those that are listed is written out."""
    if why == BuyerReason.OTHER and len(words.strip()) < 2:
        raise Invalid(
            _("选“其他原因”要写明，没有取消"), rule=RuleId.UNPAID_CLOSE,
            next_step=_("用一句话告诉商家为什么"), fields={"words": _("请写明原因")},
        )  # fmt: skip


def reason_said(reason: object, words: str) -> str:
    """A reason and what was added to it, as it is kept with the order."""
    return (f"{reason}：{words.strip()[:80]}" if words.strip() else str(reason))[:120]


def close_unpaid(job: Job) -> None:
    """The timer: 30 minutes have passed (rule T-1). First ask for money that is on its way; if that
    was a deposit, there is more time for the rest.
    """
    for payment in list_live([job.key], job.cohort_id):
        if payment.in_flight:
            ask(payment)
    order = find_order_by_number(job.key, cohort_id=job.cohort_id)
    if order is None or order.state != OrderState.UNPAID:
        return
    if order.pay_by_sim_at <= job.cohort.sim_at:
        close_order(order, CloseReason.TIMEOUT, actor=None)
