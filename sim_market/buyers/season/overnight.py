"""What a day leaves to the next: feedback happens at midnight of the sandbox only."""

import numpy as np

from sim_market.buyers.market.carried import (
    HALF_LIFE_DAYS,
    MOVED_AHEAD,
    OWN_SHARE,
    PAID_BACK,
    PER_COUPON,
    USUAL,
)
from sim_market.buyers.market.keyed import Reals
from sim_market.buyers.season.goods import Market
from sim_market.buyers.season.happenings import Kind, size_of
from sim_market.buyers.season.ledger import newly_caught
from sim_market.buyers.season.levers import Lever
from sim_market.buyers.season.outcome import Figure
from sim_market.buyers.season.shelf import price_of
from sim_market.buyers.season.state import LONGEST_WAY, State, copied, settled

KEPT_OF_RECENT = 29 / 30
HALF_OF_MEMORY = 0.5 ** (1 / HALF_LIFE_DAYS)
FORGET = 59 / 60  # of the regulars are still regulars tomorrow
TRANSIT_HOURS, WRITING_HOURS = 72, 24


def restock(state: State, levers: Reals, supply: float) -> Reals:
    """The morning's shelves; sets the state's stock."""
    state.stock = np.maximum(state.stock, levers[Lever.STOCK] * supply)
    return state.stock.copy()


def overnight(market: Market, levers: Reals, state: State, today: Reals, day: int) -> State:
    """`today` [figure, store, goods] in people and fen."""
    after, paid, fakes = copied(state), today[Figure.PAYMENTS], levers[Lever.FAKES]
    come_in(after, levers, today)
    grudge = size_of(market.happenings, Kind.ONE_STARS, day) * levers[Lever.LISTED]
    after.reviews = after.reviews + after.due_reviews[0] + 0.5 * fakes + grudge
    after.stars = after.stars + after.due_stars[0] + 2.5 * fakes + grudge
    for due in (after.due_reviews, after.due_stars):
        due[:-1] = due[1:].copy()
        due[-1] = 0.0
    after.recent = (state.recent + paid + fakes) * KEPT_OF_RECENT
    theirs = market.goods.reference_fen * np.exp(size_of(market.happenings, Kind.RIVALS, day))
    seen = OWN_SHARE * price_of(levers) + (1 - OWN_SHARE) * theirs
    after.memory = state.memory * HALF_OF_MEMORY + seen * (1 - HALF_OF_MEMORY)
    after.caught = state.caught + newly_caught(levers, state)
    happy = np.divide(
        today[Figure.FIVES], today[Figure.REVIEWS], out=np.zeros_like(paid),
        where=today[Figure.REVIEWS] > 0,
    )  # fmt: skip
    after.regulars = state.regulars * FORGET + (paid * happy).sum(axis=1)
    beyond = paid * (1 - np.exp(-PER_COUPON * levers[Lever.COUPON]))
    after.ahead = state.ahead * PAID_BACK + MOVED_AHEAD * beyond
    calm = np.where((day <= 1) | (state.usual == 0.0), 1.0, USUAL)
    after.usual = state.usual + calm * (paid - beyond - state.usual)
    return settled(after)


def come_in(after: State, levers: Reals, today: Reals) -> None:
    """Reviews of today's orders are written when the parcel is there and was used a while."""
    hours = levers[Lever.SHIP] + TRANSIT_HOURS + WRITING_HOURS
    lag = np.minimum(LONGEST_WAY - 1, np.ceil(hours / 24).astype(np.int64))
    store, goods = np.indices(lag.shape)
    np.add.at(after.due_reviews, (lag, store, goods), today[Figure.REVIEWS])
    np.add.at(after.due_stars, (lag, store, goods), today[Figure.STARS])
