"""Moving a store's allotments: one guarded update and one row that says why."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from app.clock import now
from app.cohorts.models import Cohort
from app.db import db, insert_unless_there
from app.errors import Conflict
from app.journal import Entry
from sim_market.listings.models import Sku
from sim_market.rules.pack import RuleId
from sim_market.stores.models import Store
from supply_chain.sourcing.models import SourcedSku
from supply_chain.stock.models import (
    Allotment,
    AllotmentMove,
    AllotmentMoveKind,
    SupplierOutOfStock,
)
from supply_chain.suppliers.models import ProductSku

ALLOTMENT, MOVE = (cast(sa.Table, noun.__table__) for noun in (Allotment, AllotmentMove))
UNITS = sa.bindparam("units", type_=sa.Integer)
Lines = Sequence[tuple[Allotment, int]]


@dataclass(frozen=True, slots=True)
class Move:
    """A guarded update of one allotment by `units`, and what its movement says per unit."""

    kind: AllotmentMoveKind
    statement: sa.Update
    on_hand: int
    allocated: int


def _statement(guard: sa.ColumnElement[bool], **values: Any) -> sa.Update:
    there = ALLOTMENT.c.id == sa.bindparam("allotment")
    return sa.update(ALLOTMENT).where(there, guard).values(**values)


WRITE = sa.insert(MOVE)
# Built once: units move with every line of every supply order.
ALLOCATE = Move(
    AllotmentMoveKind.ALLOCATE,
    _statement(
        ALLOTMENT.c.on_hand - ALLOTMENT.c.allocated >= UNITS,
        allocated=ALLOTMENT.c.allocated + UNITS,
    ),
    on_hand=0,
    allocated=1,
)
RELEASE = Move(
    AllotmentMoveKind.RELEASE,
    _statement(ALLOTMENT.c.allocated >= UNITS, allocated=ALLOTMENT.c.allocated - UNITS),
    on_hand=0,
    allocated=-1,
)
SEND = Move(
    AllotmentMoveKind.SHIP,
    _statement(
        ALLOTMENT.c.allocated >= UNITS,
        on_hand=ALLOTMENT.c.on_hand - UNITS,
        allocated=ALLOTMENT.c.allocated - UNITS,
    ),
    on_hand=-1,
    allocated=-1,
)

DRIFT = _statement(
    ALLOTMENT.c.on_hand + UNITS >= ALLOTMENT.c.allocated, on_hand=ALLOTMENT.c.on_hand + UNITS
)
OF_STORE = (
    sa.select(Allotment)
    .where(
        Allotment.cohort_id == sa.bindparam("cohort"),
        Allotment.store_id == sa.bindparam("store"),
        Allotment.product_sku_id.in_(sa.bindparam("skus", expanding=True)),
    )
    .order_by(Allotment.id)
)


def on_sourced(entry: Entry) -> None:
    """The reaction: goods were listed or linked, so their allotments are opened."""
    open_allotments(entry.chain, listing_id=entry.subject_id)


def open_allotments(cohort_id: int, *, listing_id: int | None = None) -> int:
    """Give every mapped SKU (of a listing) that has none an allotment of the supplier's stock.

    Returns how many.
    """
    db.session.flush()
    mine = sa.select(Sku.id).where(Sku.cohort_id == cohort_id, Sku.listing_id == listing_id)
    bare = db.session.execute(
        sa.select(SourcedSku.store_id, SourcedSku.product_sku_id, ProductSku.stock)
        .join(ProductSku, ProductSku.id == SourcedSku.product_sku_id)
        .outerjoin(
            Allotment,
            (Allotment.cohort_id == SourcedSku.cohort_id)
            & (Allotment.store_id == SourcedSku.store_id)
            & (Allotment.product_sku_id == SourcedSku.product_sku_id),
        )
        .where(
            SourcedSku.cohort_id == cohort_id,
            Allotment.id.is_(None),
            SourcedSku.sku_id.in_(mine) if listing_id else sa.true(),
        )
        .order_by(SourcedSku.id)
    ).all()
    opened = {(row[0], row[1]) for row in bare if _open(cohort_id, *row)}
    if opened:
        _note_opened(cohort_id, opened)
    return len(bare)


def allotments_of(store: Store, product_sku_ids: Iterable[int]) -> dict[int, Allotment]:
    """Product SKU id -> the store's allotment of it, in ascending order of allotments (S5)."""
    asked = {"cohort": store.cohort_id, "store": store.id, "skus": list(product_sku_ids)}
    rows = db.session.scalars(OF_STORE, asked)
    return {row.product_sku_id: row for row in rows}


def allocate(allotment: Allotment, units: int, ref: str) -> None:
    """Set units aside for a supply order, or raise SupplierOutOfStock. Never oversold."""
    allocate_all([(allotment, units)], ref)


def allocate_all(lines: Lines, ref: str) -> None:
    """Set aside all lines of a supply order, in ascending order (S5); all or nothing (S6)."""
    with db.session.connection().begin_nested() as attempt:
        done = _move(ALLOCATE, lines, ref)
        if not done:
            attempt.rollback()
    if not done:
        raise _short(lines)


