"""Moving a store's allotments: one guarded update and one row that says why."""

from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there, taken
from app.errors import Conflict
from app.journal import Entry
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


def on_sourced(entry: Entry) -> None:
    """The reaction: goods were listed or linked, so their allotments are opened."""
    open_allotments(entry.chain)


def open_allotments(cohort_id: int) -> int:
    """Give every mapped SKU that has none an allotment of the supplier's stock; how many."""
    db.session.flush()
    bare = db.session.execute(
        sa.select(SourcedSku.store_id, SourcedSku.product_sku_id, ProductSku.stock)
        .join(ProductSku, ProductSku.id == SourcedSku.product_sku_id)
        .outerjoin(
            Allotment,
            (Allotment.cohort_id == SourcedSku.cohort_id)
            & (Allotment.store_id == SourcedSku.store_id)
            & (Allotment.product_sku_id == SourcedSku.product_sku_id),
        )
        .where(SourcedSku.cohort_id == cohort_id, Allotment.id.is_(None))
        .order_by(SourcedSku.id)
    ).all()
    for store_id, product_sku_id, stock in bare:
        _open(cohort_id, store_id, product_sku_id, stock)
    return len(bare)


def allotments_of(store: Store, product_sku_ids: Iterable[int]) -> dict[int, Allotment]:
    """Product SKU id -> the store's allotment of it, in ascending order of allotments (S5)."""
    rows = db.session.scalars(
        sa.select(Allotment)
        .where(
            Allotment.cohort_id == store.cohort_id,
            Allotment.store_id == store.id,
            Allotment.product_sku_id.in_(list(product_sku_ids)),
        )
        .order_by(Allotment.id)
    )
    return {row.product_sku_id: row for row in rows}


def allocate(allotment: Allotment, units: int, ref: str) -> None:
    """Set units aside for a supply order, or raise SupplierOutOfStock. Never oversold."""
    free = Allotment.on_hand - Allotment.allocated >= units
    if not _changed(allotment, free, allocated=Allotment.allocated + units):
        sku = allotment.product_sku
        raise SupplierOutOfStock(
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
    _note(allotment, AllotmentMoveKind.ALLOCATE, units, (0, units), ref)


def release(allotment: Allotment, units: int, ref: str) -> None:
    """Free what was set aside for an order that will not be sent."""
    _must(_changed(allotment, Allotment.allocated >= units, allocated=Allotment.allocated - units))
    _note(allotment, AllotmentMoveKind.RELEASE, units, (0, -units), ref)


def send(allotment: Allotment, units: int, ref: str) -> None:
    """Units that were set aside leave the supplier's house."""
    _must(
        _changed(
            allotment,
            Allotment.allocated >= units,
            on_hand=Allotment.on_hand - units,
            allocated=Allotment.allocated - units,
        )
    )
    _note(allotment, AllotmentMoveKind.SHIP, units, (-units, -units), ref)


def drift(allotment: Allotment, delta: int, ref: str) -> int:
    """The supplier sold elsewhere (delta < 0) or restocked; never below what is set aside.

    Returns what really changed.
    """
    if delta < 0:
        delta = -min(-delta, allotment.available)
    kind = AllotmentMoveKind.RESTOCK if delta > 0 else AllotmentMoveKind.ELSEWHERE
    free = Allotment.on_hand + delta >= Allotment.allocated
    if delta == 0 or not _changed(allotment, free, on_hand=Allotment.on_hand + delta):
        return 0
    _note(allotment, kind, abs(delta), (delta, 0), ref)
    return delta


def _open(cohort_id: int, store_id: int, product_sku_id: int, stock: int) -> None:
    key = {"cohort_id": cohort_id, "store_id": store_id, "product_sku_id": product_sku_id}
    made = insert_unless_there(
        Allotment, **key, opened=stock, on_hand=stock, allocated=0, sync_asked=0, sync_applied=0
    )
    if made and stock:
        allotment = db.session.scalars(sa.select(Allotment).filter_by(**key)).one()
        _note(allotment, AllotmentMoveKind.OPEN, stock, (stock, 0), "open")


def _changed(
    allotment: Allotment, guard: sa.ColumnElement[bool], **values: sa.ColumnElement[int]
) -> bool:
    done = taken(
        sa.update(Allotment)
        .where(Allotment.id == allotment.id, guard)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(allotment, ["on_hand", "allocated"])
    return done


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
