"""The seller's change of an unpaid order's price (E1-E4)."""

from dataclasses import replace

from sim_market.promotions.pricing.quote import Quote, QuotedLine, QuotedShipping
from sim_market.promotions.pricing.shares import share_signed


def change_price(quote: Quote, goods_fen: int, shipping_fen: int | None = None) -> Quote:
    """The same order with another sum for its goods, and for its shipping if that is said.

    The change lands on lines and units by what they cost (E2, A1-A3). It is always reckoned from
    the price before any change: however often a seller changes it, the shares are those of one
    change from the first price to the last. Raises ValueError for a negative sum (E1).
    """
    if goods_fen < 0 or (shipping_fen or 0) < 0:
        raise ValueError("a price is not negative")
    first = [_without_change(line) for line in quote.lines]
    change = goods_fen - sum(line.pay_fen for line in first)
    shares = share_signed(change, [line.pay_fen for line in first])
    return replace(
        quote,
        lines=tuple(_changed(line, fen) for line, fen in zip(first, shares, strict=True)),
        shipping=_fees(quote, shipping_fen),
        version=quote.version + 1,
    )


def needs_consent(before: Quote, after: Quote) -> bool:
    """A lower price passes silently, a higher one needs the buyer's yes again (E4)."""
    return after.pay_fen > before.pay_fen


def _without_change(line: QuotedLine) -> QuotedLine:
    units = tuple(fen - change for fen, change in zip(line.units, line.adjust_units, strict=True))
    return replace(line, units=units, adjust_units=(0,) * len(units))


def _changed(line: QuotedLine, fen: int) -> QuotedLine:
    shares = tuple(share_signed(fen, line.units))
    units = tuple(unit + change for unit, change in zip(line.units, shares, strict=True))
    return replace(
        line, units=units, adjust_units=shares, deposit_fen=min(line.deposit_fen, sum(units))
    )


def _fees(quote: Quote, shipping_fen: int | None) -> tuple[QuotedShipping, ...]:
    """The fees as they were, or another sum in their proportion."""
    if shipping_fen is None or not quote.shipping:
        return quote.shipping
    shares = share_signed(shipping_fen, [fee.pay_fen for fee in quote.shipping])
    return tuple(replace(fee, pay_fen=fen) for fee, fen in zip(quote.shipping, shares, strict=True))
