"""Hours in which nothing is moved: who is expected to see, open and want each listing."""

from dataclasses import dataclass

import numpy as np

from sim_market.buyers.market import arrivals, keyed
from sim_market.buyers.market.ads import Ads, ads_of
from sim_market.buyers.market.carried import MOST_MISSING, PAYBACK
from sim_market.buyers.market.keyed import MICRO, NANO, Reals
from sim_market.buyers.market.params import SEGMENTS
from sim_market.buyers.market.persuasion import (
    ANSWERED,
    IGNORED,
    IGNORED_AFTER,
    PATIENCE,
    WRONG,
)
from sim_market.buyers.market.regulars import come_straight, visits_of_hour
from sim_market.buyers.market.standing import Standing, kept_of, visitors
from sim_market.buyers.season.goods import Market
from sim_market.buyers.season.happenings import Kind, size_of
from sim_market.buyers.season.levers import Lever
from sim_market.buyers.season.outcome import Channel
from sim_market.buyers.season.shelf import Shelves
from sim_market.buyers.season.state import State

CHATTY = 0.18  # of those who open a page ask; more if it says little (A)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Per hour, row and channel, in people; `ad_fen` [hour, row]."""

    impressions: Reals
    clicks: Reals
    orders: Reals
    ad_fen: Reals


def chatters(detail: Reals) -> Reals:
    return np.asarray(CHATTY * (1.5 - detail))


def answer_pull(reply: Reals, right: Reals) -> Reals:
    """What an answer does to the wish to buy of who asked, in the logit."""
    prompt = ANSWERED * np.exp(-reply / PATIENCE) * right + WRONG * (1 - right)
    return np.asarray(np.where(reply > IGNORED_AFTER, IGNORED, prompt))


def wanted_in(
    market: Market, shelves: Shelves, levers: Reals, state: State, day: int, hours: range
) -> Wanted:
    """What each row may expect of these hours, if it does not run out."""
    stood = shelves.stood
    seen = {lever: levers[lever].ravel()[shelves.place] for lever in Lever}
    ads = ads_of(stood, stood.places, seen[Lever.BID]) if seen[Lever.BID].any() else None
    views = size_of(market.happenings, Kind.VIEWS, day)
    whole_day = np.array([visitors(stood.scene, hour) for hour in range(24)]) * views
    coming = whole_day[:, stood.scene.table.category]  # [hour, row, query]
    pace = pace_of(ads, coming, seen[Lever.BUDGET], shelves) if ads else np.zeros(1)
    eager = eagerness(state).ravel()[shelves.place]
    ready = float(np.log(size_of(market.happenings, Kind.READY, day)))
    talk = chatters(seen[Lever.DETAIL]), np.exp(answer_pull(seen[Lever.REPLY], seen[Lever.RIGHT]))
    parts = []
    for hour in hours:
        shift = arrivals.outside_shift(day, hour) - ready
        kept = talked(kept_of(stood, shift), *talk) * eager[:, None, None]
        traffic = by_channel(stood, ads, pace, coming[hour], kept)
        back = state.regulars[shelves.store] * visits_of_hour(hour) * views
        regular = regulars(shelves, back, shift, eager)
        parts.append(tuple(a + b for a, b in zip(traffic, regular, strict=True)))
    return Wanted(*(keyed.fixed(np.stack(one), MICRO) / MICRO for one in zip(*parts, strict=True)))


def talked(kept: Reals, asks: Reals, moved: Reals) -> Reals:
    """Of those who ask, the answer moves the odds; P' = P e / (1 + P (e - 1)) is exact."""
    asks, moved = asks[:, None, None], moved[:, None, None]
    return np.asarray(kept * (1 - asks) + asks * kept * moved / (1 + kept * (moved - 1)))


def by_channel(
    stood: Standing, ads: Ads | None, pace: Reals, coming: Reals, kept: Reals
) -> tuple[Reals, Reals, Reals, Reals]:
    """One hour: impressions, clicks and orders [row, channel], and the cost of ads [row]."""
    chance = stood.chance / NANO
    hidden = pace[:, None] * ads.hidden if ads else 0.0
    seen = coming * (stood.reach - hidden * stood.scene.table.search[:, None])
    clicks = seen[:, :, None] / SEGMENTS * chance
    orders = (clicks * kept).sum(axis=2)
    shown = [np.zeros((len(seen), 4)) for _ in range(3)]
    for sums, part in zip(shown, (seen, clicks.sum(axis=2), orders), strict=True):
        sums[:, Channel.BROWSE] = part[:, 0]
        sums[:, Channel.SEARCH] = part[:, 1:].sum(axis=1)
    if ads is None:
        return shown[0], shown[1], shown[2], np.zeros(len(seen))
    met = coming * ads.reach * pace[:, None]
    opened = met[:, :, None] / SEGMENTS * (ads.chance / NANO)
    shown[0][:, Channel.ADS] = met.sum(axis=1)
    shown[1][:, Channel.ADS] = opened.sum(axis=(1, 2))
    shown[2][:, Channel.ADS] = (opened * kept).sum(axis=(1, 2))
    cost = (opened.sum(axis=2) * ads.price_fen).sum(axis=1)
    return shown[0], shown[1], shown[2], cost


def pace_of(ads: Ads, coming: Reals, budget: Reals, shelves: Shelves) -> Reals:
    """Share of the day's visitors to whom a store's ads are shown, so that its budget lasts."""
    clicks = (ads.reach[:, :, None] / SEGMENTS * (ads.chance / NANO)).sum(axis=2)
    cost = (coming.sum(axis=0) * clicks * ads.price_fen).sum(axis=1)
    store = shelves.store
    spent = np.bincount(store, weights=cost)
    most = np.zeros(len(spent))
    np.maximum.at(most, store, budget)
    pace = np.minimum(1.0, np.divide(most, spent, out=np.zeros_like(most), where=spent > 0))
    return np.asarray(np.floor(pace * MICRO)[store] / MICRO)


def eagerness(state: State) -> Reals:
    """Below 1 while buyers still live on what they bought in a promotion, [store, goods]."""
    missing = PAYBACK * state.ahead / np.maximum(0.05, state.usual)
    return np.asarray(1.0 - np.minimum(MOST_MISSING, missing))


def regulars(
    shelves: Shelves, back: Reals, shift: float, eager: Reals
) -> tuple[Reals, Reals, Reals, Reals]:
    """People who come straight to a store that served them well, and compare with nobody.

    `back` is how many come to the row's store in this hour.
    """
    stood = shelves.stood
    store = shelves.store
    pull = stood.weights[:, 0].mean(axis=1) / NANO * stood.share
    nothing = float(np.exp(stood.scene.params.outside + shift))
    opened, bought = come_straight(pull, store, back, eager, nothing)
    sums = [np.zeros((len(store), 4)) for _ in range(3)]
    for one, part in zip(sums, (opened, opened, bought), strict=True):
        one[:, Channel.DIRECT] = part
    return sums[0], sums[1], sums[2], np.zeros(len(store))
