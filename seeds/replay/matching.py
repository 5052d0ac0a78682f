"""Which earlier sales a cancellation takes back. Pure.

By customer, stock code and price: the latest earlier sale first, as far as units of it are left,
then the one before. The price must be that of the sale, since a refund is what the units cost.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from seeds.replay.rows import Reason, Row

Key = tuple[str, str, int]


@dataclass(slots=True)
class Sold:
    """One line of an order, and how many of its units were not cancelled yet."""

    line_id: int
    left: int


@dataclass(slots=True)
class Sales:
    """All sales so far that somebody with a customer number could cancel."""

    by_key: dict[Key, list[Sold]] = field(default_factory=lambda: defaultdict(list))
    prices: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, row: Row, line_id: int) -> None:
        """`row` was sold as a part of an order's line."""
        if row.customer:
            self.by_key[key_of(row)].append(Sold(line_id, row.quantity))
            self.prices[row.customer, row.code] = row.price_fen

    def take(self, row: Row) -> tuple[list[tuple[int, int]], int]:
        """For a cancellation: ([(line id, units)], units that no sale is left for)."""
        wanted = -row.quantity
        parts: Counter[int] = Counter()
        stack = self.by_key.get(key_of(row), [])
        while wanted and stack:
            units = min(wanted, stack[-1].left)
            parts[stack[-1].line_id] += units
            wanted -= units
            stack[-1].left -= units
            if not stack[-1].left:
                stack.pop()
        return list(parts.items()), wanted

    def why_not(self, row: Row) -> Reason:
        """Why there is no sale for (all of) a cancellation."""
        if not row.customer:
            return Reason.NO_CUSTOMER
        if key_of(row) in self.by_key:
            return Reason.MORE_THAN_SOLD
        if (row.customer, row.code) in self.prices:
            return Reason.OTHER_PRICE
        return Reason.NEVER_SOLD


def key_of(row: Row) -> Key:
    return row.customer, row.code, row.price_fen
