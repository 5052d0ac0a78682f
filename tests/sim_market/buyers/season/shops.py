"""Markets and ways to keep a shop for the trials."""

import numpy as np

from sim_market.buyers.market import keyed
from sim_market.buyers.market.engine import World
from sim_market.buyers.market.keyed import Reals
from sim_market.buyers.season.goods import Market, catalogue
from sim_market.buyers.season.levers import Decisions, Lever, ordinary
from sim_market.buyers.season.outcome import Outcome
from sim_market.buyers.season.play import Season

GOODS = catalogue(12)
MARKET = Market(GOODS, World(seed=5))


def decided(*ways: dict[Lever, float]) -> Decisions:
    """One store for each way; PRICE is given as a share of what the goods usually cost."""
    levers = ordinary(GOODS, len(ways))
    for store, way in enumerate(ways):
        for lever, value in way.items():
            levers[lever, store] = GOODS.reference_fen * value if lever == Lever.PRICE else value
    return Decisions(levers)


def played(decisions: Decisions, days: int = 4, market: Market = MARKET) -> Outcome:
    return Season(market, decisions).until(24 * days).outcome


def drawn(number: int) -> dict[Lever, float]:
    """A way in which every lever is drawn."""

    def between(lever: Lever, low: float, high: float) -> float:
        return round(low + (high - low) * keyed.unit(keyed.key("way", number, lever.name)), 3)

    ship = float(24 * (1 + keyed.key("way", number, "ship") % 3))
    return {
        Lever.PRICE: between(Lever.PRICE, 0.85, 1.25),
        Lever.COVERAGE: between(Lever.COVERAGE, 0.3, 1.0),
        Lever.IMAGE: between(Lever.IMAGE, 0.2, 0.9), Lever.DETAIL: between(Lever.DETAIL, 0.1, 0.9),
        Lever.PROMISE: ship, Lever.SHIP: ship - 6, Lever.REPLY: between(Lever.REPLY, 20, 900),
        Lever.BID: 60.0 * (number % 2), Lever.BUDGET: 3000.0,
    }  # fmt: skip


def same(one: Reals, other: Reals) -> bool:
    return bool(np.array_equal(one, other))
