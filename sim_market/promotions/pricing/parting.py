"""A checkout over several stores becomes one order per store: each gets its part of the quote."""

from dataclasses import replace

from sim_market.promotions.pricing.quote import Applied, Quote


def part_of(quote: Quote, store: str) -> Quote:
    """What of a quote is about one store: its lines, its fee, and of promotions that span stores
    the shares of its lines. The parts of all stores sum to the whole (M4).
    """
    if all(line.line.store == store for line in quote.lines):
        return quote
    lines = tuple(line for line in quote.lines if line.line.store == store)
    places = [n for n, fee in enumerate(quote.shipping) if fee.store == store]
    own = {line.line.id for line in lines}
    parts = (_part(each, own, places) for each in quote.applied)
    basket = replace(
        quote.basket,
        lines=tuple(line for line in quote.basket.lines if line.store == store),
        shipping=tuple(quote.basket.shipping[n] for n in places),
    )
    return replace(
        quote, basket=basket, lines=lines,
        shipping=tuple(quote.shipping[n] for n in places),
        applied=tuple(
            each for each in parts
            if each.fen or each.promotion.scope.store == store
        ),
        skipped=tuple(
            each for each in quote.skipped if each.promotion.scope.store in {None, store}
        ),
    )  # fmt: skip


def _part(each: Applied, lines: set[str], fees: list[int]) -> Applied:
    return replace(
        each,
        units={line: units for line, units in each.units.items() if line in lines},
        platform_units={k: units for k, units in each.platform_units.items() if k in lines},
        shipping=tuple(each.shipping[n] for n in fees) if each.shipping else (),
    )
