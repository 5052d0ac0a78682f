"""What stands in the way of closing a store: orders that are not settled, after-sales, debts."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from sim_market.after_sales.models import REFUND_FLOW, Refund, RefundState
from sim_market.finance.operations import owed_by
from sim_market.orders.models import Order, OrderState
from sim_market.stores.models import Store
from sim_market.stores.operations import Unsettled

UNDER_WAY = [
    state
    for state in RefundState
    if REFUND_FLOW.moves[state] and state not in (RefundState.REJECTED, RefundState.AGREED)
]  # a refusal that nobody takes further is an end
ENDED = (OrderState.COMPLETED, OrderState.CLOSED)


def orders_under_way(store: Store) -> Unsettled:
    """Orders whose money has not reached the store yet, or never will."""
    ours = (Order.cohort_id == store.cohort_id) & (Order.store_id == store.id)
    count = _count(sa.select(sa.func.count(Order.id)).where(ours, Order.state.not_in(ENDED)))
    return Unsettled(_("没有结算的订单"), count, "/orders")


def refunds_under_way(store: Store) -> Unsettled:
    ours = (Refund.cohort_id == store.cohort_id) & (Refund.store_id == store.id)
    count = _count(sa.select(sa.func.count(Refund.id)).where(ours, Refund.state.in_(UNDER_WAY)))
    return Unsettled(_("没有办完的售后"), count, "/after-sales")


def debts(store: Store) -> Unsettled:
    """What the store could not give back after settlement (L6)."""
    owes = owed_by(store.cohort_id, [store.id])
    return Unsettled(_("欠平台的钱"), len(owes), "/finance/help")


def _count(asked: sa.Select[int]) -> int:
    return db.session.scalar(asked) or 0


ASKED = (orders_under_way, refunds_under_way, debts)
