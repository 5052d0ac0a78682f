"""Reading orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.db import db
from app.errors import NotFound
from app.identity.viewer import Viewer
from sim_market.listings.models import Listing
from sim_market.orders.models import Order, OrderLine, OrderState, Shipment
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store
from sim_market.stores.queries import run_by

PER_PAGE = 50


_PARCEL = sa.select(Shipment).where(
    Shipment.cohort_id == sa.bindparam("cohort"), Shipment.order_id == sa.bindparam("of")
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


def get_shipment_of(order: Order) -> Shipment:
    """The parcel of an order, or NotFound."""
    found = db.session.scalar(_PARCEL, {"cohort": order.cohort_id, "of": order.id})
    if found is None:
        raise NotFound("no shipment")
    return found


def find_shipment_by_number(number: str, cohort_id: int) -> Shipment | None:
    """The parcel with this tracking number."""
    return db.session.scalar(
        sa.select(Shipment).where(
            Shipment.cohort_id == cohort_id, Shipment.tracking_number == number
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


def get_sale(order_id: int, *, seen_by: Viewer) -> Order:
    """An order of the viewer's own store, with its lines; to anyone else it does not exist."""
    order = db.session.scalar(
        sa.select(Order)
        .join(Order.store)
        .where(
            Order.id == order_id,
            Order.cohort_id == seen_by.cohort_id,
            run_by(seen_by.user.id),
        )
        .options(
            contains_eager(Order.store),
            joinedload(Order.shopper),
            joinedload(Order.shipment),
            selectinload(Order.lines).joinedload(OrderLine.sku),
        )
    )
    if order is None:
        raise NotFound(_("没有这张订单"), next_step=_("回交易页看自己店的订单"), link="/orders")
    return order


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sales to list: state, words to find, late ones only. Page from 1."""

    state: OrderState | None = None
    words: str = ""
    late: bool = False
    page: int = 1


def list_sales(store: Store, wanted: Wanted) -> tuple[Sequence[Order], int]:
    """A page of a store's orders, newest first, and how many there are in all."""
    where = _where(store, wanted)
    total = db.session.scalar(
        sa.select(sa.func.count()).select_from(Order).join(Order.shopper).where(*where)
    )
    orders = db.session.scalars(
        sa.select(Order)
        .join(Order.shopper)
        .where(*where)
        .options(
            contains_eager(Order.shopper),
            joinedload(Order.shipment),
            selectinload(Order.lines).joinedload(OrderLine.sku),
        )
        .order_by(Order.id.desc())
        .offset((wanted.page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    return orders, total or 0


def count_sales(store: Store) -> dict[str, int]:
    """How many orders of a store are in each state, and 'late': not sent in time yet."""
    rows = db.session.execute(
        sa.select(
            Order.state,
            sa.func.count(),
            sa.func.sum(sa.case((_overdue(store.cohort.sim_at), 1), else_=0)),
        )
        .where(Order.cohort_id == store.cohort_id, Order.store_id == store.id)
        .group_by(Order.state)
    ).all()
    counts = dict.fromkeys((state.value for state in OrderState), 0)
    counts.update({row[0].value: row[1] for row in rows})
    return counts | {"late": sum(int(row[2]) for row in rows)}


def _where(store: Store, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    where = [Order.cohort_id == store.cohort_id, Order.store_id == store.id]
    if wanted.state:
        where.append(Order.state == wanted.state)
    if wanted.late:
        where.append(_overdue(store.cohort.sim_at))
    if words := wanted.words.strip():
        where.append(_found_by(words))
    return where


def _overdue(now: datetime) -> sa.ColumnElement[bool]:
    return (Order.state == OrderState.PAID) & (Order.ship_by_sim_at < now)


def _found_by(words: str) -> sa.ColumnElement[bool]:
    """By number, tracking number, buyer's nickname, or a word of the goods' title."""
    in_title = sa.select(OrderLine.id).where(
        OrderLine.order_id == Order.id, OrderLine.listing_title.contains(words, autoescape=True)
    )
    tracked = sa.select(Shipment.id).where(
        Shipment.order_id == Order.id, Shipment.tracking_number == words.upper()
    )
    return sa.or_(
        Order.number.contains(words.upper(), autoescape=True),
        Shopper.nickname.contains(words, autoescape=True),
        in_title.exists(),
        tracked.exists(),
    )


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
