"""Stylised facts: what is measured, in which band it must lie, and who found it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from sim_market.buyers.market.keyed import Reals
from sim_market.buyers.market.params import DEFAULT
from sim_market.buyers.report.pages import clicks_by_slot
from sim_market.buyers.report.trials import CATEGORIES, decided, drawn_way, market, played
from sim_market.buyers.season.happenings import Happening, Kind
from sim_market.buyers.season.levers import Change, Lever
from sim_market.buyers.season.outcome import Channel, Figure, Outcome
from sim_market.buyers.season.play import Season
from sim_market.buyers.season.shelf import reference_of

POLICIES, SEEDS = 35, 6
PRICES = (0.01, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2, 1.25,
          1.35, 1.5, 2.0, 3.0)  # fmt: skip
DAY = 24


@dataclass(frozen=True, slots=True)
class Fact:
    """`measure` gives the value; it lies in low..high, or the fact does not hold."""

    code: str
    low: float
    high: float
    source: str
    measure: Callable[[], float]

    def as_json(self) -> dict[str, Any]:
        value = self.measure()
        return {
            "code": self.code, "value": round(value, 5), "low": self.low, "high": self.high,
            "holds": bool(self.low <= value <= self.high), "source": self.source,
        }  # fmt: skip


@lru_cache(maxsize=1)
def crowd() -> Outcome:
    """Thirty-five stores whose decisions are drawn, for thirty days."""
    where = market(1)
    return played(where, decided(where, [drawn_way(n) for n in range(POLICIES)]), 30)


@lru_cache(maxsize=1)
def by_price() -> tuple[Reals, Reals]:
    """Units and profit of thirty days along the grid of prices."""
    where = market(1)
    outcome = played(where, decided(where, [{Lever.PRICE: each} for each in PRICES]), 30)
    return outcome.total(Figure.UNITS), outcome.total(Figure.PROFIT)


def orders_by_day(outcome: Outcome) -> Reals:
    """[day, store]"""
    return np.asarray(outcome.of(Figure.ORDERS).sum(axis=2))


def arc(up: float, down: float) -> float:
    return float(np.log(up / down) / np.log(1.05 / 0.95))


@lru_cache(maxsize=1)
def five_percent() -> Reals:
    """Two stores that go 5 % up and down on the fifth day only: orders of that day."""
    where = market(1)
    start = decided(where, [{}, {}])
    moves = [
        Change(4 * DAY, store, Lever.PRICE, float(price) * factor, goods)
        for store, factor in ((0, 1.05), (1, 0.95))
        for goods, price in enumerate(where.goods.reference_fen)
    ]
    return np.asarray(orders_by_day(played(where, start.also(*moves), 5))[4])


def elasticity_of_a_day() -> float:
    return arc(*five_percent())


def elasticity_of_a_month() -> float:
    where = market(1)
    both = played(where, decided(where, [{Lever.PRICE: 1.05}, {Lever.PRICE: 0.95}]), 30)
    return arc(*both.total(Figure.ORDERS))


@lru_cache(maxsize=1)
def promoted() -> Reals:
    """Orders with a coupon of 20 % on days 10-12, over those without, by day."""
    where = market(1)
    start = decided(where, [{}, {}]).also(
        Change(9 * DAY, 0, Lever.COUPON, 0.2), Change(12 * DAY, 0, Lever.COUPON, 0.0)
    )
    days = orders_by_day(played(where, start, 20))
    return np.asarray(days[:, 0] / days[:, 1])


def big_day() -> Reals:
    """Orders and views of the day before a great promotion and of the day itself, over usual."""
    usual, loud = market(1), market(
        1,
        happenings=(
            Happening(Kind.VIEWS, 9, 9, 1.32), Happening(Kind.READY, 9, 9, 0.74),
            Happening(Kind.VIEWS, 10, 10, 1.82), Happening(Kind.READY, 10, 10, 2.38),
        ),
    )  # fmt: skip
    days = [played(each, decided(each, [{}]), 10) for each in (loud, usual)]
    return np.array([
        days[0].of(figure).sum(axis=(1, 2))[8:] / days[1].of(figure).sum(axis=(1, 2))[8:]
        for figure in (Figure.ORDERS, Figure.IMPRESSIONS)
    ])  # fmt: skip


def rate(upper: Figure, lower: Figure, outcome: Outcome | None = None) -> float:
    outcome = outcome or crowd()
    return float(outcome.total(upper).sum() / outcome.total(lower).sum())


def click_rate() -> float:
    """Of listings found in the mall; regulars come straight to the store."""
    crowded, found = crowd(), (Channel.SEARCH, Channel.BROWSE, Channel.ADS)
    clicks, seen = (
        sum(float(crowded.total(figure, channel).sum()) for channel in found)
        for figure in (Figure.CLICKS, Figure.IMPRESSIONS)
    )
    return clicks / seen


def hours(which: int) -> Reals:
    """Of the day, summed over days and stores: 0 impressions, 1 clicks, 2 orders."""
    return np.asarray(crowd().hours[:, which].sum(axis=1).reshape(-1, DAY).sum(axis=0) / 1e6)


def top_share() -> float:
    """Revenue share of the best fifth of all stores' listings, in a mall with a long tail."""
    where = market(1, params=replace(DEFAULT, popularity_sd=1.2), size=(30, 30))
    ways = [drawn_way(number) for number in range(POLICIES)]
    revenue = played(where, decided(where, ways), 5).of(Figure.REVENUE)
    revenue = np.sort(revenue.sum(axis=0).ravel())[::-1]
    return float(revenue[: len(revenue) // 5].sum() / revenue.sum())


def returned(family: str) -> float:
    where = market(1, family=family)
    ways = [drawn_way(number) for number in range(12)]
    return rate(Figure.RETURNS, Figure.PAYMENTS, played(where, decided(where, ways), 10))


def pair(better: dict[Lever, float], worse: dict[Lever, float], days: int = 10) -> float:
    """Orders of one way over those of another."""
    where = market(1)
    orders = played(where, decided(where, [better, worse]), days).total(Figure.ORDERS)
    return float(orders[0] / orders[1])


def straight_back() -> float:
    """Of the orders of the last ten days of thirty, those of people who came straight back."""
    straight, whole = (
        sum(float(crowd().of(Figure.ORDERS, channel)[20:].sum()) for channel in channels)
        for channels in ((Channel.DIRECT,), tuple(Channel))
    )
    return straight / whole


def unpaid() -> float:
    """Of what was ordered, what was never paid."""
    return 1 - rate(Figure.PAYMENTS, Figure.ORDERS)


def remembered() -> float:
    """A price 20 % down for three weeks: by how much the price that is felt as usual has fallen."""
    where = market(1)
    start = decided(where, [{Lever.PRICE: 0.8}, {}])
    season = Season(where, start).until(21 * DAY)
    felt = reference_of(where.goods, season.state)
    return float(1 - (felt[0] / felt[1]).mean())


def chat_gain() -> float:
    """What a store gains that answers rightly within 30 s, over one that leaves people waiting."""
    prompt, slow = ({Lever.REPLY: seconds, Lever.RIGHT: 1.0} for seconds in (30.0, 1200.0))
    return pair(prompt, slow) - 1


def ad_elasticity() -> float:
    """Orders by what is spent on ads, where that is about a tenth of the revenue."""
    where = market(1)
    ways = [{Lever.BID: 60.0, Lever.BUDGET: budget} for budget in (4500.0, 6500.0)]
    outcome = played(where, decided(where, ways), 10)
    orders, spent = outcome.total(Figure.ORDERS), outcome.total(Figure.AD_COST)
    return float(np.log(orders[1] / orders[0]) / np.log(spent[1] / spent[0]))


@lru_cache(maxsize=2)
def profits(*, other_markets: bool) -> Reals:
    """[run, policy] at 100,000 visits each, over chances or over whole markets; the last is the
    first policy once more."""
    params = replace(DEFAULT, volume=100_000 / (30 * CATEGORIES * DEFAULT.visits_per_category))
    ways = [drawn_way(number) for number in (*range(POLICIES), 0)]
    rows = []
    for run in range(SEEDS):
        seed, eve = (run + 1, 0) if other_markets else (1, run * 7000)
        where = market(seed, params=params, eve=eve)
        rows.append(played(where, decided(where, ways), 30).total(Figure.PROFIT))
    return np.stack(rows)


def luck(*, other_markets: bool) -> float:
    """Of the variance of profit over policies and runs, what is the run's (1 - ICC)."""
    rows = profits(other_markets=other_markets)[:, :-1]
    rows = rows - rows.mean(axis=1, keepdims=True)
    within, between = float(rows.var(axis=0).mean()), float(rows.mean(axis=0).var())
    return within / (within + between)


def twins_apart() -> float:
    """How far two stores with equal decisions end from each other, fen."""
    rows = profits(other_markets=True)
    return float(np.abs(rows[:, 0] - rows[:, -1]).max())


def most_profitable() -> float:
    return PRICES[int(np.argmax(by_price()[1]))]


def slot_ratio() -> float:
    slots = clicks_by_slot(market(1))
    return float(slots[0] / slots[9])


def slots_rise() -> float:
    """How many pairs of slots among the first twenty get more clicks than the pair above."""
    pairs = clicks_by_slot(market(1))[:20].reshape(-1, 2).mean(axis=1)
    return float((np.diff(pairs) > 0).sum())


def share_of_stars(figure: Figure) -> float:
    return rate(figure, Figure.REVIEWS)


def midday_share() -> float:
    orders = hours(2)
    return float(orders[10:17].sum() / orders.sum())


BIJMOLT, TIANCHI = "Bijmolt, van Heerde & Pieters 2005", "Tianchi mobile data 2014"
FACTS = (
    Fact("elasticity_day", -3.5, -1.5, BIJMOLT, elasticity_of_a_day),
    Fact("elasticity_month", -4.0, -2.0, BIJMOLT, elasticity_of_a_month),
    Fact("month_over_day", 1.0, 2.0, "liantan",
         lambda: elasticity_of_a_month() / elasticity_of_a_day()),
    Fact("promotion_lift", 0.45, 1.10, "van Heerde & Neslin", lambda: promoted()[9:12].mean() - 1),
    Fact("promotion_dip", 0.75, 0.99, "van Heerde, Leeflang & Wittink 2004",
         lambda: float(promoted()[12:19].mean())),
    Fact("price_zero", -1e12, 0.0, "liantan", lambda: float(by_price()[1][:2].max()) / 100),
    Fact("best_price", 0.85, 1.25, "liantan", most_profitable),
    Fact("click_rate", 0.03, 0.06, "Ali-CCP", click_rate),
    Fact("click_to_order", 0.01, 0.04, "RetailRocket, Taobao 2014 / 2017",
         lambda: rate(Figure.ORDERS, Figure.CLICKS)),
    Fact("slot_ratio", 1.8, 6.0, "Glick et al. 2014", slot_ratio),
    Fact("slots_rise", 0.0, 0.0, "Glick et al. 2014", slots_rise),
    Fact("peak_hour", 20, 22, TIANCHI, lambda: float(hours(0).argmax())),
    Fact("trough_hour", 3, 5, TIANCHI, lambda: float(hours(0).argmin())),
    Fact("peak_to_trough", 10, 20, TIANCHI, lambda: float(hours(0).max() / hours(0).min())),
    Fact("midday_orders", 0.40, 0.48, TIANCHI, midday_share),
    Fact("big_day_orders", 3.0, 6.0, TIANCHI, lambda: float(big_day()[0, 1])),
    Fact("big_day_views", 1.5, 2.5, TIANCHI, lambda: float(big_day()[1, 1])),
    Fact("eve_orders", 0.0, 1.05, TIANCHI, lambda: float(big_day()[0, 0])),
    Fact("top_fifth", 0.60, 0.85, "Online Retail", top_share),
    Fact("returns_home", 0.03, 0.10, "NRF 2023", lambda: returned("home")),
    Fact("returns_clothes", 0.20, 0.35, "Yicai 2024", lambda: returned("clothes")),
    Fact("five_stars", 0.65, 0.88, "Hu, Zhang & Pavlou 2009",
         lambda: share_of_stars(Figure.FIVES)),
    Fact("mean_stars", 4.5, 4.85, "Hu, Zhang & Pavlou 2009",
         lambda: share_of_stars(Figure.STARS)),
    Fact("ones_over_twos", 1.0, 9.0, "Hu, Zhang & Pavlou 2009",
         lambda: rate(Figure.ONES, Figure.TWOS)),
    Fact("straight_back", 0.02, 0.15, "liantan", straight_back),
    Fact("unpaid", 0.10, 0.18, "liantan", unpaid),
    Fact("remembered", 0.005, 0.06, "Kalyanaram & Winer 1995", remembered),
    Fact("chat_gain", 0.08, 0.25, "Tan, Wang & Tan 2019", chat_gain),
    Fact("fast_delivery", 1.03, 1.25, "Fisher et al.; Cui et al.",
         lambda: pair({Lever.PROMISE: 24.0, Lever.SHIP: 20.0},
                      {Lever.PROMISE: 72.0, Lever.SHIP: 68.0}, 30)),
    Fact("ad_elasticity", 0.10, 0.25, "Sethuraman, Tellis & Briesch 2011", ad_elasticity),
    Fact("luck", 0.0, 0.005, "liantan", lambda: luck(other_markets=False)),
    Fact("luck_over_markets", 0.0, 0.01, "liantan", lambda: luck(other_markets=True)),
    Fact("twins_apart", 0.0, 0.0, "liantan", twins_apart),
)  # fmt: skip
