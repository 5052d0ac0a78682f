"""Short ways to say a trial: some stores, what each does, and for how long."""

from collections.abc import Mapping, Sequence

from sim_market.buyers.market import keyed
from sim_market.buyers.market.engine import World
from sim_market.buyers.market.params import DEFAULT, Params
from sim_market.buyers.season.goods import Market, catalogue
from sim_market.buyers.season.happenings import Happening
from sim_market.buyers.season.levers import Decisions, Lever, ordinary
from sim_market.buyers.season.outcome import Outcome
from sim_market.buyers.season.play import Season

Way = Mapping[Lever, float]  # PRICE as a share of what the goods usually cost
GOODS, CATEGORIES = 12, 6


def market(
    seed: int,
    *,
    params: Params = DEFAULT,
    family: str | None = None,
    happenings: Sequence[Happening] = (),
    eve: int = 0,
    size: tuple[int, int] = (GOODS, CATEGORIES),
) -> Market:
    """`size` is how many goods in how many categories."""
    goods = catalogue(size[0], categories=size[1], family=family)
    return Market(goods, World(seed, params), tuple(happenings), eve=eve)


def decided(where: Market, ways: Sequence[Way]) -> Decisions:
    """One store for each way, ordinary where the way says nothing."""
    levers = ordinary(where.goods, len(ways))
    for store, way in enumerate(ways):
        for lever, value in way.items():
            told = where.goods.reference_fen * value if lever == Lever.PRICE else value
            levers[lever, store] = told
    return Decisions(levers)


def played(where: Market, decisions: Decisions, days: int) -> Outcome:
    return Season(where, decisions).until(24 * days).outcome


def drawn_way(number: int) -> dict[Lever, float]:
    """A store whose every decision is drawn; the same one at every call."""

    def between(lever: Lever, low: float, high: float) -> float:
        return round(low + (high - low) * keyed.unit(keyed.key("policy", number, lever.name)), 3)

    promise = float(24 * (1 + keyed.key("policy", number, "promise") % 3))
    return {
        Lever.PRICE: between(Lever.PRICE, 0.85, 1.25),
        Lever.COVERAGE: between(Lever.COVERAGE, 0.3, 1.0),
        Lever.IMAGE: between(Lever.IMAGE, 0.2, 0.9),
        Lever.DETAIL: between(Lever.DETAIL, 0.1, 0.9),
        Lever.PROMISE: promise,
        Lever.SHIP: max(4.0, promise - between(Lever.SHIP, -4.0, 20.0)),
        Lever.REPLY: between(Lever.REPLY, 20.0, 900.0),
        Lever.RIGHT: between(Lever.RIGHT, 0.6, 1.0),
        Lever.BID: 60.0 if number % 3 == 0 else 0.0,
        Lever.BUDGET: 1500.0,
    }
