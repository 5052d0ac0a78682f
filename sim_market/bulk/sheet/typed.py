"""What is typed in the grid as lines of a sheet, so that the same rules hold. Pure.

A field is named '<what>-<id>': title by the listing's id, everything else by the SKU's.
"""

from collections.abc import Mapping, Sequence

from sim_market.bulk.sheet.cells import amount_text
from sim_market.bulk.sheet.columns import CLEAR, Col
from sim_market.bulk.sheet.reading import Line
from sim_market.listings.models import Sku

FIELDS = {"title": Col.TITLE, "price": Col.PRICE, "stock": Col.STOCK, "code": Col.MERCHANT}


def place_of(cohort_id: int, store_id: int) -> str:
    """Where a draft of the grid is kept."""
    return f"c{cohort_id}-grid-{store_id}"


def shown_of(skus: Sequence[Sku]) -> dict[str, str]:
    """Field -> what the goods say now. What cannot be typed is left out."""
    known = {}
    for sku in skus:
        known[f"title-{sku.listing_id}"] = sku.listing.title
        known[f"price-{sku.id}"] = amount_text(sku.price_fen)
        known[f"code-{sku.id}"] = sku.merchant_code
        if not sku.supplied:
            known[f"stock-{sku.id}"] = str(sku.on_hand)
    return known


def lines_of(skus: Sequence[Sku], said: Mapping[str, str]) -> list[Line]:
    """A line for each SKU; a field that was emptied is to be cleared."""
    lines, told = [], set()
    for number, sku in enumerate(skus, start=1):
        cells = {str(Col.CODE): sku.listing.code, str(Col.SKU): sku.code}
        for name, column in FIELDS.items():
            key = f"{name}-{sku.listing_id if name == 'title' else sku.id}"
            if key in said and key not in told:
                told.add(key)
                cells[str(column)] = said[key].strip() or CLEAR[0]
        lines.append(Line(0, number, cells))
    return lines
