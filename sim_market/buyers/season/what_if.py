"""What would have been: the same people once more with one decision changed, and which lever pays.

Every draw is keyed by what it is about, so both runs meet the same people on the same pages: the
whole difference is the decision's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim_market.buyers.market.keyed import Reals
from sim_market.buyers.season.goods import Market
from sim_market.buyers.season.levers import RANGE, Change, Decisions, Lever
from sim_market.buyers.season.outcome import Figure, Outcome
from sim_market.buyers.season.play import Season

COUNTED = (Figure.IMPRESSIONS, Figure.CLICKS, Figure.ORDERS, Figure.PAYMENTS, Figure.REVENUE,
           Figure.RETURNS, Figure.PROFIT)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """What was, less what would have been; people and fen. `days` is the profit's, by day."""

    was: dict[Figure, float]
    other: dict[Figure, float]
    days: tuple[float, ...]

    def of(self, figure: Figure) -> float:
        return self.was[figure] - self.other[figure]


def without(decisions: Decisions, change: Change) -> Decisions:
    """As if one change had never been made."""
    return replace(decisions, changes=tuple(c for c in decisions.changes if c != change))


def compare(
    market: Market, decisions: Decisions, other: Decisions, *, store: int, days: int
) -> Difference:
    """One store under what was decided and under what might have been."""
    was, might = (alone(market, each, store, days) for each in (decisions, other))
    profit = [each.of(Figure.PROFIT).sum(axis=(1, 2)) for each in (was, might)]
    return Difference(
        {figure: float(was.total(figure)[0]) for figure in COUNTED},
        {figure: float(might.total(figure)[0]) for figure in COUNTED},
        tuple((profit[0] - profit[1]).tolist()),
    )


def alone(market: Market, decisions: Decisions, store: int, days: int) -> Outcome:
    """One store by itself: in this mode nobody else makes a difference to it."""
    changes = tuple(replace(c, store=0) for c in decisions.changes if c.store == store)
    own = Decisions(decisions.start[:, store : store + 1], changes)
    return Season(market, own).until(24 * days).outcome


@dataclass(frozen=True, slots=True)
class Nudge:
    """One lever moved a little for all listings: what it would add in orders and profit (fen)."""

    lever: Lever
    by: float
    orders: float
    profit_fen: float


# How far "a little" is; a share of itself for prices and stock, else what is added.
LITTLE = (
    (Lever.PRICE, 0.03), (Lever.PRICE, -0.03), (Lever.COVERAGE, 0.1), (Lever.STUFFING, -0.05),
    (Lever.IMAGE, 0.1), (Lever.DETAIL, 0.1), (Lever.CLAIM, -0.1), (Lever.PROMISE, -12.0),
    (Lever.SHIP, -12.0), (Lever.REPLY, -60.0), (Lever.RIGHT, 0.05), (Lever.COUPON, 0.05),
    (Lever.BID, 20.0), (Lever.STOCK, 0.2), (Lever.REMIND, 1.0),
)  # fmt: skip
RELATIVE = (Lever.PRICE, Lever.STOCK)
AD_BUDGET = 1000.0  # goes with a bid where there was no budget


def nudges(market: Market, levers: Reals, *, days: int = 14) -> list[Nudge]:
    """Each lever of one store moved a little, the most profitable first.

    `levers` [lever, goods]. All variants are played side by side as stores of one trial; a lever
    that is at its end already is left out.
    """
    moved = [(lever, by, pushed(levers, lever, by)) for lever, by in LITTLE]
    moved = [each for each in moved if not np.array_equal(each[2], levers)]
    start = np.stack([levers, *(each[2] for each in moved)], axis=1)
    outcome = Season(market, Decisions(start)).until(24 * days).outcome
    orders, profit = outcome.total(Figure.ORDERS), outcome.total(Figure.PROFIT)
    found = [
        Nudge(lever, by, float(orders[n] - orders[0]), float(profit[n] - profit[0]))
        for n, (lever, by, _levers) in enumerate(moved, start=1)
    ]
    return sorted(found, key=lambda each: (-each.profit_fen, each.lever))


def pushed(levers: Reals, lever: Lever, by: float) -> Reals:
    other = levers.copy()
    step = levers[lever] * by if lever in RELATIVE else by
    low, high = RANGE.get(lever, (0.0, 1.0))
    other[lever] = np.clip(levers[lever] + step, low, high)
    if lever == Lever.PRICE:
        other[lever] = np.rint(other[lever])
    if lever == Lever.BID:
        other[Lever.BUDGET] = np.maximum(other[Lever.BUDGET], AD_BUDGET)
    return other


def best(found: Sequence[Nudge]) -> Nudge | None:
    """The one that adds most, if any adds anything."""
    return found[0] if found and found[0].profit_fen > 0 else None
