"""Choosing among the variants of a listing, one dimension at a time. Pure.

A variant is (its value in each dimension, how many are available).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Variant = tuple[tuple[str, ...], int]
MOST_DIMENSIONS = 3


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a dimension, seen from what is chosen in the others.

    `fits`: the combination exists. `left`: how many of it there are. `anywhere`: some combination
    with this value can be bought.
    """

    value: str
    on: bool
    fits: bool
    left: int
    anywhere: bool


@dataclass(frozen=True, slots=True)
class Dimension:
    name: str
    field: str
    options: Sequence[Option]

    @property
    def chosen(self) -> str:
        return next((option.value for option in self.options if option.on), "")


def asked(said: Mapping[str, str], variants: Sequence[Variant]) -> tuple[str, ...] | None:
    """What `s0`, `s1`, `s2` say, if each of them names a value that there is; else None."""
    if not variants or not said.get("s0"):
        return None
    chosen = tuple(said.get(f"s{n}", "") for n in range(len(variants[0][0])))
    known = all(
        value in {values[n] for values, _left in variants} for n, value in enumerate(chosen)
    )
    return chosen if known else None


def first(variants: Sequence[Variant]) -> int:
    """The place of the variant that is shown where nobody chose: the first that can be bought."""
    return next((n for n, (_values, left) in enumerate(variants) if left > 0), 0)


def find(variants: Sequence[Variant], chosen: tuple[str, ...]) -> int | None:
    """The place of the variant with these values; None if they do not go together."""
    return next((n for n, (values, _left) in enumerate(variants) if values == chosen), None)


def dimensions(
    names: Sequence[str], variants: Sequence[Variant], chosen: tuple[str, ...]
) -> list[Dimension]:
    """The choice to offer: for each dimension its values, in the order of the matrix."""
    left = dict(variants)
    return [
        Dimension(name, f"s{place}", _options(place, left, chosen))
        for place, name in enumerate(names)
    ]


def _options(
    place: int, left: Mapping[tuple[str, ...], int], chosen: tuple[str, ...]
) -> list[Option]:
    found = []
    for value in dict.fromkeys(values[place] for values in left):
        combined = (*chosen[:place], value, *chosen[place + 1 :])
        found.append(
            Option(
                value,
                on=chosen[place] == value,
                fits=combined in left,
                left=left.get(combined, 0),
                anywhere=any(n > 0 for values, n in left.items() if values[place] == value),
            )
        )
    return found
