"""The lines of a new order: what each unit costs is written down and never reckoned again."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sim_market.listings.models import Sku
from sim_market.orders.models import OrderLine
from sim_market.promotions.pricing import Quote, QuotedLine
from sim_market.promotions.quoting import Offers
from sim_market.rules.categories import find_category
from sim_market.rules.pack import pack


def frozen_lines(
    basket: Sequence[tuple[Sku, int]], quote: Quote, offers: Offers
) -> list[OrderLine]:
    """A line per SKU with its shares (A6, P6), then the gifts, which cost nothing."""
    quoted = {line.line.id: line for line in quote.lines}
    gifts: Counter[str] = Counter()
    for _promotion, gift in quote.gifts:
        gifts[gift.sku] += gift.quantity
    lines = [_line(sku, quantity, quoted[str(sku.id)]) for sku, quantity in basket]
    return lines + [_gift(offers.gifts[sku], n) for sku, n in sorted(gifts.items())]


def units_to_hold(lines: Iterable[OrderLine]) -> list[tuple[int, int]]:
    """(SKU id, units), a SKU that is bought and given summed (S4), in ascending id (S5)."""
    units: Counter[int] = Counter()
    for line in lines:
        units[line.sku.id] += line.quantity
    return sorted(units.items())


def _line(sku: Sku, quantity: int, quoted: QuotedLine) -> OrderLine:
    cut = quoted.discount_fen > 0
    return OrderLine(
        **_goods(sku, quantity), unit_price_fen=sku.price_fen, pay_fen=quoted.pay_fen,
        discount_fen=quoted.discount_fen, platform_fen=quoted.platform_fen, adjust_fen=0,
        platform_back_fen=0, gift=False,
        unit_fens=list(quoted.units) if cut else [],
        platform_units=list(quoted.platform_units) if quoted.platform_fen else [],
    )  # fmt: skip


def _gift(sku: Sku, quantity: int) -> OrderLine:
    return OrderLine(
        **_goods(sku, quantity), unit_price_fen=0, pay_fen=0, discount_fen=0, adjust_fen=0,
        platform_fen=0, platform_back_fen=0, unit_fens=[], platform_units=[], gift=True,
    )  # fmt: skip


def _goods(sku: Sku, quantity: int) -> dict[str, Any]:
    """What the goods are now, and the rate of their commission (L1)."""
    return {
        "cohort_id": sku.cohort_id, "listing_id": sku.listing_id, "sku": sku,
        "listing_title": sku.listing.title, "spec": sku.spec, "picture": sku.shown_picture,
        "category_code": sku.listing.category_code, "quantity": quantity,
        "unit_cost_fen": sku.cost_fen, "commission_bp": _commission_bp(sku),
    }  # fmt: skip


def _commission_bp(sku: Sku) -> int:
    """The commission of the goods' category; that of the rule pack where it names none (L2)."""
    category = find_category(sku.listing.category_code)
    return int(category.commission_bp) if category else pack(sku.cohort).commission_bp
