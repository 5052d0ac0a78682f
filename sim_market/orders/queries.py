"""Reading orders."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from sim_market.orders.models import Order, Shipment
from sim_market.stores.models import Store


def find_order_by_number(number: str, *, cohort_id: int) -> Order | None:
    """An order by its number, with its lines; for jobs and other rooms."""
    return db.session.scalar(
        sa.select(Order)
        .where(Order.cohort_id == cohort_id, Order.number == number)
        .options(selectinload(Order.lines), joinedload(Order.store), joinedload(Order.shopper))
    )


def get_shipment_of(order: Order) -> Shipment:
    """The parcel of an order, or NotFound."""
    found = db.session.scalar(
        sa.select(Shipment).where(
            Shipment.cohort_id == order.cohort_id, Shipment.order_id == order.id
        )
    )
    if found is None:
        raise NotFound("no shipment")
    return found


def list_changed_orders(
    store: Store, after: tuple[datetime, int] | None, limit: int = 200
) -> Sequence[Order]:
    """Orders of a store changed after a cursor, in the order of (changed_sim_at, id) (Q1).

    The cursor is (changed_sim_at, id) of the last row read. The sandbox clock may stand still
    while orders change: start each pull an overlap before the cursor's time with id 0, and take
    an order again only if its `version` is higher (Q2, Q4). Lines are loaded.
    """
    query = (
        sa.select(Order)
        .where(Order.cohort_id == store.cohort_id, Order.store_id == store.id)
        .order_by(Order.changed_sim_at, Order.id)
        .limit(limit)
        .options(selectinload(Order.lines))
    )
    if after is not None:
        query = query.where(sa.tuple_(Order.changed_sim_at, Order.id) > sa.tuple_(*after))
    return db.session.scalars(query).all()
