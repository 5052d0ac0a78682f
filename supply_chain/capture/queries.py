"""Reading supply orders: those of a store, and what the hour has to do."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from app.identity.viewer import Viewer
from sim_market.orders.models import TO_SHIP, Order, OrderLine
from sim_market.stores.models import SELLING, Store
from sim_market.stores.queries import run_by
from supply_chain.capture.models import (
    CaptureCursor,
    Hitch,
    SupplyLine,
    SupplyOrder,
    SupplyState,
)
from supply_chain.sourcing.models import SourcedSku
from supply_chain.suppliers.models import Product, ProductSku

PER_PAGE = 50
_STORE = sa.bindparam("store", type_=sa.Integer)
_COHORT = sa.bindparam("cohort", type_=sa.Integer)
_MINE = sa.and_(SupplyOrder.cohort_id == _COHORT, SupplyOrder.store_id == _STORE)
# Built once: asked with every pull, or on every page.
_COUNT = sa.select(SupplyOrder.state, sa.func.count()).where(_MINE).group_by(SupplyOrder.state)
_OF_ORDERS = sa.select(SupplyOrder).where(
    _MINE, SupplyOrder.order_number.in_(sa.bindparam("numbers", expanding=True))
)
_CURSOR = sa.select(CaptureCursor).where(
    CaptureCursor.cohort_id == _COHORT, CaptureCursor.store_id == _STORE
)


def get_supply_order(supply_order_id: int, *, seen_by: Viewer) -> SupplyOrder:
    """A supply order of the viewer's own store, with all that its page shows."""
    found = db.session.scalar(
        sa.select(SupplyOrder)
        .join(SupplyOrder.store)
        .where(
            SupplyOrder.id == supply_order_id,
            SupplyOrder.cohort_id == seen_by.cohort_id,
            run_by(seen_by.user.id),
        )
        .options(*_WHOLE, joinedload(SupplyOrder.order).joinedload(Order.shipment))
    )
    if found is None:
        raise NotFound(_("没有这张供货单"), next_step=_("回供货单列表看看"), link="/supply/orders")
    return found


def get_line(supply: SupplyOrder, line_id: int) -> SupplyLine:
    """A line of this supply order, or NotFound."""
    found = next((line for line in supply.lines if line.id == line_id), None)
    if found is None:
        raise NotFound(_("供货单里没有这一行"), next_step=_("刷新页面看最新状态"))
    return found


