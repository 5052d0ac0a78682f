"""What must hold of all orders (trust I1, I4, I6)."""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.journal import Entry
from sim_market.listings.models import Sku
from sim_market.orders.models import (
    HOLDS,
    ORDER_FLOW,
    Order,
    OrderLine,
    OrderState,
    Shipment,
    ShipmentLine,
)
from sim_market.promotions.models import PromotionUse
from sim_market.verbs import Verb

HELD_BESIDES: list[Callable[[], sa.Select[Any, Any]]] = []  # SKU id, units; from rooms above
LEADS_TO = {
    Verb.ORDER_PLACED: OrderState.UNPAID,
    Verb.ORDER_PAID: OrderState.PAID,
    Verb.ORDER_PART_SHIPPED: OrderState.PART_SHIPPED,
    Verb.ORDER_SHIPPED: OrderState.SHIPPED,
    Verb.ORDER_RECEIVED: OrderState.RECEIVED,
    Verb.ORDER_COMPLETED: OrderState.COMPLETED,
    Verb.ORDER_CLOSED: OrderState.CLOSED,
}


def wrong_sums() -> list[str]:
    """An order's sums are those of its lines; a line's is price times quantity, less what
    promotions took off, with the seller's change (I4, M4).
    """
    pay, refunded = sa.func.sum(OrderLine.pay_fen), sa.func.sum(OrderLine.refunded_fen)
    discount, adjust = sa.func.sum(OrderLine.discount_fen), sa.func.sum(OrderLine.adjust_fen)
    orders = db.session.execute(
        sa.select(Order.cohort_id, Order.number, Order.goods_fen, pay)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .group_by(Order.id)
        .having(
            (Order.goods_fen != pay)
            | (Order.discount_fen != discount)
            | (Order.adjust_fen != adjust)
            | (Order.platform_fen != sa.func.sum(OrderLine.platform_fen))
            | (Order.refunded_fen != refunded + Order.shipping_refunded_fen)
        )
    )
    lines = db.session.execute(
        sa.select(OrderLine.id).where(
            OrderLine.pay_fen
            != OrderLine.unit_price_fen * OrderLine.quantity
            - OrderLine.discount_fen
            + OrderLine.adjust_fen
        )
    )
    return [f"order {r[1]} of cohort {r[0]}: goods {r[2]} fen, lines {r[3]}" for r in orders] + [
        f"order line {r[0]} is not price times quantity less discounts" for r in lines
    ]


def wrong_shipping() -> list[str]:
    """What the platform bears of a fee is what the snapshot of its promotions says (M4, P6)."""
    rows = db.session.execute(
        sa.select(Order.number, Order.shipping_platform_fen, Order.promotions).where(
            Order.shipping_discount_fen > 0
        )
    )
    return [
        f"order {number}: platform bears {fen} fen of its shipping, not as promised"
        for number, fen, promotions in rows
        if fen != sum(each["platform_fen"] for each in promotions if each["shipping_fen"])
    ]


def wrong_units() -> list[str]:
    """What the units of a line cost sums to what the line cost, and so does what the platform bears
    of them (A6, M4). Where nothing was taken off or changed all units are alike.
    """
    changed = (OrderLine.discount_fen != 0) | (OrderLine.adjust_fen != 0)
    lines = db.session.scalars(sa.select(OrderLine).where(changed).execution_options(yield_per=500))
    return [
        f"order line {line.id}: its units cost {sum(line.unit_costs)} fen, it {line.pay_fen}"
        for line in lines
        if sum(line.unit_costs) != line.pay_fen
        or sum(line.unit_subsidies) != line.platform_fen
        or len(line.unit_costs) != line.quantity
    ]


def wrong_uses() -> list[str]:
    """What an order was given is counted at the promotion once, and at no order that was closed
    before it was paid or sent (C3).
    """
    used: dict[tuple[int, str], int] = {}
    for use in db.session.scalars(sa.select(PromotionUse).where(~PromotionUse.released)):
        key = use.cohort_id, use.order_number
        used[key] = used.get(key, 0) + use.fen
    given = Order.discount_fen + Order.shipping_discount_fen
    rows = db.session.execute(
        sa.select(Order.cohort_id, Order.number, Order.state, given).where(
            (given != 0) | Order.number.in_(_numbers_used())
        )
    )
    wrong = []
    for cohort, number, state, fen in rows:
        ought = 0 if state == OrderState.CLOSED else int(fen)
        if used.get((cohort, number), 0) != ought:
            wrong.append(f"order {number} of cohort {cohort}: {ought} fen given, not as used")
    return wrong


def _numbers_used() -> sa.Select[str]:
    return sa.select(PromotionUse.order_number).where(
        PromotionUse.cohort_id == Order.cohort_id, ~PromotionUse.released
    )


def wrong_holds() -> list[str]:
    """A SKU's reserved units are exactly those that wait to be sent (I1, I2), and those that other
    rooms keep for somebody.
    """
    waiting = (
        sa.select(
            OrderLine.sku_id,
            sa.func.sum(
                OrderLine.quantity - OrderLine.cancelled_quantity - OrderLine.shipped_quantity
            ).label("units"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.state.in_(HOLDS))
        .group_by(OrderLine.sku_id)
    )
    every = sa.union_all(waiting, *(besides() for besides in HELD_BESIDES)).subquery()
    held = (
        sa.select(every.c.sku_id, sa.func.sum(every.c.units).label("units"))
        .group_by(every.c.sku_id)
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


def wrong_parcels() -> list[str]:
    """What left of a line is what its parcels hold (O3); shared parcels have one number."""
    held = (
        sa.select(ShipmentLine.order_line_id, sa.func.sum(ShipmentLine.quantity).label("units"))
        .group_by(ShipmentLine.order_line_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(OrderLine.id, OrderLine.shipped_quantity, held.c.units)
        .join(held, held.c.order_line_id == OrderLine.id)
        .where(held.c.units != OrderLine.shipped_quantity)
    )
    leader = sa.orm.aliased(Shipment)
    apart = db.session.execute(
        sa.select(Shipment.id)
        .join(leader, leader.id == Shipment.shared_with_id)
        .where(
            (leader.tracking_number != Shipment.tracking_number)
            | (leader.delivered_sim_at.is_(None) != Shipment.delivered_sim_at.is_(None))
        )
    )
    return [f"order line {r[0]}: {r[1]} sent, its parcels hold {r[2]}" for r in rows] + [
        f"shipment {r[0]} is not what the parcel says that it shares" for r in apart
    ]


CHECKS = {
    "orders.sums": wrong_sums,
    "orders.shipping": wrong_shipping,
    "orders.units": wrong_units,
    "orders.promotions": wrong_uses,
    "orders.holds": wrong_holds,
    "orders.times": wrong_times,
    "orders.paths": wrong_paths,
    "orders.parcels": wrong_parcels,
}
