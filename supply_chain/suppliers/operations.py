"""Loading the catalogue. Nobody else writes here."""

import sqlalchemy as sa

from app.db import db
from sim_market.rules.categories import find_category
from supply_chain.suppliers.drafts import Catalogue, ProductDraft, SkuDraft, SupplierDraft
from supply_chain.suppliers.models import Product, ProductSku, Supplier


def load_catalogue(catalogue: Catalogue) -> int:
    """Add the suppliers and products that are not there yet; how many products were added.

    Twice is once: rows are known by their code, and what is there is left as it is.
    """
    suppliers = {each.code: each for each in db.session.scalars(sa.select(Supplier))}
    for draft in catalogue.suppliers:
        if draft.code not in suppliers:
            suppliers[draft.code] = _supplier(draft)
    db.session.add_all(suppliers.values())
    known = set(db.session.scalars(sa.select(Product.code)))
    new = [draft for draft in catalogue.products if draft.code not in known]
    db.session.add_all(_product(draft, suppliers[draft.supplier_code]) for draft in new)
    db.session.flush()
    return len(new)


def _supplier(draft: SupplierDraft) -> Supplier:
    return Supplier(
        code=draft.code,
        name=draft.name,
        category_code=draft.category_code,
        province=draft.province,
        city=draft.city,
        address=draft.address,
        contact=draft.contact,
        intro=draft.intro,
        since_year=draft.since_year,
        lead_hours=draft.lead_hours,
        service_score=draft.service_score,
    )


def _product(draft: ProductDraft, supplier: Supplier) -> Product:
    return Product(
        code=draft.code,
        supplier=supplier,
        name=draft.name,
        category_code=draft.category_code,
        attributes=dict(draft.attributes),
        points=list(draft.points),
        pictures=list(draft.pictures),
        province=draft.province,
        origin=draft.origin,
        lead_hours=draft.lead_hours,
        quality_milli=draft.quality_milli,
        cost_fen=min(sku.cost_fen for sku in draft.skus),
        suggested_price_fen=min(sku.suggested_price_fen for sku in draft.skus),
        stock=sum(sku.stock for sku in draft.skus),
        search_text=_search_text(draft, supplier),
        skus=[_sku(sku) for sku in draft.skus],
    )


def _sku(draft: SkuDraft) -> ProductSku:
    return ProductSku(
        code=draft.code,
        spec=draft.spec,
        cost_fen=draft.cost_fen,
        suggested_price_fen=draft.suggested_price_fen,
        stock=draft.stock,
        weight_g=draft.weight_g,
        picture=draft.picture,
    )


def _search_text(draft: ProductDraft, supplier: Supplier) -> str:
    category = find_category(draft.category_code)
    values = [str(value) for value in draft.attributes.values()]
    path = category.path if category else ()
    return " ".join(
        [draft.name, draft.code, *path, supplier.name, draft.origin, *draft.points, *values]
    ).lower()
