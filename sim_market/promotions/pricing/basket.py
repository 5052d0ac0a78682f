"""What is bought: lines, who buys, how, and the shipping fees before promotions."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Line:
    """Units of one SKU. `price_fen` is the list price of a unit, `floor_fen` the least it may cost.

    Only lines that are `ticked` are bought. A line that is not `in_scope` is bought, but no
    promotion touches it or counts it. A `live` one comes from the shopping bag of a live room.
    """

    id: str
    price_fen: int
    quantity: int = 1
    sku: str = ""
    listing: str = ""
    category: str = ""
    store: str = ""
    ticked: bool = True
    in_scope: bool = True
    floor_fen: int = 0
    live: bool = False

    def __post_init__(self) -> None:
        if self.price_fen < 0 or self.quantity < 1 or self.floor_fen < 0:
            raise ValueError(f"no line can be like this: {self}")

    @property
    def list_fen(self) -> int:
        return self.price_fen * self.quantity


@dataclass(frozen=True, slots=True)
class Shipping:
    """The fee for the goods of one store."""

    fen: int
    store: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """`codes`: as typed. `level`: 0 is no member. Where several stores sell: `known_in` are those
    in which a new customer has bought before, `levels` the levels at stores.
    """

    is_new: bool = False
    level: int = 0
    codes: Set[str] = frozenset()
    province: str = ""
    known_in: Set[str] = frozenset()
    levels: Mapping[str, int] = field(default_factory=dict)

    def is_new_in(self, store: str | None) -> bool:
        """At a store; None asks about all of them."""
        known = bool(self.known_in) if store is None else store in self.known_in
        return self.is_new and not known

    def level_in(self, store: str | None) -> int:
        return self.levels.get(store or "", self.level)


@dataclass(frozen=True, slots=True)
class Basket:
    """`at`: sandbox time; None means that no promotion is asked for its time. `live`: all lines
    come from a live room.
    """

    lines: tuple[Line, ...]
    shipping: tuple[Shipping, ...] = ()
    buyer: Buyer = Buyer()
    at: datetime | None = None
    live: bool = False
    group: bool = False
