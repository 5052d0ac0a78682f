"""What a promotion would leave of each SKU's price, before it starts: with all others that run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim_market.listings.margin import Margin, margin
from sim_market.listings.models import Listing, Sku
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing import (
    Basket,
    Buyer,
    Kind,
    Line,
    Quote,
    Reason,
    Shipping,
    price,
)
from sim_market.promotions.pricing import promotion as pricing
from sim_market.rules.categories import find_category
from sim_market.rules.pack import pack

MOST_ROWS = 50
MOST_UNITS = 99
FEE_FEN = 1000  # an example, so that free shipping has something to take off


@dataclass(frozen=True, slots=True)
class Row:
    """One SKU: how many must be bought for the promotion to apply (0: it never does), what a unit
    then costs with this promotion alone and with all that run, and what is left of it.
    """

    sku: Sku
    units: int
    alone_fen: int
    together_fen: int
    with_: tuple[str, ...]
    margin: Margin

    @property
    def is_below_cost(self) -> bool:
        return self.margin.profit_fen < 0


def simulate(
    promotion: Promotion, goods: Sequence[Listing], others: Sequence[Promotion]
) -> list[Row]:
    """A row per SKU that the promotion is about, the worst first."""
    terms = promotion.terms
    costs = {str(sku.id): sku.cost_fen for listing in goods for sku in listing.skus}
    if isinstance(terms.benefit, pricing.Bundle):
        return _set_rows(terms, terms.benefit, goods)
    running = [each.terms for each in others if each.id != promotion.id]
    skus = [(listing, sku) for listing in goods for sku in listing.skus]
    about = [each for each in skus if terms.scope.covers(_line(*each, 1))]
    rows = [_row(listing, sku, terms, running, costs) for listing, sku in about[:200]]
    return sorted(rows, key=lambda row: row.margin.profit_fen)[:MOST_ROWS]


def _set_rows(
    terms: pricing.Promotion, bundle: pricing.Bundle, goods: Sequence[Listing]
) -> list[Row]:
    """A row per SKU of a set that is bought once: its part of the price."""
    known = {str(sku.id): (listing, sku) for listing in goods for sku in listing.skus}
    items = [(*known[each.sku], each.quantity) for each in bundle.items if each.sku in known]
    lines = tuple(replace(_line(*each), id=str(each[1].id)) for each in items)
    quote = price(Basket(lines), [terms])
    rows = []
    for (listing, sku, units), line in zip(items, quote.lines, strict=True):
        cost = line.pay_fen // units
        left = margin(cost, sku.cost_fen, _commission_bp(listing))
        rows.append(Row(sku, units if quote.applied else 0, cost, cost, (), left))
    return rows


def _row(
    listing: Listing,
    sku: Sku,
    terms: pricing.Promotion,
    running: Sequence[pricing.Promotion],
    costs: Mapping[str, int],
) -> Row:
    units = _needed(listing, sku, terms)
    alone = _quote(listing, sku, units or 1, [terms])
    together = _quote(listing, sku, units or 1, [terms, *running])
    cost = together.goods_fen // (units or 1)
    given = sum(costs.get(gift.sku, 0) * gift.quantity for _by, gift in together.gifts)
    return Row(
        sku, units, alone.goods_fen // (units or 1), cost,
        tuple(each.promotion.name for each in together.applied if each.promotion.id != terms.id),
        margin(cost, sku.cost_fen + given // (units or 1), _commission_bp(listing)),
    )  # fmt: skip


def _needed(listing: Listing, sku: Sku, terms: pricing.Promotion) -> int:
    """So many units of the SKU make the promotion apply; 0 if no number up to 99 does."""
    units = 1
    while units <= MOST_UNITS:
        quote = _quote(listing, sku, units, [terms])
        if quote.applied:
            return units
        why = quote.skipped[0].missing
        if why.reason == Reason.AMOUNT_SHORT:
            units += max(1, -(-int(why.facts["missing_fen"]) // sku.price_fen))
        elif why.reason == Reason.QUANTITY_SHORT:
            units += int(why.facts["missing"])
        else:
            return 0
    return 0


def _quote(
    listing: Listing, sku: Sku, units: int, promotions: Sequence[pricing.Promotion]
) -> Quote:
    """A buyer to whom nothing is refused for who they are, who buys in the way that the first of
    them asks for: from the live bag, together.
    """
    codes = frozenset(each.condition.code for each in promotions if each.condition.code)
    buyer = Buyer(is_new=True, level=100, codes=codes)
    fee = Shipping(FEE_FEN, str(listing.store_id))
    asked, lines = promotions[0], (_line(listing, sku, units),)
    together = asked.condition.group or asked.kind == Kind.GROUP_PRICE
    return price(Basket(lines, (fee,), buyer, None, asked.is_live, together), promotions)


def _line(listing: Listing, sku: Sku, units: int) -> Line:
    return Line(
        "1", sku.price_fen, units, str(sku.id), str(listing.id), listing.category_code,
        str(listing.store_id),
    )  # fmt: skip


def _commission_bp(listing: Listing) -> int:
    category = find_category(listing.category_code)
    return int(category.commission_bp) if category else pack(listing.cohort).commission_bp
