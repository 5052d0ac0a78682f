"""From cost to price, and what is left of the price. Pure; whole fen in, whole fen out."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.flow import State
from app.money import percent_of

LOWEST_PERCENT, HIGHEST_PERCENT = 100, 1_000
MOST_PACK = 12


class Tail(State):
    """How prices end."""

    NINE = "nine", _l("尾数 .90")
    ZERO = "zero", _l("整元")
    FREE = "free", _l("不改尾数")


def tail_of(value: str | None) -> Tail:
    """The tail of this name; .90 for any other."""
    return next((tail for tail in Tail if tail.value == value), Tail.NINE)


@dataclass(frozen=True, slots=True)
class PriceRule:
    """price = cost x pack x markup, then the tail. `markup_percent` 200 doubles the cost."""

    markup_percent: int = 200
    tail: Tail = Tail.NINE
    pack: int = 1

    def price_of(self, cost_fen: int) -> int:
        """The price of one unit of the shop. Rounded half up once, the tail to the nearest."""
        return with_tail(percent_of(cost_fen * self.pack, self.markup_percent * 100), self.tail)


def with_tail(fen: int, tail: Tail) -> int:
    """The nearest price with this ending, the higher of two equally near; at least one fen."""
    if tail == Tail.NINE:
        return max(90, (fen + 60) // 100 * 100 - 10)
    if tail == Tail.ZERO:
        return max(100, (fen + 50) // 100 * 100)
    return max(1, fen)


@dataclass(frozen=True, slots=True)
class Margin:
    """What becomes of one price. `bp` is the profit's share of the price, in basis points."""

    price_fen: int
    cost_fen: int
    commission_fen: int

    @property
    def profit_fen(self) -> int:
        return self.price_fen - self.cost_fen - self.commission_fen

    @property
    def bp(self) -> int:
        return self.profit_fen * 10_000 // self.price_fen if self.price_fen else 0

    @property
    def loses(self) -> bool:
        return self.profit_fen <= 0


def margin_of(price_fen: int, cost_fen: int, commission_bp: int) -> Margin:
    """Price less cost of the goods and commission (commerce_rules L2: on goods paid)."""
    return Margin(price_fen, cost_fen, percent_of(price_fen, commission_bp))
