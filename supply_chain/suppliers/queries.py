"""Reading the catalogue: one page of the goods that fit, one product, the filters' choices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from sim_market.rules.categories import find_category
from sim_market.search.text import parts
from supply_chain.suppliers.models import Product, ProductSku

PER_PAGE = 24


class Sort(StrEnum):
    """In which order goods are shown."""

    BEST = "best"
    CHEAP = "cheap"
    DEAR = "dear"
    MARGIN = "margin"
    FAST = "fast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a trainee looks for. Prices are costs in fen, `lead_hours` the longest."""

    text: str = ""
    category_code: str = ""
    low_fen: int | None = None
    high_fen: int | None = None
    lead_hours: int | None = None
    province: str = ""
    supplier_id: int | None = None
    sort: Sort = Sort.BEST


def list_products(
    wish: Wish, *, page: int = 1, per_page: int = PER_PAGE
) -> tuple[Sequence[Product], int]:
    """One page of products with their suppliers, and how many fit in all. Two statements."""
    asked = _narrowed(sa.select(Product), wish)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(asked.subquery())) or 0
    rows = db.session.scalars(
        asked.options(joinedload(Product.supplier))
        .order_by(*_order(wish), Product.code)
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return rows.all(), total


def get_product(code: str) -> Product:
    """A product with its supplier and SKUs, or NotFound."""
    found = list_products_by_code([code])
    if not found:
        raise NotFound(_("货源市场里没有这件商品"), next_step=_("回货源市场重新选"), link="/supply")
    return found[0]


def list_products_by_code(codes: Sequence[str]) -> Sequence[Product]:
    """The products of these codes, in the order of the codes; unknown codes are left out."""
    rows = db.session.scalars(
        sa.select(Product)
        .where(Product.code.in_(codes))
        .options(joinedload(Product.supplier), selectinload(Product.skus))
    )
    by_code = {product.code: product for product in rows}
    return [by_code[code] for code in dict.fromkeys(codes) if code in by_code]


def find_product_sku(code: str) -> ProductSku | None:
    """A SKU of the catalogue by its code, with its product."""
    return db.session.scalar(
        sa.select(ProductSku)
        .where(ProductSku.code == code.strip().upper())
        .options(joinedload(ProductSku.product).selectinload(Product.skus))
    )


def list_beside(product: Product, number: int = 5) -> Sequence[Product]:
    """Other goods of the same category, nearest in cost first."""
    return db.session.scalars(
        sa.select(Product)
        .where(Product.category_code == product.category_code, Product.id != product.id)
        .order_by(sa.func.abs(Product.cost_fen - product.cost_fen), Product.code)
        .limit(number)
    ).all()


def list_provinces() -> Sequence[str]:
    """Where goods come from, each once."""
    return db.session.scalars(
        sa.select(Product.province).distinct().order_by(Product.province)
    ).all()


def count_products() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Product)) or 0


def _narrowed(asked: sa.Select[Any], wish: Wish) -> sa.Select[Any]:
    for character in sorted(parts(wish.text)):
        asked = asked.where(Product.search_text.contains(character, autoescape=True))
    if find_category(wish.category_code):
        code = wish.category_code
        below = Product.category_code.startswith(f"{code}.", autoescape=True)
        asked = asked.where((Product.category_code == code) | below)
    bounds: list[tuple[Any, Callable[[Any], sa.ColumnElement[bool]]]] = [
        (wish.low_fen, lambda fen: Product.cost_fen >= fen),
        (wish.high_fen, lambda fen: Product.cost_fen <= fen),
        (wish.lead_hours, lambda hours: Product.lead_hours <= hours),
        (wish.supplier_id, lambda supplier: Product.supplier_id == supplier),
        (wish.province or None, lambda province: Product.province == province),
    ]
    return asked.where(*(bound(value) for value, bound in bounds if value is not None))


def _order(wish: Wish) -> list[Any]:
    """As asked; else what is called exactly so first, then goods mixed over the categories."""
    exact = Product.search_text.contains(wish.text.strip().lower(), autoescape=True)
    mixed = sa.func.substr(Product.code, 4)  # the number within its category
    return {
        Sort.BEST: [sa.case((exact, 0), else_=1), mixed] if wish.text.strip() else [mixed],
        Sort.CHEAP: [Product.cost_fen],
        Sort.DEAR: [Product.cost_fen.desc()],
        Sort.MARGIN: [(Product.suggested_price_fen * 100 / Product.cost_fen).desc()],
        Sort.FAST: [Product.lead_hours],
    }[wish.sort]
