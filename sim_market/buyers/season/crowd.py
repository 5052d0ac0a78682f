"""A market played person by person: the same people, keyed, in a shared mall or each store alone.

Shared: all stores stand on the same pages. Alone: each store by itself against the same scripted
rivals and the same people; who decides alike fares alike, whoever else is there. Ads and regulars
belong to the expectation (`play`) only.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim_market.buyers.market import keyed
from sim_market.buyers.market.keyed import MICRO, Ints, Keys, Reals
from sim_market.buyers.market.standing import Scene, places_of, scene_at
from sim_market.buyers.season import ledger
from sim_market.buyers.season.deals import Counter, Deals, Opened, deal, fate_of
from sim_market.buyers.season.goods import Market
from sim_market.buyers.season.happenings import Kind, size_of
from sim_market.buyers.season.levers import Decisions, Lever
from sim_market.buyers.season.mall import (
    Goods,
    goods_of,
    own_slots,
    rivals_on,
    shared_cards,
    shared_scene,
)
from sim_market.buyers.season.outcome import FIGURES, Channel, Figure, Outcome
from sim_market.buyers.season.overnight import overnight, restock
from sim_market.buyers.season.picks import (
    Cards,
    Clicks,
    best_of,
    clicks_of,
    likely,
    outside_pull,
    pulls,
    salts_of,
)
from sim_market.buyers.season.shelf import table_of, world_on
from sim_market.buyers.season.state import State, opening
from sim_market.buyers.season.visits import Visits, scattered, visits_on

ASK = keyed.number_of("ask")


@dataclass(frozen=True, slots=True)
class Stand:
    """What stands in the mall while nothing is moved: rows of listings, and where they belong."""

    scene: Scene
    goods: Goods
    place: Ints  # row -> store * goods + goods
    stores: int


class Seen(NamedTuple):
    impressions: Reals  # [row]
    clicks: Clicks


class Crowd:
    """Whole days of a market, person by person."""

    def __init__(self, market: Market, decisions: Decisions, *, alone: bool) -> None:
        self.market, self.decisions, self.alone = market, decisions, alone
        self.shape = (decisions.stores, len(market.goods.codes))
        self.state: State = opening(market, decisions.stores)
        self.deals: list[Deals] = []
        self.visits = 0
        self._days: list[Reals] = []
        self._hours: list[Reals] = []

    def days(self, number: int) -> "Crowd":
        for _day in range(number):
            self._day(len(self._days) + 1)
        return self

    @property
    def outcome(self) -> Outcome:
        hours = np.concatenate(self._hours) if self._hours else np.zeros((0, 3, self.shape[0]))
        days = np.stack(self._days) if self._days else np.zeros((0, FIGURES, *self.shape))
        return Outcome(keyed.fixed(days, MICRO), keyed.fixed(hours, MICRO))

    def _day(self, day: int) -> None:
        start, end = (day - 1) * 24, day * 24
        self._days.append(np.zeros((FIGURES, *self.shape)))
        self._hours.append(np.zeros((24, 3, self.shape[0])))
        restock(
            self.state, self.decisions.at(start), size_of(self.market.happenings, Kind.SUPPLY, day)
        )
        dawn = self.state.stock.copy()
        crowd = visits_on(self.market, day)
        self.visits += len(crowd.key)
        for first, last in self.decisions.spans(start, end):
            here = (crowd.hour >= first - start) & (crowd.hour < last - start)
            some = crowd if bool(here.all()) else crowd.some(here)
            self._span(day, self.decisions.at(first), some, dawn)
        levers = self.decisions.at(end - 1)
        ledger.close(self._days[-1], self.market, levers, self.state, day)
        self.state.waiting[:] = 0.0
        self.state = overnight(self.market, levers, self.state, self._days[-1], day)

    def _span(self, day: int, levers: Reals, crowd: Visits, dawn: Reals) -> None:
        place = np.flatnonzero(((levers[Lever.LISTED] > 0) & (dawn >= 1)).ravel())
        if not len(place) or not len(crowd.key):
            return
        table = table_of(self.market.goods, levers, self.state, place, day)
        world = world_on(self.market, day)
        scene = scene_at(world, self.market.eve + day, self.market.goods.categories, table)
        if not self.alone:
            scene = shared_scene(scene, place // self.shape[1])
        stand = Stand(scene, goods_of(scene, levers, place), place, self.shape[0])
        ready = float(np.log(size_of(self.market.happenings, Kind.READY, day)))
        nothing = outside_pull(crowd, world.params, self.market.eve + day, ready)
        every = self._each_alone if self.alone else self._shared
        every(stand, crowd, nothing, levers)

    def _shared(self, stand: Stand, crowd: Visits, nothing: Ints, levers: Reals) -> None:
        cards = shared_cards(stand.scene, stand.goods)
        seen = Seen(impressions_of(cards, crowd, len(stand.place)), clicks_of(crowd, cards))
        self._count(stand, crowd, seen, nothing, levers)

    def _each_alone(self, stand: Stand, crowd: Visits, nothing: Ints, levers: Reals) -> None:
        rivals, params = rivals_on(stand.scene), stand.scene.params
        met = clicks_of(crowd, rivals.cards)
        drawn = pulls(met, crowd, rivals.weights, rivals.keys, params)
        winners, visit = best_of(met.visit, drawn)
        most = nothing.copy()
        most[visit] = np.maximum(nothing[visit], drawn[winners])
        places = places_of(stand.scene)
        store = stand.place // self.shape[1]
        for number in range(self.shape[0]):
            rows = np.flatnonzero(store == number)
            if len(rows):
                self._count(stand, crowd, own_clicks(stand, crowd, places, rows), most, levers)

    def _count(self, stand: Stand, crowd: Visits, seen: Seen, nothing: Ints, levers: Reals) -> None:
        """What people opened becomes orders, and everything is counted."""
        clicks, goods, params = seen.clicks, stand.goods, stand.scene.params
        pull = pulls(clicks, crowd, goods.weights, goods.keys, params)
        asks = asking(clicks, crowd, goods)
        pull = pull + np.where(asks, goods.answers[clicks.row], 0)
        opened = Opened(clicks.visit, clicks.row, pull, pull > nothing[clicks.visit])
        found = deal(Counter(stand.place, goods.keys, levers, self.state), crowd, opened)
        self.deals.append(found)
        add = Adding(self._days[-1], stand.place)
        browses = crowd.page // params.page_variants % params.queries == 0
        add(Figure.IMPRESSIONS + Channel.SEARCH, np.arange(len(stand.place)), seen.impressions)
        for figure, visit, row in (
            (Figure.CLICKS, clicks.visit, clicks.row),
            (Figure.ORDERS, found.visit[found.there], found.row[found.there]),
        ):
            add(figure + Channel.BROWSE, row[browses[visit]])
            add(figure + Channel.SEARCH, row[~browses[visit]])
            store = stand.place[row] // self.shape[1]
            hour = self._hours[-1][:, 1 if figure == Figure.CLICKS else 2]
            flat = crowd.hour[visit] * self.shape[0] + store
            hour += np.bincount(flat, minlength=hour.size).reshape(hour.shape)
        add(Figure.CHATS, clicks.row[asks])
        add(Figure.UNMET, found.unmet)
        add(Figure.WAITS, found.waits)
        add(Figure.LEAVES, found.leaves)
        fate_of(found, add, self.market, levers, stand.place)


class Adding:
    """Adds rows up into the day's figures; each counts one unless told otherwise."""

    def __init__(self, today: Reals, place: Ints) -> None:
        self.today, self.place = today, place

    def __call__(self, figure: int, rows: Ints, values: Reals | None = None) -> None:
        flat = self.today[figure].reshape(-1)
        flat += np.bincount(self.place[rows], weights=values, minlength=len(flat))


