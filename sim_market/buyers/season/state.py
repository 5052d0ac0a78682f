"""What one day leaves to the next: sales, stars, remembered prices, stock, regulars."""

from dataclasses import dataclass, fields

import numpy as np

from sim_market.buyers.market.keyed import MICRO, Reals, fixed
from sim_market.buyers.season.goods import Market

ORDINARY_STARS = 4.7
LONGEST_WAY = 40  # days after which every review has come in


@dataclass(slots=True)
class State:
    """Arrays over [store, goods] unless said otherwise."""

    recent: Reals  # orders of the last 30 days
    stars: Reals
    reviews: Reals
    memory: Reals  # fen: the mean of prices seen, half of it fourteen days old
    stock: Reals
    waiting: Reals  # people who come back tomorrow for what was out
    ahead: Reals  # orders that a promotion took from the days to come
    usual: Reals  # orders of a usual day
    caught: Reals  # how surely the platform has found the store out, 0..1
    regulars: Reals  # [store]
    due_reviews: Reals  # [days ahead, store, goods]
    due_stars: Reals


def opening(market: Market, stores: int) -> State:
    """Stores as they begin: with nothing sold yet, unless the market says otherwise."""
    goods = market.goods
    shape = (stores, len(goods.codes))
    zeros: dict[str, Reals] = {each.name: np.zeros(shape) for each in fields(State)}
    zeros["memory"] = np.broadcast_to(goods.reference_fen.astype(float), shape).copy()
    zeros["reviews"] = np.full(shape, market.reviews)
    zeros["stars"] = zeros["reviews"] * ORDINARY_STARS
    zeros["recent"] = np.full(shape, market.recent)
    zeros["regulars"] = np.zeros(stores)
    zeros |= {name: np.zeros((LONGEST_WAY, *shape)) for name in ("due_reviews", "due_stars")}
    return State(**zeros)


def settled(state: State) -> State:
    """The state in millionths, so that what builds on it compares exactly."""
    return State(**{f.name: fixed(getattr(state, f.name), MICRO) / MICRO for f in fields(State)})


def copied(state: State) -> State:
    return State(**{each.name: getattr(state, each.name).copy() for each in fields(State)})
