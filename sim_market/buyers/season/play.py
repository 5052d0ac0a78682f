"""A market played by its expectation: days of it, in whatever pieces of time one likes."""

from collections.abc import Mapping

import numpy as np

from sim_market.buyers.market import keyed
from sim_market.buyers.market.aftermath import TAKES_OTHER, WAITS
from sim_market.buyers.market.baskets import ADDS_ON
from sim_market.buyers.market.keyed import MICRO, Ints, Reals
from sim_market.buyers.market.paying import CARTS, PAYS, REMINDED
from sim_market.buyers.season import ledger
from sim_market.buyers.season.goods import Market
from sim_market.buyers.season.happenings import Kind, size_of
from sim_market.buyers.season.hours import Wanted, chatters, wanted_in
from sim_market.buyers.season.levers import Decisions, Lever
from sim_market.buyers.season.outcome import BY_HOUR, FIGURES, Channel, Figure, Outcome
from sim_market.buyers.season.overnight import overnight, restock
from sim_market.buyers.season.shelf import Shelves, shelves_on
from sim_market.buyers.season.state import State, opening

UNITS = 0.86 + 2 * 0.09 + 3 * 0.05


class Season:
    """A market, its stores' decisions, and how far it has been played. Days count from 1."""

    def __init__(self, market: Market, decisions: Decisions) -> None:
        self.market, self.decisions = market, decisions
        shape = (decisions.stores, len(market.goods.codes))
        self.state: State = opening(market, decisions.stores)
        self.hour = 0
        self._days: list[Reals] = []
        self._hours: list[Ints] = []
        self._shape = shape

    def until(self, hour: int) -> "Season":
        """Play on; what comes out does not depend on the pieces in which that is asked for."""
        while self.hour < hour:
            day = self.hour // 24 + 1
            if self.hour % 24 == 0:
                self._begin(day)
            end = min(hour, day * 24)
            for first, last in self.decisions.spans(self.hour, end):
                self._span(day, first, last)
            self.hour = end
            if end == day * 24:
                self._close(day)
        return self

    @property
    def outcome(self) -> Outcome:
        hours = np.stack(self._hours) if self._hours else np.zeros((0, 3, self._shape[0]))
        days = np.stack(self._days) if self._days else np.zeros((0, FIGURES, *self._shape))
        return Outcome(keyed.fixed(days, MICRO), hours.astype(np.int64))

    def _begin(self, day: int) -> None:
        self._days.append(np.zeros((FIGURES, *self._shape)))
        levers = self.decisions.at(self.hour)
        self._morning = restock(
            self.state, levers, size_of(self.market.happenings, Kind.SUPPLY, day)
        )
        self._come_back(levers)

    def _come_back(self, levers: Reals) -> None:
        """Who found it out yesterday and waited buys before everybody else."""
        today, pays, pieces = self._days[-1], paying(levers), UNITS + ADDS_ON
        back = self.state.waiting * (levers[Lever.LISTED] > 0)
        met = np.minimum(back, self.state.stock / (pays * pieces))
        self.state.stock = np.maximum(0.0, self.state.stock - met * pays * pieces)
        self.state.waiting = np.zeros(self._shape)
        for figure in BY_HOUR:
            today[figure + Channel.DIRECT] += met
        ledger.sold(today, self.market, levers, met * pays, pieces)

    def _span(self, day: int, first: int, last: int) -> None:
        """Hours in which nothing is moved. The page is as it stood in the morning."""
        levers = self.decisions.at(first)
        shelves = shelves_on(self.market, levers, self._at_dawn(), day)
        if shelves is None:
            self._hours += [np.zeros((3, self._shape[0]), dtype=np.int64)] * (last - first)
            return
        start = (day - 1) * 24
        hours = range(first - start, last - start)
        wanted = wanted_in(self.market, shelves, levers, self.state, day, hours)
        for place in range(len(hours)):
            self._hour(wanted, place, shelves, levers)

    def _at_dawn(self) -> State:
        """What buyers see of stock is what the day began with: a shelf is empty or it is not."""
        dawn = State(**{name: getattr(self.state, name) for name in State.__slots__})
        dawn.stock = self._morning
        return dawn

    def _hour(self, wanted: Wanted, place: int, shelves: Shelves, levers: Reals) -> None:
        """One hour: orders against the stock that is left, then all counters."""
        today = self._days[-1]
        spread = Spread(self._shape, shelves.place)
        orders = spread(wanted.orders[place].sum(axis=1))
        pays = paying(levers)
        pieces = UNITS + ADDS_ON
        possible = self.state.stock / (pays * pieces)
        met = np.minimum(orders, possible)
        unmet = orders - met
        met += np.minimum(possible - met, others_take(self.market, unmet, orders))
        self.state.stock = np.maximum(0.0, self.state.stock - met * pays * pieces)
        self.state.waiting += WAITS * unmet
        share = np.divide(met, orders, out=np.zeros_like(met), where=orders > 0)
        counted = spread_channels(wanted, place, spread, share)
        for figure, part in counted.items():
            today[figure : figure + 4] += part
        self._hours.append(
            np.stack([keyed.fixed(counted[f].sum(axis=(0, 2)), MICRO) for f in BY_HOUR])
        )
        today[Figure.UNMET] += unmet
        today[Figure.WAITS] += WAITS * unmet
        today[Figure.LEAVES] += np.maximum(0.0, orders - met - WAITS * unmet)
        today[Figure.AD_COST] += spread(wanted.ad_fen[place])
        clicks = counted[Figure.CLICKS].sum(axis=0)
        today[Figure.CHATS] += clicks * chatters(levers[Lever.DETAIL])
        today[Figure.CARTS] += met + CARTS * np.maximum(0.0, clicks - met)
        ledger.sold(today, self.market, levers, met * pays, pieces)

    def _close(self, day: int) -> None:
        levers = self.decisions.at(day * 24 - 1)
        ledger.close(self._days[-1], self.market, levers, self.state, day)
        self.state = overnight(self.market, levers, self.state, self._days[-1], day)


