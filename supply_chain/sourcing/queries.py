"""Reading which goods of a store come from which supplier."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.db import db
from sim_market.listings.models import Listing, Sku
from sim_market.stores.models import Store
from supply_chain.sourcing.models import SourcedSku
from supply_chain.suppliers.models import Product, ProductSku

PER_PAGE = 50


def list_sourced(store: Store, *, page: int = 1) -> tuple[Sequence[SourcedSku], int]:
    """What the store sells from suppliers, newest first, with both sides; and how many in all."""
    mine = (SourcedSku.cohort_id == store.cohort_id) & (SourcedSku.store_id == store.id)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(SourcedSku).where(mine)) or 0
    rows = db.session.scalars(
        sa.select(SourcedSku)
        .join(Sku, (Sku.cohort_id == SourcedSku.cohort_id) & (Sku.id == SourcedSku.sku_id))
        .join(Listing, (Listing.cohort_id == Sku.cohort_id) & (Listing.id == Sku.listing_id))
        .where(mine)
        .options(
            contains_eager(SourcedSku.sku).contains_eager(Sku.listing),
            joinedload(SourcedSku.product_sku)
            .joinedload(ProductSku.product)
            .joinedload(Product.supplier),
        )
        .order_by(Listing.id.desc(), Sku.code)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return rows.all(), total


def listings_by_product(store: Store | None, products: Sequence[Product]) -> dict[int, int]:
    """Product id -> id of the store's listing of it, for those that it sells."""
    if store is None or not products:
        return {}
    rows = db.session.execute(
        sa.select(ProductSku.product_id, sa.func.min(Sku.listing_id))
        .join(SourcedSku, SourcedSku.product_sku_id == ProductSku.id)
        .join(Sku, (Sku.cohort_id == SourcedSku.cohort_id) & (Sku.id == SourcedSku.sku_id))
        .where(
            SourcedSku.cohort_id == store.cohort_id,
            SourcedSku.store_id == store.id,
            ProductSku.product_id.in_([product.id for product in products]),
        )
        .group_by(ProductSku.product_id)
    )
    return {row[0]: row[1] for row in rows}


def sources_of(store: Store, sku_ids: Sequence[int]) -> dict[int, SourcedSku]:
    """SKU id -> where it comes from, with the supplier's SKU and product."""
    if not sku_ids:
        return {}
    asked = {"cohort": store.cohort_id, "store": store.id, "skus": list(sku_ids)}
    return {row.sku_id: row for row in db.session.scalars(_sources(), asked)}


@cache
def _sources() -> sa.Select[SourcedSku]:
    return (
        sa.select(SourcedSku)
        .where(
            SourcedSku.cohort_id == sa.bindparam("cohort"),
            SourcedSku.store_id == sa.bindparam("store"),
            SourcedSku.sku_id.in_(sa.bindparam("skus", expanding=True)),
        )
        .options(
            joinedload(SourcedSku.product_sku)
            .joinedload(ProductSku.product)
            .load_only(Product.code, Product.name, Product.supplier_id, Product.lead_hours)
        )
    )
