"""Arrival and receipt of goods, and the end of an order."""

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import set_committed_value

from app import jobs
from app.db import db
from app.flow import IllegalMove
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.orders.models import ORDER_FLOW, Order, OrderState, Shipment
from sim_market.orders.queries import find_order_by_number
from sim_market.verbs import Verb


def deliver_shipment(shipment: Shipment) -> None:
    """The parcel has arrived, now, for all orders that are in it. A second report does nothing."""
    leader = shipment.leader_id
    arrived = db.session.scalars(
        sa.update(Shipment)
        .where(
            (Shipment.id == leader) | (Shipment.shared_with_id == leader),
            Shipment.cohort_id == shipment.cohort_id,
            Shipment.delivered_sim_at.is_(None),
        )
        .values(delivered_sim_at=shipment.cohort.sim_at)
        .returning(Shipment.order_id)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.expire(shipment, ["delivered_sim_at"])
    for order_id in sorted(arrived):
        tell_arrival(db.session.get_one(Order, order_id))


def tell_arrival(order: Order) -> None:
    """One more parcel is there: with the last one all goods are."""
    on_way = sa.exists().where(
        Shipment.cohort_id == order.cohort_id, Shipment.order_id == order.id,
        Shipment.delivered_sim_at.is_(None),
    )  # fmt: skip
    complete = order.state != OrderState.PART_SHIPPED and not db.session.scalar(sa.select(on_way))
    verb = Verb.ORDER_DELIVERED if complete else Verb.PARCEL_DELIVERED
    record(verb, order, actor=None, number=order.number)


def receive_order(order: Order, *, actor: User | None) -> None:
    """The buyer confirms that the goods are there; the settlement period begins."""
    jobs.cancel("orders.auto_receive", receipt_key(order), cohort_id=order.cohort_id)
    now = order.cohort.sim_at
    ORDER_FLOW.claim(
        order, OrderState.RECEIVED, received_sim_at=now, changed_sim_at=now,
        version=order.version + 1,
    )  # fmt: skip
    record(Verb.ORDER_RECEIVED, order, actor=actor, number=order.number)


def auto_receive(job: Job) -> None:
    """The timer: ten days after shipment (rule T-2), unless an after-sale is open (A-10)."""
    order = find_order_by_number(job.payload["number"], cohort_id=job.cohort_id)
    if order is None or order.state != OrderState.SHIPPED or order.live_refunds:
        return
    if order.auto_receive_sim_at and order.auto_receive_sim_at <= job.due_sim_at:
        receive_order(order, actor=None)


def complete_orders(orders: Sequence[Order]) -> None:
    """The end: the settlement period has passed. Called by finance, which holds the rows.

    All or none: raises IllegalMove if one of them is not received, or a refund of it is open.
    """
    for order in orders:
        ORDER_FLOW.check(order, OrderState.COMPLETED)
    now = orders[0].cohort.sim_at
    db.session.flush()
    moved = db.session.execute(
        sa.update(Order)
        .where(
            Order.id.in_([order.id for order in orders]),
            Order.state == OrderState.RECEIVED,
            Order.live_refunds == 0,
        )
        .values(
            state=OrderState.COMPLETED, completed_sim_at=now, changed_sim_at=now,
            version=Order.version + 1,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if cast(sa.CursorResult[Any], moved).rowcount != len(orders):
        raise IllegalMove(_("订单刚才变了，没有结算"), next_step=_("刷新页面看最新状态"))
    for order in orders:
        for name, value in (
            ("state", OrderState.COMPLETED), ("completed_sim_at", now), ("changed_sim_at", now),
            ("version", order.version + 1),
        ):  # fmt: skip
            set_committed_value(order, name, value)


def set_receipt_timer(order: Order) -> None:
    """Have the goods received by themselves at `auto_receive_sim_at`."""
    at = order.auto_receive_sim_at
    assert at is not None  # noqa: S101 - set when the goods left
    jobs.schedule(
        "orders.auto_receive", receipt_key(order), cohort_id=order.cohort_id, at=at,
        number=order.number,
    )  # fmt: skip


def receipt_key(order: Order) -> str:
    """A pause by an after-sale moves the time of receipt, and needs a timer of its own."""
    at = order.auto_receive_sim_at
    return f"{order.number}@{at:%Y%m%d%H%M%S}" if at else order.number