def list_supply_orders(
    store: Store, state: str = "", text: str = "", *, page: int = 1
) -> tuple[Sequence[SupplyOrder], int]:
    """The store's supply orders, newest first, one page and how many fit in all."""
    asked = sa.select(SupplyOrder).where(
        SupplyOrder.cohort_id == store.cohort_id, SupplyOrder.store_id == store.id
    )
    if state in set(SupplyState):
        asked = asked.where(SupplyOrder.state == state)
    if word := text.strip().upper():
        asked = asked.where(
            SupplyOrder.number.contains(word, autoescape=True)
            | SupplyOrder.order_number.contains(word, autoescape=True)
            | SupplyOrder.tracking_number.contains(word, autoescape=True)
        )
    total = db.session.scalar(sa.select(sa.func.count()).select_from(asked.subquery())) or 0
    rows = db.session.scalars(
        asked.options(*_WHOLE)
        .order_by(SupplyOrder.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return rows.all(), total


def list_by_ids(store: Store, ids: Sequence[int]) -> Sequence[SupplyOrder]:
    """Supply orders of the store with these ids, oldest first; others' are left out."""
    return db.session.scalars(
        sa.select(SupplyOrder)
        .where(
            SupplyOrder.cohort_id == store.cohort_id,
            SupplyOrder.store_id == store.id,
            SupplyOrder.id.in_(ids),
        )
        .options(*_WHOLE)
        .order_by(SupplyOrder.id)
    ).all()


def count_by_state(store: Store) -> dict[str, int]:
    """State -> how many supply orders; states without any are 0."""
    rows = db.session.execute(_COUNT, {"cohort": store.cohort_id, "store": store.id})
    return dict.fromkeys(map(str, SupplyState), 0) | {str(row[0]): int(row[1]) for row in rows}


def find_by_order_numbers(store: Store, numbers: Sequence[str]) -> dict[str, SupplyOrder]:
    """Order number -> its supply order, for those that were copied."""
    asked = {"cohort": store.cohort_id, "store": store.id, "numbers": list(numbers)}
    rows = db.session.scalars(_OF_ORDERS, asked)
    return {row.order_number: row for row in rows}


def find_by_number(number: str, cohort_id: int, *, with_lines: bool = True) -> SupplyOrder | None:
    """A supply order by its own number, for jobs."""
    asked = {"cohort": cohort_id, "number": number}
    return db.session.scalar(_by_number(with_lines=with_lines), asked)


@cache
def _by_number(*, with_lines: bool) -> sa.Select[SupplyOrder]:
    asked = sa.select(SupplyOrder).where(
        SupplyOrder.cohort_id == sa.bindparam("cohort"),
        SupplyOrder.number == sa.bindparam("number"),
    )
    return asked.options(*(_WHOLE if with_lines else (joinedload(SupplyOrder.order),)))


def find_cursor(store: Store) -> CaptureCursor | None:
    return db.session.scalar(_CURSOR, {"cohort": store.cohort_id, "store": store.id})


def uncaptured_of(store: Store) -> sa.ScalarSelect[int]:
    """Paid orders with goods from suppliers that have no supply order yet."""
    copied = sa.exists().where(
        SupplyOrder.cohort_id == Order.cohort_id, SupplyOrder.order_id == Order.id
    )
    supplied = (
        sa.exists()
        .where(OrderLine.cohort_id == Order.cohort_id, OrderLine.order_id == Order.id)
        .where(SourcedSku.cohort_id == OrderLine.cohort_id, SourcedSku.sku_id == OrderLine.sku_id)
    )
    return (
        sa.select(sa.func.count())
        .select_from(Order)
        .where(
            Order.cohort_id == store.cohort_id,
            Order.store_id == store.id,
            Order.state.in_(TO_SHIP),
            supplied,
            ~copied,
        )
        .scalar_subquery()
    )


def stores_to_pull(cohort_id: int) -> Sequence[Store]:
    """Open stores that want automatic pulls and have orders that changed since the last one."""
    return db.session.scalars(_to_pull(), {"cohort": cohort_id}).all()


@cache
def _to_pull() -> sa.Select[Store]:
    changed = sa.exists().where(
        Order.cohort_id == Store.cohort_id,
        Order.store_id == Store.id,
        sa.or_(
            CaptureCursor.pulled_sim_at.is_(None),
            Order.changed_sim_at >= CaptureCursor.pulled_sim_at,
        ),
    )
    return (
        sa.select(Store)
        .outerjoin(
            CaptureCursor,
            (CaptureCursor.cohort_id == Store.cohort_id) & (CaptureCursor.store_id == Store.id),
        )
        .where(
            Store.cohort_id == sa.bindparam("cohort"),
            Store.state.in_(SELLING),
            Store.auto_capture.is_(True),
            changed,
        )
        .order_by(Store.code)
    )


def list_to_retry(cohort_id: int) -> Sequence[SupplyOrder]:
    """What waits for stock or money in stores with automatic pulls, oldest first."""
    return db.session.scalars(_to_retry(), {"cohort": cohort_id}).all()


@cache
def _to_retry() -> sa.Select[SupplyOrder]:
    return (
        sa.select(SupplyOrder)
        .join(SupplyOrder.store)
        .where(
            SupplyOrder.cohort_id == sa.bindparam("cohort"),
            SupplyOrder.state == SupplyState.WAITING,
            SupplyOrder.hitch.in_([Hitch.NO_STOCK, Hitch.NO_FUNDS, Hitch.NOT_YET]),
            Store.auto_capture.is_(True),
        )
        .options(*_WHOLE)
        .order_by(SupplyOrder.number)
    )


_WHOLE = (
    joinedload(SupplyOrder.store),
    selectinload(SupplyOrder.lines).options(
        joinedload(SupplyLine.order_line).joinedload(OrderLine.sku),
        joinedload(SupplyLine.product_sku)
        .joinedload(ProductSku.product)
        .joinedload(Product.supplier),
    ),
)
