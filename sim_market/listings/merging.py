"""Two who change one listing at the same time: what each has changed of what both had read. Pure.

A content is taken apart: 'title', 'attribute:材质', 'sku:S01-0001-02:price_fen'; where the two do
not have the same SKUs, 'matrix' is one part.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim_market.listings.content import OF_SKU, SAID, Content

ATTRIBUTE, SKU, MATRIX = "attribute:", "sku:", "matrix"
WHOLE = tuple(name for name in SAID if name not in {"attributes", "category_code"})
COMPARED = tuple(name for name in OF_SKU if name != "specs")


@dataclass(frozen=True, slots=True)
class Contest:
    """A part that both have changed: what is kept, and what was typed."""

    part: str
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Merge:
    """`taken`: parts that only the other has changed. What only I have changed needs no word."""

    taken: tuple[str, ...]
    contested: tuple[Contest, ...]


def merge(base: Content | None, mine: Content, theirs: Content) -> Merge:
    """`base` is what both had read; without it, all that differs is contested."""
    whole = len({str(shape(each)) for each in (base or theirs, mine, theirs)}) > 1
    one, two = parts(mine, whole), parts(theirs, whole)
    read = parts(base, whole) if base is not None else {}
    differ = [part for part in dict.fromkeys([*two, *one]) if one.get(part) != two.get(part)]
    known = base is not None
    taken = [part for part in differ if known and one.get(part) == read.get(part)]
    mine_only = {part for part in differ if known and two.get(part) == read.get(part)}
    asked = [part for part in differ if part not in {*taken, *mine_only}]
    return Merge(tuple(taken), tuple(Contest(part, two.get(part), one.get(part)) for part in asked))


def shape(content: Content) -> list[tuple[str, str]]:
    """Which SKUs there are, and what they are called."""
    return sorted((str(sku.get("code", "")), str(sku["spec"])) for sku in content["skus"])


def parts(content: Content, whole_matrix: bool) -> dict[str, Any]:
    """Each part with what it says; nothing and empty are the same."""
    said = {name: content.get(name) or None for name in WHOLE}
    said |= {f"{ATTRIBUTE}{name}": value for name, value in content["attributes"].items()}
    if whole_matrix:
        return said | {MATRIX: [dict(_told(sku)) for sku in content["skus"]]}
    for sku in content["skus"]:
        said |= {f"{SKU}{sku['code']}:{name}": value for name, value in _told(sku)}
    return said


def _told(sku: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "spec", sku["spec"]
    for name in COMPARED:
        yield name, sku.get(name) or None
