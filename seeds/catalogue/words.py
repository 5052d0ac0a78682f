"""The word lists: what kinds of goods there are, how they are called, what they cost to make.

One file per top category in `goods/`. A good of the list becomes one product per kind: the kind
is written before its name, a note after it ('哑光撞色' + '陶瓷马克杯' + ' 家用待客').
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.ui.pictures import HUES, PATTERNS
from sim_market.rules.categories import Category, find_category, top_categories

GOODS = Path(__file__).parent / "goods"


@dataclass(frozen=True, slots=True)
class Size:
    """One choice by size: cost and weight in percent of the ordinary ones."""

    label: str
    cost_percent: int
    weight_percent: int


@dataclass(frozen=True, slots=True)
class Good:
    """`sizes` empty means the choices are colours. Costs in fen, weights in grams."""

    name: str
    kinds: Sequence[str]
    cost_fen: tuple[int, int]
    weight_g: tuple[int, int]
    attributes: Mapping[str, Any]
    sizes: Sequence[Size]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything the lists say about one leaf category."""

    category: Category
    makers: Sequence[int]  # which of the trade's suppliers make these, counted from 1
    notes: Sequence[str]
    points: Sequence[str]
    ranges: Mapping[str, Sequence[int]]
    goods: Sequence[Good]
    hues: Sequence[int]
    patterns: Sequence[str]


@dataclass(frozen=True, slots=True)
class Trade:
    """One top category: where its suppliers are, how they call themselves, what they make."""

    code: str
    places: Sequence[str]
    nouns: Sequence[str]
    shelves: Sequence[Shelf]


@cache
def trades() -> tuple[Trade, ...]:
    """All word lists, in the order of the categories."""
    return tuple(read_trade(top.code) for top in top_categories())


def read_trade(code: str) -> Trade:
    lists = tomllib.loads((GOODS / f"{code}.toml").read_text(encoding="utf-8"))
    return Trade(
        code=code,
        places=lists["places"],
        nouns=lists["trades"],
        shelves=[read_shelf(leaf, lists) for leaf in lists["leaf"]],
    )


def read_shelf(leaf: Mapping[str, Any], lists: Mapping[str, Any]) -> Shelf:
    category = find_category(leaf["code"])
    if category is None:
        raise LookupError(f"no such category: {leaf['code']}")
    return Shelf(
        category=category,
        makers=leaf.get("makers", [1, 2, 3, 4]),
        notes=leaf["notes"],
        points=leaf["points"],
        ranges=leaf.get("ranges", {}),
        goods=[read_good(good, leaf) for good in leaf["goods"]],
        hues=lists.get("hues", list(HUES)),
        patterns=lists.get("patterns", list(PATTERNS)),
    )


def read_good(good: Mapping[str, Any], leaf: Mapping[str, Any]) -> Good:
    options = good.get("options", leaf["options"])
    return Good(
        name=good["name"],
        kinds=good["kinds"],
        cost_fen=(good["cost"][0] * 100, good["cost"][1] * 100),
        weight_g=(good["weight"][0], good["weight"][1]),
        attributes={**leaf.get("attr", {}), **good["attr"]},
        sizes=[] if options == "colour" else [Size(*option) for option in options],
    )
