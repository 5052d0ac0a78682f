"""The market of a class in one hour: who is about, in which mood, and what befalls it."""

from collections.abc import Sequence
from dataclasses import replace
from math import log

from app.cohorts.models import Cohort
from sim_market.buyers.market.params import DEFAULT, Params
from sim_market.buyers.market.standing import World
from sim_market.buyers.season.happenings import Happening, Kind, size_of


def world_of(
    cohort: Cohort, volume_pm: int, happenings: Sequence[Happening] = (), day: int = 1
) -> World:
    """The same for every store of the class."""
    shift = size_of(happenings, Kind.RIVALS, day)
    ready = size_of(happenings, Kind.READY, day)
    return World(
        cohort.seed,
        params_of(volume_pm, shift),
        views=size_of(happenings, Kind.VIEWS, day),
        ready=log(max(0.01, ready)) if ready != 1.0 else 0.0,
    )


def params_of(volume_pm: int, rival_price: float = 0.0) -> Params:
    return replace(DEFAULT, volume=max(1, volume_pm) / 1000, rival_price=rival_price)
