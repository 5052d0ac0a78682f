"""What is needed to make a listing, before it is one."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuDraft:
    """One variant. Without `goods_code` the SKU's own code identifies the goods.

    `reference_fen` is what such goods usually cost a buyer; 0 means: take the price. `specs`: its
    value in each dimension, "" and () for a single SKU; `spec` alone is a value in one dimension.
    `id`: the SKU that it is to change, None for a new one. `stock_was`: the stock that was shown
    when `stock` was typed, None if unknown.
    """

    price_fen: int
    spec: str = ""
    cost_fen: int = 0
    stock: int = 0
    stock_was: int | None = None
    weight_g: int = 0
    picture: str | None = None
    goods_code: str = ""
    reference_fen: int = 0
    supplied: bool = False
    specs: tuple[str, ...] = ()
    merchant_code: str = ""
    compare_fen: int | None = None
    volume_cm3: int = 0
    id: int | None = None

    @property
    def values(self) -> tuple[str, ...]:
        return self.specs or ((self.spec,) if self.spec else ())

    @property
    def words(self) -> str:
        """All values as one text: '陶土色 / 大号'."""
        return " / ".join(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingDraft:
    """A listing as it is to be. Shapes as in `models.Listing`."""

    title: str
    category_code: str
    skus: tuple[SkuDraft, ...]
    attributes: dict[str, Any] = field(default_factory=dict)
    images: tuple[str, ...] = ()
    detail: tuple[dict[str, str], ...] = ()
    spec_names: tuple[str, ...] = ()
    quality_pm: int = 0
    limit_per_buyer: int = 0
    presale: bool = False
    ship_hours: int | None = None
    freight_id: int | None = None
    alts: dict[str, str] = field(default_factory=dict)
