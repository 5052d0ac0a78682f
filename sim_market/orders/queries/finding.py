"""Reading orders."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from sim_market.listings.models import Listing
from sim_market.orders.models import Order, OrderLine, OrderState, Shipment
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

_PARCEL = sa.select(Shipment).where(
    Shipment.cohort_id == sa.bindparam("cohort"),
    Shipment.order_id == sa.bindparam("of"),
    Shipment.place == sa.bindparam("place"),
)
_CHANGED = (
    sa.select(Order)
    .where(Order.cohort_id == sa.bindparam("cohort"), Order.store_id == sa.bindparam("store"))
    .order_by(Order.changed_sim_at, Order.id)
    .limit(sa.bindparam("most"))
)
_CHANGED_AFTER = _CHANGED.where(
    sa.tuple_(Order.changed_sim_at, Order.id)
    > sa.tuple_(
        sa.bindparam("at", type_=Order.changed_sim_at.type),
        sa.bindparam("order", type_=Order.id.type),
    )
)


def find_order_by_number(number: str, *, cohort_id: int) -> Order | None:
    """An order by its number; for jobs and other rooms."""
    return db.session.scalar(_by_number(), {"cohort": cohort_id, "number": number})


@cache
def _by_number() -> sa.Select[Order]:
    return (
        sa.select(Order)
        .where(Order.cohort_id == sa.bindparam("cohort"), Order.number == sa.bindparam("number"))
        .options(joinedload(Order.store), joinedload(Order.shopper))
    )


def get_shipment_of(order: Order, place: int = 1) -> Shipment:
    """A parcel of an order, its first unless another is named, or NotFound."""
    asked = {"cohort": order.cohort_id, "of": order.id, "place": place}
    found = db.session.scalar(_PARCEL, asked)
    if found is None:
        raise NotFound("no shipment")
    return found


def find_shipment_by_number(number: str, cohort_id: int) -> Shipment | None:
    """The parcel with this tracking number; of one that several orders share, the first's."""
    return db.session.scalar(
        sa.select(Shipment).where(
            Shipment.cohort_id == cohort_id,
            Shipment.tracking_number == number,
            Shipment.shared_with_id.is_(None),
        )
    )


def list_changed_orders(
    store: Store, after: tuple[datetime, int] | None, limit: int = 200
) -> Sequence[Order]:
    """Orders of a store changed after a cursor, in the order of (changed_sim_at, id) (Q1).

    The cursor is (changed_sim_at, id) of the last row read. The sandbox clock may stand still
    while orders change: start each pull an overlap before the cursor's time with id 0, and take
    an order again only if its `version` is higher (Q2, Q4).
    """
    asked = {"cohort": store.cohort_id, "store": store.id, "most": limit}
    if after is None:
        return db.session.scalars(_CHANGED, asked).all()
    return db.session.scalars(_CHANGED_AFTER, asked | {"at": after[0], "order": after[1]}).all()


def load_lines(orders: Sequence[Order]) -> None:
    """Load the lines of several orders at once, where they are not loaded yet."""
    ids = [order.id for order in orders]
    if ids:
        wanted = sa.select(Order).where(Order.id.in_(ids)).options(selectinload(Order.lines))
        db.session.scalars(wanted).all()


def bought_of(shopper: Shopper, listing: Listing) -> int:
    """How many units of a listing a shopper has in orders that are not closed, less refunded."""
    units = sa.func.sum(OrderLine.quantity - OrderLine.refunded_quantity)
    asked = (
        sa.select(units)
        .join(Order, (Order.cohort_id == OrderLine.cohort_id) & (Order.id == OrderLine.order_id))
        .where(
            Order.cohort_id == shopper.cohort_id,
            Order.shopper_id == shopper.id,
            Order.state != OrderState.CLOSED,
            OrderLine.listing_id == listing.id,
        )
    )
    return int(db.session.scalar(asked) or 0)
