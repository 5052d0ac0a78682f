"""What came of it: figures by day, store and goods; and by hour for the whole store."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sim_market.buyers.market.keyed import MICRO, Ints, Reals


class Channel(IntEnum):
    SEARCH = 0  # typed more than the bare category
    BROWSE = 1  # looked through the category
    ADS = 2
    DIRECT = 3  # came back to the store


class Figure(IntEnum):
    """Places in the array of figures; money in fen."""

    IMPRESSIONS = 0  # four places each, by channel
    CLICKS = 4
    ORDERS = 8
    CARTS = 12
    UNMET = 13  # wanted what was out of stock
    WAITS = 14
    LEAVES = 15
    CHATS = 16
    PAYMENTS = 17
    UNITS = 18
    REVENUE = 19
    GOODS_COST = 20
    RETURNS = 21
    REFUNDS = 22
    REVIEWS = 23
    STARS = 24
    ONES = 25
    TWOS = 26
    FIVES = 27
    AD_COST = 28
    OTHER_COST = 29  # parcels, commission, staff, pages, capital, fines
    PROFIT = 30


FIGURES = 31
BY_HOUR = (Figure.IMPRESSIONS, Figure.CLICKS, Figure.ORDERS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything in millionths, so that two outcomes are equal or they are not."""

    days: Ints  # [day, figure, store, goods]
    hours: Ints  # [hour, impressions/clicks/orders, store]

    def of(self, figure: Figure, channel: Channel | None = None) -> Reals:
        """[day, store, goods]; figures by channel are summed unless one is named."""
        if figure in BY_HOUR:
            some = self.days[:, figure : figure + 4]
            picked = some.sum(axis=1) if channel is None else some[:, channel]
            return np.asarray(picked / MICRO)
        return np.asarray(self.days[:, figure] / MICRO)

    def total(self, figure: Figure, channel: Channel | None = None) -> Reals:
        """[store]"""
        return np.asarray(self.of(figure, channel).sum(axis=(0, 2)))
