"""What must always hold between shop and supplier. Each check is empty when all is well."""

from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.ledger.models import Account, AccountKind
from sim_market.listings.models import Sku
from sim_market.orders.models import Order, OrderLine, OrderState, Shipment
from supply_chain.capture.models import SupplyLine, SupplyOrder, SupplyState
from supply_chain.sourcing.models import SourcedSku
from supply_chain.stock.models import Allotment, AllotmentMove

PAID = (SupplyState.CONFIRMED, SupplyState.SHIPPED, SupplyState.DELIVERED)
SENT = (SupplyState.SHIPPED, SupplyState.DELIVERED)


def allotments_add_up() -> list[str]:
    """An allotment is the sum of its movements."""
    moved = (
        sa.select(
            AllotmentMove.allotment_id,
            sa.func.sum(AllotmentMove.on_hand_delta).label("on_hand"),
            sa.func.sum(AllotmentMove.allocated_delta).label("allocated"),
        )
        .group_by(AllotmentMove.allotment_id)
        .subquery()
    )
    on_hand = sa.func.coalesce(moved.c.on_hand, 0)
    allocated = sa.func.coalesce(moved.c.allocated, 0)
    rows = db.session.execute(
        sa.select(Allotment.id, Allotment.on_hand, on_hand, Allotment.allocated, allocated)
        .outerjoin(moved, moved.c.allotment_id == Allotment.id)
        .where((Allotment.on_hand != on_hand) | (Allotment.allocated != allocated))
    )
    return [f"allotment {a}: on_hand {b}/{c}, allocated {d}/{e}" for a, b, c, d, e in rows]


def allotments_wait_for_orders() -> list[str]:
    """What is set aside is exactly what confirmed supply orders wait for."""
    waiting = (
        sa.select(
            SupplyOrder.cohort_id,
            SupplyOrder.store_id,
            SupplyLine.product_sku_id,
            sa.func.sum(SupplyLine.units).label("units"),
        )
        .join(SupplyLine, SupplyLine.supply_order_id == SupplyOrder.id)
        .where(SupplyOrder.state == SupplyState.CONFIRMED, SupplyLine.product_sku_id.is_not(None))
        .group_by(SupplyOrder.cohort_id, SupplyOrder.store_id, SupplyLine.product_sku_id)
        .subquery()
    )
    units = sa.func.coalesce(waiting.c.units, 0)
    rows = db.session.execute(
        sa.select(Allotment.id, Allotment.allocated, units)
        .outerjoin(
            waiting,
            (waiting.c.cohort_id == Allotment.cohort_id)
            & (waiting.c.store_id == Allotment.store_id)
            & (waiting.c.product_sku_id == Allotment.product_sku_id),
        )
        .where(Allotment.allocated != units)
    )
    return [f"allotment {a}: {b} set aside, confirmed orders need {c}" for a, b, c in rows]


def suppliers_are_paid() -> list[str]:
    """What suppliers hold is the cost of the supply orders that they have confirmed."""
    costs = dict(
        _pairs(
            sa.select(SupplyOrder.cohort_id, sa.func.sum(SupplyOrder.cost_fen))
            .where(SupplyOrder.state.in_(PAID))
            .group_by(SupplyOrder.cohort_id)
        )
    )
    held = dict(
        _pairs(
            sa.select(Account.cohort_id, Account.balance_fen).where(
                Account.kind == AccountKind.SUPPLIERS
            )
        )
    )
    return [
        f"cohort {cohort}: suppliers hold {held.get(cohort, 0)}, orders cost {costs.get(cohort, 0)}"
        for cohort in sorted({*costs, *held})
        if costs.get(cohort, 0) != held.get(cohort, 0)
    ]


def supply_agrees_with_market() -> list[str]:
    """I7: what the supplier sent has left the shop under the same number, and no more than that.

    One line has at most one supply line, and a parcel one number, by unique keys.
    """
    sent = db.session.execute(
        sa.select(SupplyOrder.number)
        .outerjoin(
            Shipment,
            (Shipment.cohort_id == SupplyOrder.cohort_id)
            & (Shipment.order_id == SupplyOrder.order_id)
            & (Shipment.tracking_number == SupplyOrder.tracking_number),
        )
        .where(SupplyOrder.state.in_(SENT), Shipment.id.is_(None))
    )
    unsent = db.session.execute(
        sa.select(SupplyOrder.number)
        .join(SupplyOrder.order)
        .where(
            SupplyOrder.state == SupplyState.CONFIRMED,
            Order.state.in_([OrderState.SHIPPED, OrderState.RECEIVED, OrderState.COMPLETED]),
        )
    )
    loose = db.session.execute(
        sa.select(Sku.code)
        .outerjoin(
            SourcedSku, (SourcedSku.cohort_id == Sku.cohort_id) & (SourcedSku.sku_id == Sku.id)
        )
        .where(Sku.supplied.is_(True), SourcedSku.id.is_(None))
    )
    too_many = db.session.execute(
        sa.select(SupplyOrder.number)
        .join(SupplyLine, SupplyLine.supply_order_id == SupplyOrder.id)
        .join(SupplyLine.order_line)
        .where(SupplyOrder.state.in_(SENT), SupplyLine.quantity > OrderLine.quantity)
    )
    return [
        *(f"supply order {row[0]} sent more than was ordered" for row in too_many),
        *(f"supply order {row[0]} was sent, the shop has no such parcel" for row in sent),
        *(f"supply order {row[0]} is being packed, the shop's order has left" for row in unsent),
        *(f"sku {row[0]} is supplied by nobody" for row in loose),
    ]


CHECKS = {
    "supply.allotments_add_up": allotments_add_up,
    "supply.allotments_wait_for_orders": allotments_wait_for_orders,
    "supply.suppliers_are_paid": suppliers_are_paid,
    "supply.agrees_with_market": supply_agrees_with_market,
}


def _pairs(query: Any) -> list[tuple[int, int]]:
    return [(int(row[0]), int(row[1])) for row in db.session.execute(query)]
