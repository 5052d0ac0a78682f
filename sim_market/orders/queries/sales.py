"""What a merchant's order desk shows: a store's orders, filtered, counted, urgent ones first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.db import db
from app.errors import NotFound
from app.flow import State
from app.identity.viewer import Viewer
from sim_market.orders.models import (
    TO_SHIP,
    Invoice,
    InvoiceState,
    Order,
    OrderFlag,
    OrderLine,
    OrderMemo,
    OrderState,
    Reminder,
    ReminderKind,
    Shipment,
    ShipmentLine,
)
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store
from sim_market.stores.queries import run_by

PER_PAGE = 50
SOON = timedelta(hours=12)
DESK = (joinedload(Order.memo), selectinload(Order.lines).joinedload(OrderLine.sku))
PARCELS = (
    selectinload(Order.shipments)
    .selectinload(Shipment.contents)
    .joinedload(ShipmentLine.line)
    .joinedload(OrderLine.sku)
)


class Only(State):
    """What asks to be done, as filters of the list."""

    WAITS = "waits", _l("要发货的"), "warn"
    LATE = "late", _l("超时未发"), "risk"
    SOON = "soon", _l("12 小时内要发"), "warn"
    URGED = "urged", _l("买家催发货"), "warn"
    REFUND = "refund", _l("有退款"), "warn"
    NOTE = "note", _l("有留言"), "info"
    INVOICE = "invoice", _l("要开票"), "info"


class Sort(State):
    URGENT = "urgent", _l("要紧的在前")
    NEWEST = "newest", _l("新的在前")
    OLDEST = "oldest", _l("早的在前")
    DEAREST = "dearest", _l("金额大的在前")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sales to list, and in what order. `page` from 1."""

    state: OrderState | None = None
    only: Only | None = None
    flag: OrderFlag | None = None
    words: str = ""
    sort: Sort = Sort.URGENT
    page: int = 1


def get_sale(order_id: int, *, seen_by: Viewer) -> Order:
    """An order of the viewer's own store, with lines and parcels; to others it does not exist."""
    found = get_sales([order_id], seen_by=seen_by)
    if not found:
        raise NotFound(_("没有这张订单"), next_step=_("回交易页看自己店的订单"), link="/orders")
    return found[0]


def get_sales(ids: Collection[int], *, seen_by: Viewer) -> Sequence[Order]:
    """Those of these orders that are of the viewer's own store, in the order they were placed."""
    return db.session.scalars(
        sa.select(Order)
        .join(Order.store)
        .where(
            Order.id.in_(ids), Order.cohort_id == seen_by.cohort_id, run_by(seen_by.user.id)
        )
        .options(contains_eager(Order.store), joinedload(Order.shopper), *DESK, PARCELS)
        .options(selectinload(Order.reminders))
        .order_by(Order.id)
    ).all()  # fmt: skip


def others_to_same_door(order: Order) -> list[int]:
    """Ids of this buyer's other orders at the store that wait and go to the same address."""
    others = db.session.scalars(
        sa.select(Order)
        .where(
            Order.cohort_id == order.cohort_id, Order.store_id == order.store_id,
            Order.shopper_id == order.shopper_id, Order.state.in_(TO_SHIP), Order.id != order.id,
        )
        .order_by(Order.id)
        .limit(PER_PAGE)
    )  # fmt: skip
    return [other.id for other in others if other.address == order.address]


def list_sales(store: Store, wanted: Wanted, most: int = PER_PAGE) -> tuple[Sequence[Order], int]:
    """A page of a store's orders and how many there are in all."""
    where = _where(store, wanted)
    total = db.session.scalar(
        sa.select(sa.func.count()).select_from(Order).join(Order.shopper).where(*where)
    )
    orders = db.session.scalars(
        sa.select(Order)
        .join(Order.shopper)
        .where(*where)
        .options(contains_eager(Order.shopper), *DESK, selectinload(Order.reminders))
        .order_by(*_order_by(wanted.sort))
        .offset((wanted.page - 1) * most)
        .limit(most)
    ).all()
    return orders, total or 0


