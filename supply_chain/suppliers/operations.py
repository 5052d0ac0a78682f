"""Loading the catalogue. Nobody else writes here."""

from typing import Any, cast

import sqlalchemy as sa

from app.clock import now
from app.db import Model, db
from sim_market.rules.categories import find_category
from supply_chain.suppliers.drafts import Catalogue, ProductDraft, SkuDraft, SupplierDraft
from supply_chain.suppliers.models import Product, ProductSku, Supplier

CODES = sa.select(Product.code, Product.id)


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
    db.session.flush()
    made = {"created_at": now()}
    _insert(Product, [_product(each, suppliers[each.supplier_code]) | made for each in new])
    ids: dict[str, int] = {code: row_id for code, row_id in db.session.execute(CODES)}  # noqa: C416
    _insert(ProductSku, [_sku(sku, ids[each.code]) | made for each in new for sku in each.skus])
    return len(new)


def _insert(noun: type[Model], rows: list[dict[str, Any]]) -> None:
    """Many rows in one statement: the unit of work would send them one by one."""
    if rows:
        db.session.connection().execute(sa.insert(cast(sa.Table, noun.__table__)), rows)


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


def _product(draft: ProductDraft, supplier: Supplier) -> dict[str, Any]:
    return {
        "code": draft.code,
        "supplier_id": supplier.id,
        "name": draft.name,
        "category_code": draft.category_code,
        "attributes": dict(draft.attributes),
        "points": list(draft.points),
        "pictures": list(draft.pictures),
        "province": draft.province,
        "origin": draft.origin,
        "lead_hours": draft.lead_hours,
        "quality_milli": draft.quality_milli,
        "cost_fen": min(sku.cost_fen for sku in draft.skus),
        "suggested_price_fen": min(sku.suggested_price_fen for sku in draft.skus),
        "stock": sum(sku.stock for sku in draft.skus),
        "search_text": _search_text(draft, supplier),
    }


def _sku(draft: SkuDraft, product_id: int) -> dict[str, Any]:
    return {
        "product_id": product_id,
        "code": draft.code,
        "spec": draft.spec,
        "cost_fen": draft.cost_fen,
        "suggested_price_fen": draft.suggested_price_fen,
        "stock": draft.stock,
        "weight_g": draft.weight_g,
        "picture": draft.picture,
    }


def _search_text(draft: ProductDraft, supplier: Supplier) -> str:
    category = find_category(draft.category_code)
    values = [str(value) for value in draft.attributes.values()]
    path = category.path if category else ()
    return " ".join(
        [draft.name, draft.code, *path, supplier.name, draft.origin, *draft.points, *values]
    ).lower()
