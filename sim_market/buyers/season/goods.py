"""What the stores of a trial sell: a catalogue in columns, the same for every store."""

from dataclasses import dataclass, field
from math import log

import numpy as np

from sim_market.buyers.market import keyed
from sim_market.buyers.market.aftermath import RETURN_BASE
from sim_market.buyers.market.engine import World
from sim_market.buyers.market.keyed import Ints, Keys, Reals
from sim_market.buyers.season.happenings import Happening

FAMILIES = ("kitchen", "home", "beauty", "snack", "stationery", "home", "decor", "accessory")
COST_SHARE = 0.6  # of what such goods usually cost a buyer (A)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Columns over the goods, sorted by category and code."""

    codes: tuple[str, ...]
    categories: tuple[str, ...]
    families: tuple[str, ...]  # of each category
    category: Ints  # place in `categories`
    quality: Reals  # true quality, -1..1
    cost_fen: Ints
    reference_fen: Ints  # what such goods usually cost a buyer

    @property
    def keys(self) -> Keys:
        return keyed.keys_of([keyed.number_of(code) for code in self.codes])

    @property
    def return_base(self) -> Reals:
        """Chance of a return of ordinary goods well delivered, per goods."""
        other = RETURN_BASE["other"]
        by_category = np.array([RETURN_BASE.get(family, other) for family in self.families])
        return np.asarray(by_category[self.category])


@dataclass(frozen=True, slots=True)
class Market:
    """What no store decides: the goods, the buyers, the seed, and what happens from outside."""

    goods: Catalogue
    world: World
    happenings: tuple[Happening, ...] = field(default=())
    reviews: float = 0.0  # that every listing has when the trial begins, of ordinary stars
    recent: float = 0.0  # orders of the 30 days before
    eve: int = 0  # days before the trial: another chance in the same market; a multiple of 7


def catalogue(number: int = 12, *, categories: int = 6, family: str | None = None) -> Catalogue:
    """Invented goods, as many as wanted, spread evenly; the same ones at every call.

    `family` puts all of them into one kind of goods.
    """
    category = np.sort(np.arange(number, dtype=np.int64) % categories)
    codes = tuple(f"season-{category[n]:03}-{n:05}" for n in range(number))
    keys = keyed.keys_of([keyed.number_of(code) for code in codes])

    def spread(what: str, low: float, high: float) -> Reals:
        start = keyed.keys_of([keyed.key("season", what)])
        return low + (high - low) * keyed.units(keyed.fold(start, keys))

    prices: Reals = spread("price", log(2000.0), log(9000.0))
    reference = keyed.fixed(np.asarray(np.exp(prices), dtype=np.float64), 1)
    kinds = tuple(family or FAMILIES[n % len(FAMILIES)] for n in range(categories))
    return Catalogue(
        codes=codes,
        categories=tuple(f"season-{n:03}" for n in range(categories)),
        families=kinds,
        category=category,
        quality=keyed.fixed(spread("quality", -0.3, 0.4), 1000) / 1000,
        cost_fen=keyed.fixed(np.asarray(reference * COST_SHARE, dtype=np.float64), 1),
        reference_fen=reference,
    )
