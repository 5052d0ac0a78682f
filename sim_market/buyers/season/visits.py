"""The people of one day, each with a key of their own: what they look for, how far they scroll."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim_market.buyers.market import arrivals, keyed
from sim_market.buyers.market.keyed import MICRO, Ints, Keys
from sim_market.buyers.market.params import SEGMENTS, VIEWS_BY_HOUR, Params
from sim_market.buyers.season.goods import Market
from sim_market.buyers.season.happenings import Kind, size_of

Small = NDArray[np.uint32]
BITS = 1 << 16


@dataclass(frozen=True, slots=True)
class Visits:
    """Columns over the visits, by category and then by time."""

    key: Keys
    salt: Small  # for the many cheap draws: one for each card that is looked at
    page: Ints  # (category * queries + query) * versions + version
    segment: Ints
    depth: Ints  # cards that are looked at, 1..page_slots
    hour: Ints
    buyer: Ints  # 1..pool

    def some(self, which: NDArray[np.bool_] | slice) -> "Visits":
        return Visits(*(getattr(self, name)[which] for name in Visits.__slots__))


def visits_on(market: Market, day: int) -> Visits:
    """Everybody who comes to the mall on one day: a count without chance, keyed one by one.

    Every draw of a visit is cut from its own key.
    """
    params, codes = market.world.params, market.goods.categories
    counts = np.array(numbers_on(market, day))
    category = np.repeat(np.arange(len(codes)), counts)
    number = np.arange(len(category)) - np.repeat(np.cumsum(counts) - counts, counts)
    seed, date = market.world.seed, market.eve + day
    start = keyed.keys_of([keyed.key(seed, "visit", date, code) for code in codes])
    key = keyed.fold(start[category], number.astype(np.uint64))
    version = part(key, 16, params.page_variants)
    query = queries(params)[part(key, 24, BITS)]
    buyer = ((key >> np.uint64(40)) % np.uint64(params.pool)).astype(np.int64)
    salt = (keyed.fold(key, keyed.keys_of([1])) & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    ends = [hour_of(int(count)) for count in counts]
    return Visits(
        key=key,
        salt=salt,
        page=(category * params.queries + query) * params.page_variants + version,
        segment=buyer % SEGMENTS,
        depth=depths(params)[part(key, 0, BITS)],
        hour=np.concatenate(ends),
        buyer=buyer + 1,
    )


def part(key: Keys, shift: int, size: int) -> Ints:
    """Some bits of a key as a number below `size`, a power of two."""
    return np.asarray((key >> np.uint64(shift)) & np.uint64(size - 1), dtype=np.int64)


def numbers_on(market: Market, day: int) -> list[int]:
    """How many come to each category."""
    params, seed = market.world.params, market.world.seed
    whole = sum(arrivals.visits(params, day, hour) for hour in range(24))
    views = size_of(market.happenings, Kind.VIEWS, day)
    return [
        round(whole * arrivals.popularity(seed, category, params) * views)
        for category in market.goods.categories
    ]


@lru_cache(maxsize=8)
def depths(params: Params) -> Ints:
    """How far each of 65,536 equally likely people scrolls: the discrete Weibull of the page."""
    shares = (np.arange(BITS) + 0.5) / BITS
    depth = 1 + np.floor(params.depth_scale * (-np.log(shares)) ** (1 / params.depth_shape))
    return np.asarray(np.minimum(depth, params.page_slots), dtype=np.int64)


@lru_cache(maxsize=8)
def queries(params: Params) -> Ints:
    """Which query each of 65,536 equally likely people types."""
    ends = np.cumsum(arrivals.query_shares(params))[:-1] * BITS
    return np.asarray(np.searchsorted(ends, np.arange(BITS) + 0.5), dtype=np.int64)


def hour_of(count: int) -> Ints:
    """The hour of each of so many visits: evenly along the curve of the day, without chance."""
    ends = keyed.fixed(np.cumsum(VIEWS_BY_HOUR) / sum(VIEWS_BY_HOUR) * count, MICRO) // MICRO
    ends[-1] = count
    return np.repeat(np.arange(24), np.diff(ends, prepend=0))


def scattered(salt: Small) -> Small:
    """The finaliser lowbias32 (Wellons 2018) in place: 32 bits in, 32 well-mixed bits out."""
    salt ^= salt >> np.uint32(16)
    salt *= np.uint32(0x7FEB352D)
    salt ^= salt >> np.uint32(15)
    salt *= np.uint32(0x846CA68B)
    salt ^= salt >> np.uint32(16)
    return salt


def gumbel(drawn: Keys) -> Ints:
    """Keyed Gumbel noise in micro: what a person happens to feel about one thing."""
    return keyed.fixed(-np.log(-np.log(keyed.units(drawn))), MICRO)
