"""What happens to a market from outside: promotion days, dearer goods, angry crowds."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import prod


class Kind(StrEnum):
    """Values are stable codes; `size` of a happening means what stands behind each."""

    VIEWS = "views"  # times as many visitors
    READY = "ready"  # times as ready to buy (odds)
    COST = "cost"  # times as dear to buy in
    SUPPLY = "supply"  # times as much can be stocked up; 0: none
    RIVALS = "rivals"  # log points by which rivals are dearer (negative: cheaper)
    ONE_STARS = "one_stars"  # one-star reviews a day and listing out of nowhere


SUMMED = {Kind.RIVALS, Kind.ONE_STARS}


@dataclass(frozen=True, slots=True)
class Happening:
    """From the first day to the last, both included; days count from 1."""

    kind: Kind
    first_day: int
    last_day: int
    size: float


def size_of(happenings: Sequence[Happening], kind: Kind, day: int) -> float:
    """All that happens of one kind on one day: factors multiply, shifts add up."""
    sizes = [
        each.size
        for each in happenings
        if each.kind == kind and each.first_day <= day <= each.last_day
    ]
    return float(sum(sizes)) if kind in SUMMED else float(prod(sizes))
