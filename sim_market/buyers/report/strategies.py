"""Ways to keep a shop that are matched against each other: three honest ones and four cheats."""

from sim_market.buyers.report.trials import Way
from sim_market.buyers.season.levers import Lever

STRATEGIES: dict[str, Way] = {
    "careless": {
        Lever.PRICE: 1.25, Lever.COVERAGE: 0.45, Lever.IMAGE: 0.3, Lever.DETAIL: 0.2,
        Lever.PROMISE: 72.0, Lever.SHIP: 80.0, Lever.REPLY: 900.0, Lever.RIGHT: 0.7,
    },
    "ordinary": {},
    "careful": {
        Lever.PRICE: 0.98, Lever.COVERAGE: 0.95, Lever.IMAGE: 0.8, Lever.DETAIL: 0.85,
        Lever.PROMISE: 24.0, Lever.SHIP: 20.0, Lever.REPLY: 60.0, Lever.RIGHT: 1.0,
    },
    "price_zero": {Lever.PRICE: 0.01},
    "keyword_stuffer": {Lever.COVERAGE: 1.0, Lever.STUFFING: 0.3},
    "brusher": {Lever.FAKES: 2.0},
    "over_promiser": {Lever.CLAIM: 0.6, Lever.PROMISE: 24.0, Lever.SHIP: 60.0},
}  # fmt: skip
HONEST = ("careful", "ordinary", "careless")
CHEATS = ("price_zero", "keyword_stuffer", "brusher", "over_promiser")