def release(allotment: Allotment, units: int, ref: str) -> None:
    """Free what was set aside for an order that will not be sent."""
    release_all([(allotment, units)], ref)


def release_all(lines: Lines, ref: str) -> None:
    """Free what was set aside for several lines, in ascending order of allotments."""
    _must(_move(RELEASE, lines, ref))


def send(allotment: Allotment, units: int, ref: str) -> None:
    """Units that were set aside leave the supplier's house."""
    send_all([(allotment, units)], ref)


def send_all(lines: Lines, ref: str) -> None:
    """What was set aside for several lines leaves, in ascending order of allotments."""
    _must(_move(SEND, lines, ref))


def drift(allotment: Allotment, delta: int, ref: str) -> int:
    """The supplier sold elsewhere (delta < 0) or restocked; never below what is set aside.

    Returns what really changed.
    """
    if delta < 0:
        delta = -min(-delta, allotment.available)
    kind = AllotmentMoveKind.RESTOCK if delta > 0 else AllotmentMoveKind.ELSEWHERE
    if delta == 0 or not _drifted(allotment, delta):
        return 0
    _note(allotment, kind, abs(delta), (delta, 0), ref)
    return delta


def _open(cohort_id: int, store_id: int, product_sku_id: int, stock: int) -> bool:
    return insert_unless_there(
        Allotment, cohort_id=cohort_id, store_id=store_id, product_sku_id=product_sku_id,
        opened=stock, on_hand=stock, allocated=0, sync_asked=0, sync_applied=0,
    )  # fmt: skip


def _note_opened(cohort_id: int, opened: Collection[tuple[int, int]]) -> None:
    """The first movement of allotments that were just made, by (store, product SKU)."""
    made = db.session.execute(
        sa.select(Allotment.id, Allotment.store_id, Allotment.product_sku_id, Allotment.opened)
        .where(
            Allotment.cohort_id == cohort_id,
            Allotment.product_sku_id.in_([sku for _store, sku in opened]),
            Allotment.opened > 0,
        )
        .order_by(Allotment.id)
    )
    same = {
        "cohort_id": cohort_id, "kind": AllotmentMoveKind.OPEN, "allocated_delta": 0,
        "ref": "open", "moved_sim_at": db.session.get_one(Cohort, cohort_id).sim_at,
        "created_at": now(),
    }  # fmt: skip
    rows = [
        {"allotment_id": identity, "quantity": n, "on_hand_delta": n, **same}
        for identity, store_id, sku, n in made
        if (store_id, sku) in opened
    ]
    if rows:
        db.session.connection().execute(WRITE, rows)


def _move(move: Move, lines: Lines, ref: str) -> bool:
    """Move the units of all lines, each by a guarded update; False if one of them had too few."""
    if not lines:
        return True
    db.session.flush()
    connection = db.session.connection()
    done = connection.execute(
        move.statement, [{"allotment": one.id, "units": units} for one, units in lines]
    )
    for allotment, _units in lines:
        db.session.expire(allotment, ["on_hand", "allocated"])
    if done.rowcount != len(lines):
        return False
    same = {
        "cohort_id": lines[0][0].cohort_id, "kind": move.kind, "ref": ref, "created_at": now(),
        "moved_sim_at": lines[0][0].cohort.sim_at,
    }  # fmt: skip
    rows = [
        {"allotment_id": one.id, "quantity": n, "on_hand_delta": move.on_hand * n,
         "allocated_delta": move.allocated * n, **same}
        for one, n in lines
    ]  # fmt: skip
    connection.execute(WRITE, rows)
    return True


def _short(lines: Lines) -> SupplierOutOfStock:
    """Which goods are short, in words."""
    short = ((one, units) for one, units in lines if one.available < units)
    allotment, units = next(short, lines[0])
    sku = allotment.product_sku
    return SupplierOutOfStock(
        _(
            "供应商的“%(name)s（%(spec)s）”不够了：要 %(units)s 件，可用 %(left)s 件",
            name=sku.product.name,
            spec=sku.spec,
            units=units,
            left=allotment.available,
        ),
        rule=RuleId.OUT_OF_STOCK,
        next_step=_("等供应商补货后再确认，或联系买家退款；平时把安全库存调高"),
    )


def _drifted(allotment: Allotment, delta: int) -> bool:
    db.session.flush()
    done = db.session.connection().execute(DRIFT, {"allotment": allotment.id, "units": delta})
    db.session.expire(allotment, ["on_hand", "allocated"])
    return done.rowcount > 0


def _must(done: bool) -> None:
    if not done:
        raise Conflict(_("供货占用的数量对不上，没有改动"), next_step=_("刷新页面看最新状态"))


def _note(
    allotment: Allotment,
    kind: AllotmentMoveKind,
    units: int,
    deltas: tuple[int, int],
    ref: str,
) -> None:
    db.session.add(
        AllotmentMove(
            cohort_id=allotment.cohort_id,
            allotment_id=allotment.id,
            kind=kind,
            quantity=units,
            on_hand_delta=deltas[0],
            allocated_delta=deltas[1],
            ref=ref,
            moved_sim_at=allotment.cohort.sim_at,
        )
    )
