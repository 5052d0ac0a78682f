"""The supply system's part of a practice record: sources, supply orders, stock on both sides."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.db import db
from sim_market.stores.models import Store
from supply_chain.sourcing.models import SourcedSku
from supply_chain.stock.queries import list_pairs
from supply_chain.suppliers.models import Product, ProductSku

Part = dict[str, Any]


def sources_of(store: Store) -> dict[int, dict[str, str]]:
    """By SKU id: the supplier's product that it was listed from."""
    rows = db.session.scalars(
        sa.select(SourcedSku)
        .where(SourcedSku.cohort_id == store.cohort_id, SourcedSku.store_id == store.id)
        .order_by(SourcedSku.id)
        .options(
            joinedload(SourcedSku.product_sku)
            .joinedload(ProductSku.product)
            .joinedload(Product.supplier)
        )
    )
    return {
        row.sku_id: {
            "product": row.product_sku.product.code,
            "supplier": row.product_sku.product.supplier.name,
        }
        for row in rows
    }


def supply_part(store: Store) -> Part:
    return {"orders": [], "stock": [_pair(pair) for pair in list_pairs(store)]}


def _pair(pair: Any) -> Part:
    """Shop's units on offer, and the shop's units that the supplier could still serve."""
    return {
        "sku": pair.sku.code,
        "name": f"{pair.sku.listing.title} {pair.sku.spec}".strip(),
        "shop": pair.sku.available,
        "supply": max(pair.level.available, 0) // pair.pack,
        "oversold": pair.sku.on_hand < pair.sku.reserved,
    }
