"""Sponsored slots by generalised second price: who stands there, and what a click costs."""

from dataclasses import dataclass

import numpy as np

from sim_market.buyers.market import keyed, padding, page
from sim_market.buyers.market.keyed import MICRO, NANO, Ints, Reals
from sim_market.buyers.market.standing import Scene, Standing

SLOTS = (0, 5, 11)  # places 1, 6 and 12 of the page
SHYNESS = 0.15  # "sponsored" on the card, in the click's logit (A)
BIDDERS = 6  # rivals of a category that advertise
RIVAL_BIDS = (10.0, 60.0)  # fen for a click
RESERVE_FEN = 10


@dataclass(frozen=True, slots=True)
class Ads:
    reach: Reals  # [row, query]: share of visitors who meet the ad before the listing itself
    hidden: Reals  # [row, query]: share who would have met the listing, but met the ad first
    chance: Ints  # [row, query, segment], nano
    price_fen: Reals  # [row, query]: for one click


def ads_of(stood: Standing, places: Ints, bids: Reals) -> Ads:
    """`places` [row, query, version] is where each listing stands by itself; `bids` in fen, [row]
    or [row, query].
    """
    params, table = stood.scene.params, stood.scene.table
    bids = np.broadcast_to(bids if bids.ndim == 2 else bids[:, None], places.shape[:2])
    rate = keyed.fixed(stood.chance.mean(axis=2) / NANO, MICRO)
    worth = keyed.fixed(bids, 1) * rate
    rivals = rival_worth(stood)[table.category]
    if stood.scene.world.shared:
        ahead, behind = among_classmates(worth, stood.scene)
    else:
        ahead, behind = own_above(worth, table.group), np.zeros_like(worth)
    above = (rivals >= worth[..., None]).sum(axis=2) + ahead
    slots = np.array([*SLOTS, params.page_slots + 1])[np.minimum(above, len(SLOTS))]
    slots = np.where(bids > 0, slots, params.page_slots + 1)
    first = slots[..., None] < places
    table_of_reach = page.reach_table(params) / NANO
    met = np.where(first, table_of_reach[slots][..., None], 0.0).mean(axis=2)
    covered = np.where(first, table_of_reach[places], 0.0).mean(axis=2)
    odds = np.exp(-SHYNESS) * stood.chance / np.maximum(1, NANO - stood.chance)
    chance = keyed.fixed(odds / (1 + odds), NANO)
    below = np.where(rivals < worth[..., None], rivals, 0).max(axis=2)
    below = np.maximum(below, behind)
    price = np.maximum(RESERVE_FEN, np.ceil(below / np.maximum(1, rate)))
    return Ads(met, covered, chance, np.minimum(price, np.maximum(RESERVE_FEN, bids)))


def own_above(worth: Ints, group: Ints) -> Ints:
    """How many ads of the same store and category are worth more, the earlier row first."""
    order = np.lexsort((np.arange(len(worth))[:, None] + 0 * worth, -worth), axis=0)
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(len(worth))[:, None], axis=0)
    same = group[:, None] == group[None, :]
    return np.asarray((same[:, :, None] & (place[None] < place[:, None])).sum(axis=1))


def among_classmates(worth: Ints, scene: Scene) -> tuple[Ints, Ints]:
    """In a shared mall, [row, query]: how many ads of the class stand above each in its category,
    and what the best below is worth. A store does not bid against itself. Of equals another one
    is the first each day.
    """
    table, today = scene.table, keyed.key(scene.world.seed, "ad-tie", scene.day)
    names = keyed.fold(keyed.fold(table.keys, table.store), keyed.keys_of([today]))
    above, below = np.zeros_like(worth), np.zeros_like(worth)
    for category in np.unique(table.category):
        rows = np.flatnonzero(table.category == category)
        own, name, store = worth[rows], names[rows], table.store[rows]
        first = (own[None] == own[:, None]) & (name[None, :] < name[:, None])[..., None]
        ahead = (own[None] > own[:, None]) | first  # [row, other, query]
        after = ahead.transpose(1, 0, 2) & (store[:, None] != store[None, :])[..., None]
        above[rows] = ahead.sum(axis=1)
        below[rows] = np.where(after, own[None], 0).max(axis=1)
    return above, below


def rival_worth(stood: Standing) -> Ints:
    """What scripted rivals bid times how often they are clicked, [category, query, bidder].

    In a shared mall only those who are still on the pages.
    """
    scene = stood.scene
    found = []
    for category in scene.categories:
        rivals = page.rivals_of(scene.world.seed, category, scene.params)
        start = keyed.keys_of([keyed.key(scene.world.seed, "bid", category)])
        low, high = RIVAL_BIDS
        bids = low + (high - low) * keyed.units(keyed.fold(start, rivals.keys[:BIDDERS]))
        params = scene.world.params_in(category)
        chance, _weights = page.appeal_of_rivals(scene.world.seed, category, params)
        rate = keyed.fixed(chance[:BIDDERS].mean(axis=2) / NANO, MICRO)
        found.append((keyed.fixed(bids, 1)[:, None] * rate).T)
    worth = np.stack(found)
    if scene.world.shared:
        left = padding.rivals_left(scene.table, len(scene.categories), scene.params)
        worth = np.where(np.arange(BIDDERS) < left[:, None, None], worth, 0)
    return worth
