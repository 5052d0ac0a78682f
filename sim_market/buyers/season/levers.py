"""What a store decides: levers per listing, and when each was moved."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

import numpy as np

from sim_market.buyers.market.keyed import Reals
from sim_market.buyers.season.goods import Catalogue


class Lever(IntEnum):
    """Places in the array of levers; shares lie in 0..1."""

    PRICE = 0  # fen
    COVERAGE = 1  # share of the true words that the title names
    STUFFING = 2  # share of the title that is repeated or false
    IMAGE = 3
    DETAIL = 4
    CLAIM = 5  # how far the page promises more than the goods hold
    PROMISE = 6  # hours until shipping, as promised
    SHIP = 7  # hours until shipping, as done
    REPLY = 8  # seconds until a question is answered
    RIGHT = 9  # share of answers that are right
    COUPON = 10  # share of the price that a coupon takes off
    BID = 11  # fen offered for a click on an ad; 0: no ad
    BUDGET = 12  # fen a day for all ads of the store, the highest of its listings counts
    STOCK = 13  # pieces that stand on the shelf each morning
    FAKES = 14  # orders a day that the store places itself
    LISTED = 15  # 1 on sale, 0 not
    REMIND = 16  # 1: who ordered without paying is reminded within the hour


ORDINARY = {
    Lever.COVERAGE: 0.7, Lever.IMAGE: 0.5, Lever.DETAIL: 0.5, Lever.PROMISE: 48.0,
    Lever.SHIP: 40.0, Lever.REPLY: 180.0, Lever.RIGHT: 0.9, Lever.STOCK: 100.0, Lever.LISTED: 1.0,
}  # fmt: skip
# What a lever can mean at all; anything else is refused.
RANGE = {
    Lever.PRICE: (1.0, 1e10), Lever.PROMISE: (1.0, 720.0), Lever.SHIP: (0.0, 2000.0),
    Lever.REPLY: (0.0, 1e6), Lever.COUPON: (0.0, 0.99), Lever.BID: (0.0, 1e7),
    Lever.BUDGET: (0.0, 1e12), Lever.STOCK: (0.0, 1e9), Lever.FAKES: (0.0, 1e4),
}  # fmt: skip


class ImpossibleLeverError(ValueError):
    """A lever was set to what it cannot mean."""


@dataclass(frozen=True, slots=True)
class Change:
    """One lever moved at a full hour of the trial; `goods` None moves it for all listings."""

    hour: int
    store: int
    lever: Lever
    value: float
    goods: int | None = None


@dataclass(frozen=True, slots=True)
class Decisions:
    """How every store begins, and what it moves later."""

    start: Reals  # [lever, store, goods]
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        for lever in Lever:
            check(lever, self.start[lever])
        for change in self.changes:
            check(change.lever, np.array(change.value))

    @property
    def stores(self) -> int:
        return int(self.start.shape[1])

    def at(self, hour: int) -> Reals:
        """The levers as they stand when an hour begins; of two changes the later one counts."""
        levers = self.start.copy()
        for change in sorted(self.changes, key=lambda each: each.hour):
            if change.hour <= hour:
                where = slice(None) if change.goods is None else change.goods
                levers[change.lever, change.store, where] = change.value
        return levers

    def spans(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The hours first..last (exclusive) in pieces in which nothing is moved."""
        cuts = {first, last} | {c.hour for c in self.changes if first < c.hour < last}
        yield from pairwise(sorted(cuts))

    def also(self, *changes: Change) -> "Decisions":
        return replace(self, changes=(*self.changes, *changes))


def check(lever: Lever, values: Reals) -> None:
    low, high = RANGE.get(lever, (0.0, 1.0))
    if not bool(np.all((values >= low) & (values <= high))):
        raise ImpossibleLeverError(f"{lever.name} must lie between {low:g} and {high:g}")


def ordinary(goods: Catalogue, stores: int) -> Reals:
    """All stores keep their shops in an ordinary way, at the usual price."""
    levers = np.zeros((len(Lever), stores, len(goods.codes)))
    for lever, value in ORDINARY.items():
        levers[lever] = value
    levers[Lever.PRICE] = goods.reference_fen
    return levers
