"""What is needed to make a listing, before it is one."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuDraft:
    """One variant. Without `goods_code` the SKU's own code identifies the goods.

    `reference_fen` is what such goods usually cost a buyer; 0 means: take the price.
    """

    price_fen: int
    spec: str = ""
    cost_fen: int = 0
    stock: int = 0
    weight_g: int = 0
    picture: str | None = None
    goods_code: str = ""
    reference_fen: int = 0
    supplied: bool = False


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
