"""One listing as a buyer looks at it: which variant, what it costs, what others say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sim_market.listings.models import Listing, Sku
from sim_market.mall.choosing import Dimension, Variant, asked, dimensions, find, first
from sim_market.rules.pack import pack
from sim_market.violations.detect.goods import charged_prices


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen of a listing. `sku` is None where the values do not go together."""

    dimensions: Sequence[Dimension]
    values: tuple[str, ...]
    sku: Sku | None


def choice_of(listing: Listing, said: Mapping[str, str]) -> Choice:
    """By `s0`, `s1`, `s2` or `sku_id` of an address or a form; else the first in stock."""
    names, variants = _matrix(listing)
    values = asked(said, variants)
    if values is None:
        named = said.get("sku_id", "")
        ids = [str(sku.id) for sku in listing.skus]
        place: int | None = ids.index(named) if named in ids else first(variants)
        values = variants[place][0] if variants and place is not None else ()
    else:
        place = find(variants, values)
    sku = listing.skus[place] if place is not None and listing.skus else None
    return Choice(dimensions(names, variants, values), values, sku)


def was_fen(sku: Sku) -> int | None:
    """The price struck through, if buyers could really pay it of late (rule B-2)."""
    if sku.compare_fen is None:
        return None
    charged = charged_prices([sku.listing], pack(sku.cohort)).get(sku.id, set())
    return sku.compare_fen if sku.compare_fen in charged else None


def _matrix(listing: Listing) -> tuple[list[str], list[Variant]]:
    """Names of the dimensions and the variants; one dimension where the matrix is not whole."""
    names = [str(name) for name in listing.spec_names]
    if names and all(len(sku.specs) == len(names) for sku in listing.skus):
        return names, [(tuple(map(str, sku.specs)), sku.available) for sku in listing.skus]
    if len(listing.skus) > 1 or names:
        name = "、".join(names) or _("规格")
        return [name], [((sku.spec or _("默认"),), sku.available) for sku in listing.skus]
    return [], [((), sku.available) for sku in listing.skus]