def count_sales(store: Store) -> dict[str, int]:
    """How many orders of a store are in each state, and how many each filter of `Only` finds."""
    asks = [_only(only, store.cohort.sim_at) for only in Only]
    rows = db.session.execute(
        sa.select(
            Order.state,
            sa.func.count(),
            *(sa.func.sum(sa.case((ask, 1), else_=0)) for ask in asks),
        )
        .where(Order.cohort_id == store.cohort_id, Order.store_id == store.id)
        .group_by(Order.state)
    ).all()
    counts = dict.fromkeys((state.value for state in OrderState), 0)
    counts.update({row[0].value: row[1] for row in rows})
    return counts | {
        only.value: sum(int(row[place]) for row in rows) for place, only in enumerate(Only, 2)
    }


def _where(store: Store, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    where = [Order.cohort_id == store.cohort_id, Order.store_id == store.id]
    if wanted.state:
        where.append(Order.state == wanted.state)
    if wanted.only:
        where.append(_only(wanted.only, store.cohort.sim_at))
    if wanted.flag:
        where.append(_flagged(wanted.flag))
    if words := wanted.words.strip():
        where.append(_found_by(words))
    return where


def _only(only: Only, now: datetime) -> sa.ColumnElement[bool]:
    waits = Order.state.in_(TO_SHIP)
    return {
        Only.WAITS: waits,
        Only.LATE: waits & (Order.ship_by_sim_at < now),
        Only.SOON: waits & Order.ship_by_sim_at.between(now, now + SOON),
        Only.URGED: waits & _urged(),
        Only.REFUND: Order.live_refunds > 0,
        Only.NOTE: waits & (Order.note != ""),
        Only.INVOICE: _invoice_asked(),
    }[only]


def _urged() -> sa.Exists:
    return sa.exists().where(
        Reminder.cohort_id == Order.cohort_id, Reminder.order_id == Order.id,
        Reminder.kind == ReminderKind.SHIP,
    )  # fmt: skip


def _invoice_asked() -> sa.Exists:
    return sa.exists().where(
        Invoice.cohort_id == Order.cohort_id, Invoice.order_id == Order.id,
        Invoice.state == InvoiceState.ASKED,
    )  # fmt: skip


def _flagged(flag: OrderFlag) -> sa.ColumnElement[bool]:
    marked = sa.exists().where(
        OrderMemo.cohort_id == Order.cohort_id, OrderMemo.order_id == Order.id
    )
    if flag == OrderFlag.NONE:
        return ~marked.where(OrderMemo.flag != OrderFlag.NONE)
    return marked.where(OrderMemo.flag == flag)


def _order_by(sort: Sort) -> Sequence[Any]:
    if sort == Sort.URGENT:
        waits = Order.state.in_(TO_SHIP)
        return (
            sa.case((waits, 0), else_=1),
            sa.case((waits & _urged(), 0), else_=1),
            sa.case((waits, Order.ship_by_sim_at)),
            Order.id.desc(),
        )
    return {
        Sort.NEWEST: (Order.id.desc(),),
        Sort.OLDEST: (Order.id,),
        Sort.DEAREST: (Order.pay_fen.desc(), Order.id.desc()),
    }[sort]


def _found_by(words: str) -> sa.ColumnElement[bool]:
    """By number, tracking number, buyer's nickname, receiver, memo, or a word of a title."""
    in_title = sa.select(OrderLine.id).where(
        OrderLine.order_id == Order.id, OrderLine.listing_title.contains(words, autoescape=True)
    )
    tracked = sa.select(Shipment.id).where(
        Shipment.order_id == Order.id, Shipment.tracking_number == words.upper()
    )
    noted = sa.select(OrderMemo.id).where(
        OrderMemo.order_id == Order.id, OrderMemo.words.contains(words, autoescape=True)
    )
    return sa.or_(
        Order.number.contains(words.upper(), autoescape=True),
        Shopper.nickname.contains(words, autoescape=True),
        Order.address["receiver"].as_string() == words,
        in_title.exists(),
        tracked.exists(),
        noted.exists(),
    )
