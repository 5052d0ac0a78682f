"""Closing orders that were never paid."""

from flask_babel import gettext as _

from app import jobs
from app.errors import Conflict
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.listings.operations import release_all
from sim_market.orders.models import ORDER_FLOW, CloseReason, Order, OrderState
from sim_market.orders.queries import find_order_by_number
from sim_market.verbs import Verb


def close_order(order: Order, reason: CloseReason, *, actor: User | None) -> None:
    """Close an unpaid order and give its stock back. Raises Conflict if it was paid meanwhile."""
    if order.is_paid:
        raise Conflict(
            _("订单 %(n)s 已经付款，不能直接关闭", n=order.number),
            next_step=_("已付款的订单要走退款：申请退款，商家同意后关闭"),
        )
    jobs.cancel("orders.close_unpaid", order.number, cohort_id=order.cohort_id)
    now = order.cohort.sim_at
    ORDER_FLOW.claim(
        order, OrderState.CLOSED, closed_sim_at=now, close_reason=reason, changed_sim_at=now,
        version=order.version + 1,
    )  # fmt: skip
    lines = sorted((line.sku_id, line.quantity) for line in order.lines)
    release_all(lines, of=order.cohort, ref=order.number)
    record(Verb.ORDER_CLOSED, order, actor=actor, number=order.number, reason=reason.value)


def close_unpaid(job: Job) -> None:
    """The timer: 30 minutes have passed (rule T-1)."""
    order = find_order_by_number(job.key, cohort_id=job.cohort_id)
    if order is not None and order.state == OrderState.UNPAID:
        close_order(order, CloseReason.TIMEOUT, actor=None)
