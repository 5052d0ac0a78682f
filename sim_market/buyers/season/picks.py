"""Which cards people open, and what they take of it: sparse, keyed, in whole numbers."""

from dataclasses import dataclass

import numpy as np

from sim_market.buyers.market import arrivals, keyed
from sim_market.buyers.market.keyed import MICRO, NANO, Ints, Keys
from sim_market.buyers.market.params import Params
from sim_market.buyers.season.visits import Small, Visits, gumbel, scattered

BUCKETS = (4, 8, 16, 24, 40)  # depths are looked at in such widths
CHUNK = 1 << 14
FULL = 1 << 32


@dataclass(frozen=True, slots=True)
class Cards:
    """What stands on every page: the row in each slot (-1: nothing), and how likely it is opened.

    `opened` is over [page, segment, slot], of 2**32.
    """

    rows: Ints  # [page, slot]
    salts: Small  # [page, slot]
    opened: Small


@dataclass(frozen=True, slots=True)
class Clicks:
    """Who opened what, by visit and then by slot."""

    visit: Ints
    row: Ints


def salts_of(keys: Keys) -> Small:
    return (keys >> np.uint64(32)).astype(np.uint32)


def likely(chance: Ints) -> Small:
    """A chance in nano as a threshold of 2**32."""
    return np.asarray(np.minimum(chance * (FULL / NANO), FULL - 1.0), dtype=np.uint32)


def clicks_of(visits: Visits, cards: Cards) -> Clicks:
    """One draw for each card that is looked at; nothing for those that are not."""
    found = []
    low = 0
    for width in BUCKETS:
        these = np.flatnonzero((visits.depth > low) & (visits.depth <= width))
        found += [
            looked(visits, cards, these[at : at + CHUNK], width)
            for at in range(0, len(these), CHUNK)
        ]
        low = width
    visit, slot = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort(visit * BUCKETS[-1] + slot)
    visit, slot = visit[order], slot[order]
    return Clicks(visit, cards.rows[visits.page[visit], slot])


def looked(visits: Visits, cards: Cards, these: Ints, width: int) -> tuple[Ints, Ints]:
    page = visits.page[these]
    drawn = scattered(cards.salts[page, :width] ^ visits.salt[these][:, None])
    hit = drawn < cards.opened[page, visits.segment[these], :width]
    hit &= np.arange(width) < visits.depth[these][:, None]
    place, slot = np.nonzero(hit)
    return these[place], slot


def outside_pull(visits: Visits, params: Params, day: int, ready: float) -> Ints:
    """How much everybody is drawn to buying nothing today, micro, [visit]."""
    shift = np.array([arrivals.outside_shift(day, hour) for hour in range(24)]) - ready
    pull = keyed.fixed(params.outside + shift, MICRO)
    noise = gumbel(keyed.fold(visits.key, keyed.keys_of([keyed.number_of("nothing")])))
    return np.asarray(pull[visits.hour] + noise)


def pulls(clicks: Clicks, visits: Visits, weights: Ints, keys: Keys, params: Params) -> Ints:
    """How much each opened page draws the one who opened it, micro, [click]."""
    query = visits.page[clicks.visit] // params.page_variants % params.queries
    weight = weights[clicks.row, query, visits.segment[clicks.visit]]
    utility = keyed.fixed(np.log(np.maximum(weight, 1) / NANO), MICRO)
    return np.asarray(utility + gumbel(keyed.fold(visits.key[clicks.visit], keys[clicks.row])))


def best_of(visit: Ints, pull: Ints) -> tuple[Ints, Ints]:
    """Places of the strongest pull of each visit, and those visits. Of equals the first counts."""
    if not len(visit):
        return visit, visit
    first = np.flatnonzero(np.diff(visit, prepend=-1))
    most = np.maximum.reduceat(pull, first)
    many = np.diff(np.append(first, len(visit)))
    winners = np.flatnonzero(pull == np.repeat(most, many))
    own = visit[winners]
    keep = np.diff(own, prepend=-1) != 0
    return winners[keep], own[keep]
