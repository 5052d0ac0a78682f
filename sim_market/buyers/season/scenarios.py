"""Scenarios as data: what befalls a market, and what stores begin with."""

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sim_market.buyers.season.goods import Market
from sim_market.buyers.season.happenings import Happening, Kind


@dataclass(frozen=True, slots=True)
class Scenario:
    code: str
    name: str
    says: str
    days: int
    reviews: float
    recent: float
    happenings: tuple[Happening, ...]

    @property
    def first_day(self) -> int:
        """The first day on which something happens; 1 if nothing does."""
        return min((each.first_day for each in self.happenings), default=1)

    @property
    def length(self) -> int:
        """Days from the first happening to the last."""
        last = max((each.last_day for each in self.happenings), default=0)
        return max(0, last - self.first_day + 1)


@lru_cache(maxsize=1)
def scenarios() -> dict[str, Scenario]:
    """By code, in the order of the file."""
    told = json.loads(Path(__file__).with_name("scenarios.json").read_text("utf-8"))
    return {code: scenario(code, each) for code, each in told.items()}


def scenario(code: str, told: dict[str, object]) -> Scenario:
    happenings = told["happenings"]
    assert isinstance(happenings, list)  # noqa: S101 - our own file
    return Scenario(
        code=code,
        name=str(told["name"]),
        says=str(told["says"]),
        days=int(str(told["days"])),
        reviews=float(str(told["reviews"])),
        recent=float(str(told["recent"])),
        happenings=tuple(
            Happening(Kind(kind), int(first), int(last), float(size))
            for kind, first, last, size in happenings
        ),
    )


def under(market: Market, code: str) -> Market:
    """The same market with what a scenario brings, besides what happens anyway."""
    found = scenarios()[code]
    return replace(
        market,
        happenings=(*market.happenings, *found.happenings),
        reviews=found.reviews,
        recent=found.recent,
    )
