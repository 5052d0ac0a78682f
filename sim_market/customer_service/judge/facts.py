"""What is true of the goods and the order that a buyer asks about: plain values, kept as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`stock` units for sale, `prices_fen` of its SKUs, `ship_hours` promised after payment.

    `attributes`: name -> {"said": [words], "number": "350" or "", "unit", "others": [words]};
    `others` are what else the category knows there. `freight`: "free", "paid" or "" where the
    page does not say. `limit` per buyer, 0 for none. `order_state` "" without an order;
    `hours_left` until it must be sent, below 0 when late.
    """

    stock: int = 0
    prices_fen: tuple[int, ...] = ()
    ship_hours: int = 48
    specs: tuple[str, ...] = ()
    attributes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    freight: str = ""
    limit: int = 0
    return_days: int = 7
    order_state: str = ""
    hours_left: int = 0
    carrier: str = ""
    tracking: str = ""

    def kept(self) -> dict[str, Any]:
        """As JSON: what was true when an answer was judged."""
        return asdict(self)
