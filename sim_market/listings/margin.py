"""What is left of a sale: price, cost, commission, shipping and expected returns. Pure.

profit = (1 - return rate) x (price - commission - cost) - shipping. A returned unit brings neither
price nor commission and is sold again, but its shipping is spent. All money in fen, rates in bp.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.money import percent_of

WHOLE = 10_000  # basis points


class Verdict(StrEnum):
    """What the calculator says of a price."""

    LOSS = "loss"  # even a unit that is kept loses money, or returns eat the profit
    THIN = "thin"  # less than a tenth of the price remains
    FAIR = "fair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """Of one unit sold, in the mean. `margin_bp` of the price; `break_even_fen` None: no price."""

    commission_fen: int
    profit_fen: int
    margin_bp: int
    break_even_fen: int | None
    verdict: Verdict


def margin(
    price_fen: int, cost_fen: int, commission_bp: int, shipping_fen: int = 0, returned_bp: int = 0
) -> Margin:
    """The sum for one price. Raises ValueError for a negative number or a rate above 100 %."""
    if min(price_fen, cost_fen, shipping_fen) < 0:
        raise ValueError("money is not negative")
    if not 0 <= commission_bp <= WHOLE or not 0 <= returned_bp <= WHOLE:
        raise ValueError("a rate is 0 to 10000 basis points")
    profit = _profit(price_fen, cost_fen, commission_bp, shipping_fen, returned_bp)
    share = profit * WHOLE // price_fen if price_fen else 0
    return Margin(
        commission_fen=percent_of(price_fen, commission_bp),
        profit_fen=profit,
        margin_bp=share,
        break_even_fen=break_even(cost_fen, commission_bp, shipping_fen, returned_bp),
        verdict=Verdict.LOSS if profit < 0 else Verdict.THIN if share < 1_000 else Verdict.FAIR,
    )


def break_even(
    cost_fen: int, commission_bp: int, shipping_fen: int = 0, returned_bp: int = 0
) -> int | None:
    """The lowest price that loses nothing; None where no price can (all returned, all commission).

    Solved for real numbers, then moved to the whole fen where rounding puts it.
    """
    kept, earned = WHOLE - returned_bp, WHOLE - commission_bp
    if kept <= 0 or earned <= 0:
        return 0 if cost_fen == shipping_fen == 0 else None
    needed = cost_fen * kept + shipping_fen * WHOLE
    price = max(0, needed * WHOLE // (kept * earned))
    said = (cost_fen, commission_bp, shipping_fen, returned_bp)
    while price > 0 and _profit(price - 1, *said) >= 0:
        price -= 1
    while _profit(price, *said) < 0:
        price += 1
    return price


def _profit(
    price_fen: int, cost_fen: int, commission_bp: int, shipping_fen: int, returned_bp: int
) -> int:
    kept = price_fen - percent_of(price_fen, commission_bp) - cost_fen
    return percent_of(kept, WHOLE - returned_bp) - shipping_fen
