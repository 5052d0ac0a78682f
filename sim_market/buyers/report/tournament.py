"""Strategies play the same market under many seeds; who ends with how much."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from statistics import mean
from typing import Any

from sim_market.buyers.report.strategies import CHEATS, HONEST, STRATEGIES
from sim_market.buyers.report.trials import decided, market, played
from sim_market.buyers.season.outcome import Figure

DAYS = 30
SELDOM = 0.99  # honest care must win at least so often


@dataclass(frozen=True, slots=True)
class Tournament:
    """`profits` in fen: a list over the seeds for each strategy."""

    days: int
    seeds: int
    profits: Mapping[str, Sequence[int]]

    def beats(self, better: str, worse: str) -> float:
        """Share of seeds in which one ends above the other."""
        pairs = zip(self.profits[better], self.profits[worse], strict=True)
        return mean(one > other for one, other in pairs)

    @property
    def demands(self) -> dict[str, tuple[float, float]]:
        """What is asked: name -> (share of seeds, share wanted)."""
        found = {
            f"{one} > {other}": (self.beats(one, other), SELDOM) for one, other in pairwise(HONEST)
        }
        return found | {f"ordinary > {cheat}": (self.beats("ordinary", cheat), 1.0)
                        for cheat in CHEATS}  # fmt: skip

    @property
    def is_fair(self) -> bool:
        return all(share >= wanted for share, wanted in self.demands.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "days": self.days,
            "seeds": self.seeds,
            "mean_profit_fen": {name: round(mean(each)) for name, each in self.profits.items()},
            "lowest_profit_fen": {name: min(each) for name, each in self.profits.items()},
            "highest_profit_fen": {name: max(each) for name, each in self.profits.items()},
            "demands": {
                name: {"share": share, "wanted": wanted, "holds": share >= wanted}
                for name, (share, wanted) in self.demands.items()
            },
            "holds": self.is_fair,
        }


def profits_of(seed: int, *, days: int = DAYS) -> dict[str, int]:
    """Everybody's profit under one seed, fen."""
    where = market(seed)
    outcome = played(where, decided(where, list(STRATEGIES.values())), days)
    return {
        name: round(float(profit))
        for name, profit in zip(STRATEGIES, outcome.total(Figure.PROFIT), strict=True)
    }


def tournament(seeds: int, *, days: int = DAYS, processes: int = 1) -> Tournament:
    """The same whatever the number of processes; seeds count from 1."""
    play = partial(profits_of, days=days)
    if processes > 1:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            rows = list(pool.map(play, range(1, seeds + 1)))
    else:
        rows = [play(seed) for seed in range(1, seeds + 1)]
    return Tournament(days, seeds, {name: [row[name] for row in rows] for name in STRATEGIES})
