"""The pull: read what changed since last time, copy what is new, follow what changed (Q1-Q5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

import sqlalchemy as sa

from app.db import db, insert_unless_there
from app.identity.models import User
from app.journal import record
from sim_market.orders.models import Order, OrderLine
from sim_market.orders.queries import list_changed_orders, load_lines
from sim_market.stores.models import Store
from supply_chain.capture.models import (
    CaptureCursor,
    Hitch,
    SupplyLine,
    SupplyOrder,
    SupplyState,
)
from supply_chain.capture.operations.changing import follow_order
from supply_chain.capture.operations.confirming import try_confirm
from supply_chain.capture.queries import find_by_order_numbers
from supply_chain.capture.today import cost_of, dearer_now
from supply_chain.capture.window import PAGE, further, start_of
from supply_chain.sourcing.models import SourcedSku
from supply_chain.sourcing.queries import sources_of
from supply_chain.verbs import Verb

_CURSOR = cast(sa.Table, CaptureCursor.__table__)
_MINE = sa.and_(
    _CURSOR.c.cohort_id == sa.bindparam("cohort"), _CURSOR.c.store_id == sa.bindparam("store")
)
COUNT = sa.update(_CURSOR).where(_MINE).values(pulls=_CURSOR.c.pulls + 1)
CURSOR = sa.select(CaptureCursor).where(_MINE).execution_options(populate_existing=True)


@dataclass(slots=True)
class Pulled:
    """What one pull did: rows read, read before, new ones confirmed or held, old ones changed."""

    read: int = 0
    known: int = 0
    confirmed: list[SupplyOrder] = field(default_factory=list)
    held: list[SupplyOrder] = field(default_factory=list)
    followed: int = 0


def pull_orders(store: Store, *, actor: User | None) -> Pulled:
    """Copy the store's new and changed orders into the supply system.

    Twice is once: a row is copied again only if its version is higher. The cursor moves in the
    same transaction, so a pull that is lost is read again.
    """
    cursor = _take_cursor(store)
    pulled, after = Pulled(), start_of(cursor.at)
    while page := list_changed_orders(store, after, PAGE):
        _copy(store, page, pulled, actor=actor)
        after = page[-1].changed_sim_at, page[-1].id
        cursor.changed_sim_at, cursor.last_order_id = further(cursor.at, after)
        if len(page) < PAGE:
            break
    cursor.pulled_sim_at = store.cohort.sim_at
    db.session.flush()
    return pulled


def _take_cursor(store: Store) -> CaptureCursor:
    """The store's cursor; taking the next number makes those who pull at once take turns."""
    key = {"cohort": store.cohort_id, "store": store.id}
    db.session.flush()
    if not db.session.connection().execute(COUNT, key).rowcount:
        insert_unless_there(CaptureCursor, cohort_id=store.cohort_id, store_id=store.id, pulls=0)
        db.session.connection().execute(COUNT, key)
    return db.session.scalars(CURSOR, key).one()


def _copy(store: Store, page: Sequence[Order], pulled: Pulled, *, actor: User | None) -> None:
    known = find_by_order_numbers(store, [order.number for order in page])
    new = [o for o in page if o.number not in known and o.can_ship]
    load_lines(new)
    sources = sources_of(store, [line.sku_id for order in new for line in order.lines])
    pulled.read += len(page)
    for order in page:
        supply = known.get(order.number)
        if supply is not None and order.version > supply.order_version:
            follow_order(supply, order, actor=actor)
            pulled.followed += 1
        elif supply is not None:
            pulled.known += 1
        elif order in new and any(line.sku_id in sources for line in order.lines):
            _capture(store, order, sources, pulled, actor=actor)


def _capture(
    store: Store,
    order: Order,
    sources: dict[int, SourcedSku],
    pulled: Pulled,
    *,
    actor: User | None,
) -> None:
    supply = _supply_order(store, order, sources)
    db.session.add(supply)
    record(
        Verb.ORDER_CAPTURED,
        supply,
        actor=actor,
        order=order.number,
        cost_fen=supply.cost_fen,
        unmapped=len(supply.unmapped),
    )
    done = try_confirm(supply, actor=actor) is None
    (pulled.confirmed if done else pulled.held).append(supply)


def _supply_order(store: Store, order: Order, sources: dict[int, SourcedSku]) -> SupplyOrder:
    dearer_bp = dearer_now(store.cohort)
    lines = [_supply_line(line, sources.get(line.sku_id), dearer_bp) for line in _open_lines(order)]
    return SupplyOrder(
        cohort_id=store.cohort_id,
        store=store,
        order=order,
        order_number=order.number,
        order_version=order.version,
        number=f"G{order.number[1:]}",
        state=SupplyState.WAITING,
        hitch=Hitch.NEW,
        cost_fen=sum(line.cost_fen for line in lines),
        captured_sim_at=store.cohort.sim_at,
        ship_by_sim_at=order.ship_by_sim_at or store.cohort.sim_at,
        lines=lines,
    )


def _open_lines(order: Order) -> Iterable[OrderLine]:
    return (line for line in order.lines if line.unsent_quantity)


def _supply_line(line: OrderLine, source: SourcedSku | None, dearer_bp: int) -> SupplyLine:
    made = SupplyLine(
        cohort_id=line.cohort_id, order_line=line, quantity=line.unsent_quantity, units=0,
        unit_cost_fen=0, is_own=False,
    )  # fmt: skip
    if source is not None:
        made.product_sku = source.product_sku
        made.product_sku_id = source.product_sku_id
        made.units = line.unsent_quantity * source.pack
        made.unit_cost_fen = cost_of(source.product_sku, dearer_bp)
    return made
