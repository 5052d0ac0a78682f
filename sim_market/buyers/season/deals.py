"""From what was opened to what was bought, paid, sent back and written about; stock by time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim_market.buyers.market import keyed
from sim_market.buyers.market.aftermath import TAKES_OTHER, WAITS
from sim_market.buyers.market.baskets import ADDS_ON
from sim_market.buyers.market.keyed import Ints, Keys, Reals
from sim_market.buyers.market.params import DEFAULT
from sim_market.buyers.market.paying import PAYS, REMINDED
from sim_market.buyers.season import ledger
from sim_market.buyers.season.fates import Fates
from sim_market.buyers.season.goods import Market
from sim_market.buyers.season.hours import eagerness
from sim_market.buyers.season.levers import Lever
from sim_market.buyers.season.outcome import Figure
from sim_market.buyers.season.picks import best_of
from sim_market.buyers.season.shelf import price_of
from sim_market.buyers.season.state import State
from sim_market.buyers.season.visits import Visits

Flags = NDArray[np.bool_]
UNIT, ADD, PAY, EAGER, STOCK, BACK, WRITE, STAR = (
    keyed.number_of(what)
    for what in ("units", "adds", "pays", "eager", "stock", "return", "write", "star")
)


@dataclass(frozen=True, slots=True)
class Deals:
    """Orders, first those of the first choice; `there` is False where it was out of stock."""

    visit: Ints
    row: Ints
    key: Keys  # of everything that happens to this order
    units: Ints
    paid: Flags
    there: Flags
    unmet: Ints  # rows
    waits: Ints
    leaves: Ints


def drawn(key: Keys, what: int) -> Reals:
    return keyed.units(keyed.fold(key, keyed.keys_of([what])))


@dataclass(frozen=True, slots=True)
class Opened:
    """Pages that people opened, by visit; `liked` where it draws more than anything else."""

    visit: Ints
    row: Ints
    pull: Ints
    liked: Flags


@dataclass(frozen=True, slots=True)
class Counter:
    """Where it is bought: rows of [store, goods], the listings' keys, what stores do, stock."""

    place: Ints
    keys: Keys
    levers: Reals
    state: State


class Choice(NamedTuple):
    visit: Ints
    row: Ints
    key: Keys
    units: Ints
    paid: Flags
    there: Flags


def deal(counter: Counter, crowd: Visits, opened: Opened) -> Deals:
    """Two rounds: everybody's first choice in the order of time; then who takes another.

    Takes what was paid off the state's stock.
    """
    first = choose(counter, crowd, opened, opened.liked)
    out = ~first.there
    fate = drawn(first.key[out], STOCK)
    others = fate < TAKES_OTHER
    lost = np.full(len(crowd.key), -1)
    lost[first.visit[out][others]] = first.row[out][others]
    again = opened.liked & (lost[opened.visit] >= 0) & (opened.row != lost[opened.visit])
    second = choose(counter, crowd, opened, again)
    unmet = first.row[out]
    return Deals(
        visit=np.concatenate([first.visit, second.visit]),
        row=np.concatenate([first.row, second.row]),
        key=np.concatenate([first.key, second.key]),
        units=np.concatenate([first.units, second.units]),
        paid=np.concatenate([first.paid, second.paid]),
        there=np.concatenate([first.there, second.there]),
        unmet=unmet,
        waits=unmet[(fate >= TAKES_OTHER) & (fate < TAKES_OTHER + WAITS)],
        leaves=unmet[fate >= TAKES_OTHER + WAITS],
    )


def choose(counter: Counter, crowd: Visits, opened: Opened, which: Flags) -> Choice:
    """The best of what is left to choose from; who is eager enough orders it, if it is there."""
    left, place = counter.state.stock.reshape(-1), counter.place
    best, visit = best_of(opened.visit[which], opened.pull[which])
    row = opened.row[which][best]
    key = keyed.fold(crowd.key[visit], counter.keys[row])
    keep = drawn(key, EAGER) < eagerness(counter.state).ravel()[place[row]]
    visit, row, key = visit[keep], row[keep], key[keep]
    remind = counter.levers[Lever.REMIND].ravel()[place[row]]
    units, paid = units_of(key), drawn(key, PAY) < PAYS + REMINDED * remind
    there = first_come(place[row], units * paid, left)
    np.subtract.at(left, place[row[there]], (units * paid)[there])
    return Choice(visit, row, key, units, paid, there)


def units_of(key: Keys) -> Ints:
    """One, two or three, and one more for some who are there anyway."""
    chance = drawn(key, UNIT)
    more = (chance < DEFAULT.three_units + DEFAULT.two_units).astype(np.int64)
    most = (chance < DEFAULT.three_units).astype(np.int64)
    return np.asarray(1 + more + most + (drawn(key, ADD) < ADDS_ON))


def first_come(place: Ints, units: Ints, left: Reals) -> Flags:
    """Who still finds it, in the order given: all that was asked for before counts."""
    order = np.argsort(place, kind="stable")
    sorted_place, running = place[order], np.cumsum(units[order])
    start = np.flatnonzero(np.diff(sorted_place, prepend=-1))
    before = np.append(0, running)[start]
    many = np.diff(np.append(start, len(order)))
    wanted = running - np.repeat(before, many)
    there = np.empty(len(order), dtype=bool)
    there[order] = (wanted <= left[sorted_place]) | (units[order] == 0)
    return there


def fate_of(
    deals: Deals, add: Callable[..., None], market: Market, levers: Reals, place: Ints
) -> None:
    """Payments, returns and reviews of the orders that were there, each by its own draws."""
    paid = deals.there & deals.paid
    row, key, units = deals.row[paid], deals.key[paid], deals.units[paid]
    at = place[row]
    price = price_of(levers).ravel()[at]
    fate = ledger.fates(market, levers)
    back = drawn(key, BACK) < fate.returns.ravel()[at]
    add(Figure.CARTS, deals.row[deals.there])
    add(Figure.PAYMENTS, row)
    add(Figure.UNITS, row, units * 1.0)
    add(Figure.REVENUE, row, units * price)
    add(Figure.RETURNS, row[back])
    add(Figure.REFUNDS, row[back], (units * price)[back])
    writes = drawn(key, WRITE) < fate.writes.ravel()[at]
    stars = stars_of(drawn(key, STAR), *(part.ravel()[at] for part in shares_of(fate)))
    add(Figure.REVIEWS, row[writes])
    add(Figure.STARS, row[writes], stars[writes] * 1.0)
    for figure, number in ((Figure.ONES, 1), (Figure.TWOS, 2), (Figure.FIVES, 5)):
        add(figure, row[writes & (stars == number)])


def shares_of(fate: Fates) -> tuple[Reals, ...]:
    """Of those who write: one, two, three and four stars, each with all below it."""
    ones, twos, fives = (part / fate.writes for part in (fate.ones, fate.twos, fate.fives))
    middle = 1 - ones - twos - fives
    sum_of_middle = fate.stars / fate.writes - ones - 2 * twos - 5 * fives
    threes = np.clip(4 * middle - sum_of_middle, 0.0, middle)
    return ones, ones + twos, ones + twos + threes, ones + twos + middle


def stars_of(chance: Reals, *ends: Reals) -> Ints:
    return np.asarray(1 + sum((chance >= end).astype(np.int64) for end in ends), dtype=np.int64)
