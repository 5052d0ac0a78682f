"""What a supplier and its goods are before they are rows: plain data, as the generator makes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SupplierDraft:
    """A simulated supplier. `lead_hours` is how long it usually takes to ship, in sandbox hours."""

    code: str
    name: str
    category_code: str
    province: str
    city: str
    address: str
    contact: str
    intro: str
    since_year: int
    lead_hours: int
    service_score: int  # hundredths of a star, 410 to 490


@dataclass(frozen=True, slots=True)
class SkuDraft:
    """One choice of a product. Money in fen, weight in grams, `picture` a picture key."""

    code: str
    spec: str
    cost_fen: int
    suggested_price_fen: int
    stock: int
    weight_g: int
    picture: str


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """Goods of one supplier, from `origin` in `province`.

    `quality_milli` (0 to 1000) is hidden from people: they find out by selling.
    """

    code: str
    supplier_code: str
    name: str
    category_code: str
    attributes: Mapping[str, Any]
    points: Sequence[str]
    pictures: Sequence[str]
    province: str
    origin: str
    lead_hours: int
    quality_milli: int
    skus: Sequence[SkuDraft]


@dataclass(frozen=True, slots=True)
class Catalogue:
    suppliers: Sequence[SupplierDraft]
    products: Sequence[ProductDraft]

    @property
    def sku_count(self) -> int:
        return sum(len(product.skus) for product in self.products)
