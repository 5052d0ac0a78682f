"""What must hold of all orders (trust I1, I4, I6)."""

from collections.abc import Iterator

import sqlalchemy as sa

from app.db import db
from app.journal import Entry
from sim_market.listings.models import Sku
from sim_market.orders.models import ORDER_FLOW, Order, OrderLine, OrderState
from sim_market.verbs import Verb

OPEN = (OrderState.UNPAID, OrderState.PAID)
LEADS_TO = {
    Verb.ORDER_PLACED: OrderState.UNPAID,
    Verb.ORDER_PAID: OrderState.PAID,
    Verb.ORDER_SHIPPED: OrderState.SHIPPED,
    Verb.ORDER_RECEIVED: OrderState.RECEIVED,
    Verb.ORDER_COMPLETED: OrderState.COMPLETED,
    Verb.ORDER_CLOSED: OrderState.CLOSED,
}


def wrong_sums() -> list[str]:
    """An order's sums are those of its lines, and a line's is price times quantity (I4, M4)."""
    pay, refunded = sa.func.sum(OrderLine.pay_fen), sa.func.sum(OrderLine.refunded_fen)
    orders = db.session.execute(
        sa.select(Order.cohort_id, Order.number, Order.goods_fen, pay)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .group_by(Order.id)
        .having(
            (Order.goods_fen != pay)
            | (Order.refunded_fen != refunded + Order.shipping_refunded_fen)
        )
    )
    lines = db.session.execute(
        sa.select(OrderLine.id).where(
            OrderLine.pay_fen != OrderLine.unit_price_fen * OrderLine.quantity
        )
    )
    return [f"order {r[1]} of cohort {r[0]}: goods {r[2]} fen, lines {r[3]}" for r in orders] + [
        f"order line {r[0]} is not price times quantity" for r in lines
    ]


def wrong_holds() -> list[str]:
    """A SKU's reserved units are exactly those of open orders (I1, I2)."""
    held = (
        sa.select(
            OrderLine.sku_id,
            sa.func.sum(OrderLine.quantity - OrderLine.refunded_quantity).label("units"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.state.in_(OPEN))
        .group_by(OrderLine.sku_id)
        .subquery()
    )
    units = sa.func.coalesce(held.c.units, 0)
    rows = db.session.execute(
        sa.select(Sku.code, Sku.reserved, units)
        .outerjoin(held, held.c.sku_id == Sku.id)
        .where(Sku.reserved != units)
    )
    return [f"SKU {row[0]}: {row[1]} reserved, open orders hold {row[2]}" for row in rows]


def wrong_times() -> list[str]:
    """The times of an order follow one another (I6)."""
    steps = (
        Order.placed_sim_at, Order.paid_sim_at, Order.shipped_sim_at, Order.received_sim_at,
        Order.completed_sim_at,
    )  # fmt: skip
    backwards = [later < earlier for i, earlier in enumerate(steps) for later in steps[i + 1 :]]
    rows = db.session.execute(
        sa.select(Order.cohort_id, Order.number).where(
            sa.or_(*backwards, Order.closed_sim_at < Order.placed_sim_at)
        )
    )
    return [f"order {row[1]} of cohort {row[0]}: its times run backwards" for row in rows]


def wrong_paths() -> list[str]:
    """What the journal says of an order is a path of its flow and ends in its state (I6)."""
    states: dict[int, OrderState] = {}
    wrong: list[str] = []
    for order_id, verb in _deeds():
        to = LEADS_TO[verb]
        before = states.get(order_id)
        if to not in (ORDER_FLOW.moves[before] if before else {OrderState.UNPAID}):
            wrong.append(f"order row {order_id}: {before} -> {to} is no move")
        states[order_id] = to
    now = db.session.execute(sa.select(Order.id, Order.number, Order.state)).all()
    return wrong + [
        f"order {number}: is {state.value}, its journal ends in {states.get(order_id)}"
        for order_id, number, state in now
        if states.get(order_id) != state
    ]


def _deeds() -> Iterator[tuple[int, Verb]]:
    rows = db.session.execute(
        sa.select(Entry.subject_id, Entry.verb)
        .where(Entry.subject_type == "order", Entry.verb.in_([verb.value for verb in LEADS_TO]))
        .order_by(Entry.chain, Entry.seq)
        .execution_options(yield_per=2000)
    )
    for row in rows:
        yield row[0], Verb(row[1])


CHECKS = {
    "orders.sums": wrong_sums,
    "orders.holds": wrong_holds,
    "orders.times": wrong_times,
    "orders.paths": wrong_paths,
}