def impressions_of(cards: Cards, crowd: Visits, rows: int) -> Reals:
    """How many looked at each row: all who scrolled as far on a page where it stands."""
    pages, slots = cards.rows.shape
    reached = np.bincount(crowd.page * (slots + 1) + crowd.depth, minlength=pages * (slots + 1))
    reached = reached.reshape(pages, slots + 1)[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    there = cards.rows >= 0
    return np.asarray(
        np.bincount(cards.rows[there], weights=reached[there], minlength=rows), dtype=np.float64
    )


def own_clicks(stand: Stand, crowd: Visits, places: Ints, rows: Ints) -> Seen:
    """Which of one store's listings people look at and open, among the rivals' pages."""
    scene, goods = stand.scene, stand.goods
    which, stands = own_slots(scene.table, places, rows, len(scene.categories))
    per_category = scene.params.queries * scene.params.page_variants
    opened, salts = likely(goods.chance), salts_of(goods.keys)
    impressions = np.zeros(len(stand.place))
    found: list[tuple[Ints, Ints]] = []
    for mine, stand_at in zip(which, stands, strict=True):
        visit = np.flatnonzero(crowd.depth > stand_at[crowd.page])
        page = crowd.page[visit]
        row = mine[page // per_category]
        impressions += np.bincount(row, minlength=len(impressions))
        drawn = scattered(salts[row] ^ crowd.salt[visit])
        query = page // scene.params.page_variants % scene.params.queries
        hit = np.flatnonzero(drawn < opened[row, query, crowd.segment[visit]])
        found.append((visit[hit], row[hit]))
    visit, row = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort(visit, kind="stable")
    return Seen(impressions, Clicks(visit[order], row[order]))


def asking(clicks: Clicks, crowd: Visits, goods: Goods) -> Ints:
    """Which of those who open a page ask a question."""
    ask = keyed.fold(drawn_keys(clicks, crowd, goods.keys), keyed.keys_of([ASK]))
    return np.asarray(keyed.units(ask) < goods.asks[clicks.row])


def drawn_keys(clicks: Clicks, crowd: Visits, keys: Keys) -> Keys:
    return keyed.fold(crowd.key[clicks.visit], keys[clicks.row])
