"""Do a title's words speak of another category than the one chosen? Careful on purpose. Pure."""

# word data: an example

from collections.abc import Mapping
from functools import cache
from typing import Any

from sim_market.rules.categories import Category, find_category, leaf_categories
from sim_market.rules.wording import folded, squeezed

SHORTEST = 2  # a leaf named by one sign says too little


def other_category(
    title: str, code: str, attributes: Mapping[str, Any]
) -> tuple[Category, Category] | None:
    """(own, other) if the title names goods of another top category and none of its own.

    Only the whole name of another leaf at the end of a word counts (“坚果藕粉羹” is no nut), and
    only if nothing of the title is said of the own category: no two signs of the own leaf's names
    (also of the levels above it), and no value of its attributes. What is not sure is left alone.
    """
    own = find_category(code)
    if own is None or not own.is_leaf:
        return None
    said = squeezed(title)
    if any(word in said for word in _own_words(own)) or _names_value(said, own, attributes):
        return None
    top = code.split(".")[0]
    words = [squeezed(word) for word in folded(title).split()]
    others = [
        leaf
        for name, leaf in _names()
        if leaf.code.split(".")[0] != top and any(word.endswith(name) for word in words)
    ]
    return (own, others[0]) if others else None


@cache
def _names() -> tuple[tuple[str, Category], ...]:
    """Leaf names, the longest first; those that are ambiguous left out."""
    found: dict[str, list[Category]] = {}
    for leaf in leaf_categories():
        found.setdefault(squeezed(leaf.name), []).append(leaf)
    sole = [(name, leaves[0]) for name, leaves in found.items() if len(leaves) == 1]
    return tuple(sorted((x for x in sole if len(x[0]) >= SHORTEST), key=lambda x: -len(x[0])))


@cache
def _own_words(own: Category) -> frozenset[str]:
    """Pairs of signs in the names of a leaf and of the levels above it; single signs whole."""
    names = [squeezed(name) for name in own.full_name.split("/")]
    pairs = {name[i : i + 2] for name in names for i in range(len(name) - 1)}
    return frozenset(pairs | {name for name in names if len(name) == 1} | {names[-1][-1:]})


def _names_value(said: str, own: Category, attributes: Mapping[str, Any]) -> bool:
    """Does the title name a value that only goods of its category are asked for?"""
    for attribute in own.attributes:
        value = attributes.get(attribute.name)
        for each in value if isinstance(value, list) else [value]:
            word = squeezed(str(each or ""))
            if len(word) >= SHORTEST and not word.isdigit() and word in said:
                return True
    return False
