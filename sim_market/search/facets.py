"""By what a result can be narrowed, with how many goods are behind each choice. Pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

MOST_NAMES, MOST_VALUES, MOST_STORES, MOST_CATEGORIES = 4, 8, 6, 8
STEPS = (1000, 2000, 3000, 5000, 8000, 10000, 15000, 20000, 30000, 50000, 100000, 200000)  # fen


class Goods(Protocol):
    """What a facet looks at. `said`: attribute -> its values as text."""

    @property
    def category_code(self) -> str: ...
    @property
    def store_id(self) -> int: ...
    @property
    def store_name(self) -> str: ...
    @property
    def price_fen(self) -> int: ...
    @property
    def available(self) -> int: ...
    @property
    def said(self) -> Mapping[str, Sequence[str]]: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet; `value` stands in the address, `label` on the page."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Categories, attributes by name, stores, price bands (low and high fen), goods in stock."""

    categories: Sequence[Choice] = ()
    attributes: Mapping[str, Sequence[Choice]] | None = None
    stores: Sequence[Choice] = ()
    bands: Sequence[tuple[int, int | None, int]] = ()
    in_stock: int = 0


def choices(values: Counter[str], most: int, label: Callable[[str], str] = str) -> list[Choice]:
    """The most frequent first, ties by name."""
    best = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return [Choice(value, label(value), count) for value, count in best]


def attribute_choices(goods: Sequence[Goods], named: set[str]) -> dict[str, list[Choice]]:
    """The attributes that most goods have, and those in `named`; each with its values."""
    counted: dict[str, Counter[str]] = {}
    for each in goods:
        for name, values in each.said.items():
            counted.setdefault(name, Counter()).update(values)
    useful = {name: found for name, found in counted.items() if len(found) > 1 or name in named}
    order = sorted(useful, key=lambda n: (n not in named, -sum(useful[n].values()), n))
    return {name: choices(useful[name], MOST_VALUES) for name in order[:MOST_NAMES]}


def bands(prices: Sequence[int]) -> list[tuple[int, int | None, int]]:
    """Up to four price bands between round numbers: (low, high or None, how many goods)."""
    if len(prices) < 4:
        return []
    ranked = sorted(prices)
    wanted = [ranked[len(ranked) * part // 4] for part in (1, 2, 3)]
    edges = sorted({min(STEPS, key=lambda step: (abs(step - price), step)) for price in wanted})
    limits: list[tuple[int, int | None]] = list(zip([0, *edges], [*edges, None], strict=True))
    counted = [
        (low, high, sum(low <= price and (high is None or price < high) for price in ranked))
        for low, high in limits
    ]
    return [band for band in counted if band[2]]


def said_of(attributes: Mapping[str, Any]) -> dict[str, list[str]]:
    """Attributes as text, those that are a choice: numbers are no facet."""
    return {
        name: [str(each) for each in (value if isinstance(value, list) else [value])]
        for name, value in attributes.items()
        if isinstance(value, (str, list)) and value and not str(value).replace(".", "").isdigit()
    }
