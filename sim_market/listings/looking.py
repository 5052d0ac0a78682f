"""A listing, kept or still being written, as its quality and margin are reckoned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim_market.listings.margin import Margin, margin
from sim_market.listings.quality import Looked, Quality, quality
from sim_market.rules.categories import Category

if TYPE_CHECKING:
    from sim_market.listings.models import Listing


@dataclass(frozen=True, slots=True)
class Sum:
    """What is left of one row of the matrix."""

    words: str
    price_fen: int
    cost_fen: int
    left: Margin


@dataclass(frozen=True, slots=True)
class Costs:
    """What a sale costs besides the goods, in fen and basis points."""

    commission_bp: int
    shipping_fen: int = 0
    returned_bp: int = 0


def quality_of(listing: "Listing") -> Quality:
    """The score of a listing as it stands, with its to-dos: for lists and pages."""
    return quality(
        Looked(
            title=listing.title,
            category_code=listing.category_code,
            attributes=listing.attributes,
            images=listing.images,
            alts=listing.alts,
            detail=listing.detail,
            weights_g=[sku.weight_g for sku in listing.skus],
            codes=[sku.merchant_code for sku in listing.skus],
            costs_fen=[sku.cost_fen for sku in listing.skus],
        )
    )


def sums(rows: Sequence[tuple[str, int, int]], costs: Costs) -> list[Sum]:
    """(words, price_fen, cost_fen) of each row -> what is left of it."""
    beside = (costs.commission_bp, costs.shipping_fen, costs.returned_bp)
    return [
        Sum(words, price, cost, margin(price, cost, *beside))
        for words, price, cost in rows
        if price > 0
    ]


def costs_of(category: Category, shipping_fen: int, returned_pc: int) -> Costs:
    return Costs(category.commission_bp, shipping_fen, min(100, returned_pc) * 100)
