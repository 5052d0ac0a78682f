"""The supply system's part of a practice record: sources, supply orders, stock on both sides."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.db import db
from sim_market.listings.models import Sku
from sim_market.stores.models import Store
from supply_chain.capture.models import SupplyOrder
from supply_chain.sourcing.models import SourcedSku
from supply_chain.stock.models import Allotment
from supply_chain.stock.quantity import Level
from supply_chain.suppliers.models import Product, ProductSku

Part = dict[str, Any]
Mapped = Sequence[tuple[SourcedSku, Allotment | None]]


def mapped_skus(store: Store) -> Mapped:
    """Every SKU that is mapped to a supplier's, with the allotment behind it: one statement."""
    rows = db.session.execute(
        sa.select(SourcedSku, Allotment)
        .outerjoin(
            Allotment,
            (Allotment.cohort_id == SourcedSku.cohort_id)
            & (Allotment.store_id == SourcedSku.store_id)
            & (Allotment.product_sku_id == SourcedSku.product_sku_id),
        )
        .where(SourcedSku.cohort_id == store.cohort_id, SourcedSku.store_id == store.id)
        .order_by(SourcedSku.id)
        .options(
            joinedload(SourcedSku.sku).joinedload(Sku.listing),
            joinedload(SourcedSku.product_sku)
            .joinedload(ProductSku.product)
            .joinedload(Product.supplier),
        )
    )
    return [(row[0], row[1]) for row in rows]


def sources_of(rows: Mapped) -> dict[int, dict[str, str]]:
    """By SKU id: the supplier's product that it was listed from."""
    return {
        mapped.sku_id: {
            "product": mapped.product_sku.product.code,
            "supplier": mapped.product_sku.product.supplier.name,
        }
        for mapped, _allotment in rows
    }


def supply_part(store: Store, rows: Mapped) -> Part:
    orders = db.session.scalars(
        sa.select(SupplyOrder)
        .where(SupplyOrder.cohort_id == store.cohort_id, SupplyOrder.store_id == store.id)
        .order_by(SupplyOrder.number)
    )
    return {
        "orders": [_order(row) for row in orders],
        "stock": [_stock(mapped, allotment) for mapped, allotment in rows],
    }


def _order(row: SupplyOrder) -> Part:
    return {
        "number": row.number,
        "order": row.order_number,
        "state": row.state.value,
        "cost_fen": row.cost_fen,
        "shipped": row.shipped_sim_at is not None,
    }


def _stock(mapped: SourcedSku, allotment: Allotment | None) -> Part:
    """Units on offer in the shop, and those of them that the supplier could still serve."""
    sku = mapped.sku
    return {
        "sku": sku.code,
        "name": f"{sku.listing.title} {sku.spec}".strip(),
        "shop": sku.available,
        "supply": _served(mapped, allotment),
        "oversold": sku.on_hand < sku.reserved,
    }


def _served(mapped: SourcedSku, allotment: Allotment | None) -> int:
    if allotment is None:
        return 0
    level = Level(allotment.on_hand, allotment.allocated, mapped.sku.reserved, mapped.pack)
    return max(level.available, 0) // mapped.pack
