"""Which units of a line a request is about, and what they cost the buyer. Numbers in, numbers out.

A line is `costs`: what each of its units cost, frozen when it was ordered (A6). Units go back
earliest first, so any sequence of rounds that returns a line gives exactly what was paid (R1).
"""

from collections.abc import Iterable, Sequence


def free_units(quantity: int, rounds: Iterable[tuple[Sequence[int], int]]) -> list[int]:
    """The units of a line that no round has taken, earliest first.

    `rounds`: for each request that is open or done, its units and how many; one that does not
    name its units took the earliest that were free then.
    """
    free = list(range(quantity))
    for units, count in rounds:
        gone = set(units or free[:count])
        free = [unit for unit in free if unit not in gone]
    return free


def fen_of(units: Iterable[int], costs: Sequence[int]) -> int:
    """What these units cost the buyer, without shipping."""
    return sum(costs[unit] for unit in units)


def evenly(fen: int, quantity: int) -> list[int]:
    """A sum over so many units: each its share rounded down, the last ones one fen more.

    81.82 over 3: 27.27, 27.27, 27.28.
    """
    share, rest = divmod(fen, quantity)
    return [share + (place >= quantity - rest) for place in range(quantity)]
