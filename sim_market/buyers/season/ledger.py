"""What a day brought in and cost, in fen; after-sale by expectation."""

import numpy as np

from sim_market.buyers.market.keyed import Reals
from sim_market.buyers.season.fates import Fates, fates_of
from sim_market.buyers.season.goods import Market
from sim_market.buyers.season.happenings import Kind, size_of
from sim_market.buyers.season.levers import Lever
from sim_market.buyers.season.outcome import Figure
from sim_market.buyers.season.shelf import price_of
from sim_market.buyers.season.state import State

PARCEL_FEN, COMMISSION = 400, 0.05
RETURN_FEN, RESALE = 300, 0.9  # handling of a return; share of the cost that it is still worth
LATE_FEN = 300  # what a late parcel costs the store
STAFF_FEN, STAFF_SECONDS = 6000, 30  # a day of answering; half of it for twice the seconds (A)
DETAIL_FEN, IMAGE_FEN = 3000, 2000  # making a whole page, once (A)
CAPITAL = 0.0003  # of the stock's cost, a day
FAKE_FEN, FINE_FEN, FOUND_OUT = 1000, 20000, 0.04
CLAIM_FOUND = 0.15  # a day and whole over-claim
DEEP = 0.3  # a coupon from here on is a deep discount


def late(levers: Reals) -> Reals:
    return np.asarray((levers[Lever.SHIP] > levers[Lever.PROMISE]) * 1.0)


def lateness(levers: Reals) -> Reals:
    """As `aftermath.lateness`: hours beyond the promise cost up to .8 star."""
    beyond = levers[Lever.SHIP] - levers[Lever.PROMISE]
    return np.asarray(np.where(beyond > 0, np.minimum(0.8, 0.4 + beyond / 24 * 0.2), -0.05))


def fates(market: Market, levers: Reals) -> Fates:
    """Per purchase of each listing, [store, goods]."""
    goods = market.goods
    dear = np.maximum(0.0, price_of(levers) / goods.reference_fen - 1)
    quality = np.broadcast_to(goods.quality, dear.shape)
    felt = 4.8 + 0.6 * quality - 0.6 * levers[Lever.CLAIM] - 0.5 * dear - lateness(levers)
    pull = 0.25 * (1 - levers[Lever.RIGHT]) + 0.15 * (levers[Lever.COUPON] >= DEEP)
    base = np.broadcast_to(goods.return_base, dear.shape)
    return fates_of(base, quality, levers[Lever.CLAIM], late(levers), pull, felt)


def sold(today: Reals, market: Market, levers: Reals, paid: Reals, pieces: float) -> None:
    """Orders that were paid in one hour, and what they may expect afterwards."""
    price, fate = price_of(levers), fates(market, levers)
    today[Figure.PAYMENTS] += paid
    today[Figure.UNITS] += paid * pieces
    today[Figure.REVENUE] += paid * pieces * price
    today[Figure.RETURNS] += paid * fate.returns
    today[Figure.REFUNDS] += paid * fate.returns * pieces * price
    for figure, share in (
        (Figure.REVIEWS, fate.writes),
        (Figure.STARS, fate.stars),
        (Figure.ONES, fate.ones),
        (Figure.TWOS, fate.twos),
        (Figure.FIVES, fate.fives),
    ):
        today[figure] += paid * share


def close(today: Reals, market: Market, levers: Reals, state: State, day: int) -> None:
    """The day's costs and what is left."""
    cost = market.goods.cost_fen * size_of(market.happenings, Kind.COST, day)
    paid, back = today[Figure.PAYMENTS], today[Figure.RETURNS]
    pieces = np.divide(today[Figure.UNITS], paid, out=np.zeros_like(paid), where=paid > 0)
    today[Figure.GOODS_COST] = (today[Figure.UNITS] - RESALE * back * pieces) * cost
    listed = levers[Lever.LISTED]
    other = paid * (PARCEL_FEN + LATE_FEN * late(levers)) + back * RETURN_FEN
    other = other + COMMISSION * (today[Figure.REVENUE] - today[Figure.REFUNDS])
    other = other + listed * levers[Lever.STOCK] * cost * CAPITAL + staff(levers)
    other = other + levers[Lever.FAKES] * (FAKE_FEN + COMMISSION * price_of(levers))
    other = other + FINE_FEN * newly_caught(levers, state)
    if day == 1:
        other = other + listed * (
            DETAIL_FEN * levers[Lever.DETAIL] + IMAGE_FEN * levers[Lever.IMAGE]
        )
    today[Figure.OTHER_COST] = other
    today[Figure.PROFIT] = (
        today[Figure.REVENUE] - today[Figure.REFUNDS] - today[Figure.GOODS_COST]
        - today[Figure.AD_COST] - other
    )  # fmt: skip


def staff(levers: Reals) -> Reals:
    """Whoever answers fast pays for people who wait; one desk for the store, shared out."""
    each = STAFF_FEN * STAFF_SECONDS / (STAFF_SECONDS + levers[Lever.REPLY])
    return np.asarray(each * levers[Lever.RIGHT] / levers.shape[2])


def newly_caught(levers: Reals, state: State) -> Reals:
    """How much surer the platform is today that a listing cheats."""
    daily = FOUND_OUT * np.minimum(5.0, levers[Lever.FAKES]) + CLAIM_FOUND * levers[Lever.CLAIM]
    return np.asarray((1 - state.caught) * np.minimum(1.0, daily) * levers[Lever.LISTED])
