"""What a purchase may expect afterwards: stars, words, returns. The expectation of `aftermath`."""

from dataclasses import dataclass
from functools import lru_cache
from math import exp
from statistics import NormalDist

import numpy as np

from sim_market.buyers.market.aftermath import MISHAP, MOVED, WRITES
from sim_market.buyers.market.keyed import Reals

BASES = np.round(np.arange(0.0, 6.5, 0.01), 2)  # latent stars without mood and mishap
MOODS, MISHAPS = 64, 12


@dataclass(frozen=True, slots=True)
class Fates:
    """Per purchase; `stars` is the sum of stars that is written, so mean = stars / writes."""

    returns: Reals
    writes: Reals
    stars: Reals
    ones: Reals
    twos: Reals
    fives: Reals


@lru_cache(maxsize=1)
def by_base() -> Reals:
    """[what, base]: writes, stars, ones, twos, fives for each latent level of satisfaction."""
    mood = 0.4 * np.array([NormalDist().inv_cdf((n + 0.5) / MOODS) for n in range(MOODS)])
    cost = 1.4 + 3.0 * np.sqrt((np.arange(MISHAPS) + 0.5) / MISHAPS)
    plain = (BASES[:, None] + mood)[:, :, None]
    broken = plain - cost
    shares = [(plain, 1 - MISHAP), (broken, MISHAP)]
    return np.stack([sum_of(shares, number) for number in range(5)])


def sum_of(shares: list[tuple[Reals, float]], what: int) -> Reals:
    total = np.zeros(len(BASES))
    for felt, share in shares:
        writes = WRITES * np.where((felt > 5.1) | (felt < 3.2), MOVED, 1.0)
        stars = np.clip(np.floor(felt + 0.5), 1, 5)
        kinds = (1.0, stars, stars == 1, stars == 2, stars == 5)
        total += share * (writes * kinds[what]).mean(axis=(1, 2))
    return total


def fates_of(
    base: Reals, quality: Reals, claim: Reals, late: Reals, pull: Reals, satisfaction: Reals
) -> Fates:
    """`base` is the chance of a return of such goods; `pull` what else moves that logit."""
    moved = 1.2 * claim + 0.5 * np.maximum(0.0, -quality) + 0.35 * late + pull
    logit = np.log(base / (1 - base)) + moved
    plain, broken = 1 / (1 + np.exp(-logit)), 1 / (1 + exp(-2.2) * np.exp(-logit))
    writes, stars, ones, twos, fives = (
        np.interp(satisfaction, BASES, column) for column in by_base()
    )
    returns = (1 - MISHAP) * plain + MISHAP * broken
    return Fates(returns, writes, stars, ones, twos, fives)