def paying(levers: Reals) -> Reals:
    return np.asarray(PAYS + REMINDED * levers[Lever.REMIND])


class Spread:
    """Puts rows back to where they stand in [store, goods]."""

    def __init__(self, shape: tuple[int, int], place: Ints) -> None:
        self.shape, self.place = shape, place

    def __call__(self, rows: Reals) -> Reals:
        out = np.zeros(self.shape[0] * self.shape[1])
        out[self.place] = rows
        return out.reshape(self.shape)


def spread_channels(
    wanted: Wanted, place: int, spread: Spread, share: Reals
) -> Mapping[Figure, Reals]:
    """[channel, store, goods] of an hour; orders only as far as there was stock."""
    found = {}
    for figure, part in (
        (Figure.IMPRESSIONS, wanted.impressions),
        (Figure.CLICKS, wanted.clicks),
        (Figure.ORDERS, wanted.orders),
    ):
        found[figure] = np.stack([spread(part[place][:, channel]) for channel in range(4)])
    found[Figure.ORDERS] = found[Figure.ORDERS] * share
    return found


def others_take(market: Market, unmet: Reals, orders: Reals) -> Reals:
    """Some of those who find it out take another listing of the same category in the store."""
    category = market.goods.category
    number = len(market.goods.categories)
    found = np.zeros_like(unmet)
    for store in range(len(unmet)):
        lost = np.bincount(category, weights=unmet[store], minlength=number)[category]
        open_to = np.where(unmet[store] > 0, 0.0, orders[store])
        whole = np.bincount(category, weights=open_to, minlength=number)[category]
        share = np.divide(open_to, whole, out=np.zeros_like(open_to), where=whole > 0)
        found[store] = TAKES_OTHER * lost * share
    return found
