"""How many people look, and how ready they are to buy, by hour and weekday. Counts, not draws."""

from math import exp, log

from sim_market.buyers.market import keyed
from sim_market.buyers.market.params import (
    PURCHASES_BY_HOUR,
    PURCHASES_BY_WEEKDAY,
    VIEWS_BY_HOUR,
    VIEWS_BY_WEEKDAY,
    Params,
)


def weekday_of(day: int) -> int:
    """Sandbox day 1 is a Monday."""
    return (day - 1) % 7


def popularity(seed: int, category: str, params: Params) -> float:
    """How sought-after a category is, 1 on average; a fact of the cohort's market."""
    drawn = keyed.unit(keyed.key(seed, "popularity", category))
    tail = exp(params.popularity_sd * keyed.normal(keyed.key(seed, "long-tail", category)))
    return (1.0 + params.popularity_spread * (2.0 * drawn - 1.0)) * tail


def visits(params: Params, day: int, hour: int) -> float:
    """People who search one ordinary category in this hour."""
    share = VIEWS_BY_HOUR[hour] / sum(VIEWS_BY_HOUR)
    daily = params.volume * params.visits_per_category * VIEWS_BY_WEEKDAY[weekday_of(day)]
    return daily * share


def query_shares(params: Params) -> tuple[float, ...]:
    """How often each query of a category is typed (Zipf); sums to 1."""
    weights = [1.0 / (rank + 1) ** params.query_zipf for rank in range(params.queries)]
    return tuple(weight / sum(weights) for weight in weights)


def outside_shift(day: int, hour: int) -> float:
    """What browsing without buying gains at this time: -ln(purchase share / view share)."""
    by_hour = PURCHASES_BY_HOUR[hour] / VIEWS_BY_HOUR[hour]
    by_day = PURCHASES_BY_WEEKDAY[weekday_of(day)] / VIEWS_BY_WEEKDAY[weekday_of(day)]
    return -log(by_hour * by_day)
