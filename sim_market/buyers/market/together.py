"""Shared mode: all stores of a class on the same pages, before the same buyers.

Page by page: the best listings of each store and the scripted rivals stand in one order, a visitor
scrolls to one depth, and what they open on the way competes with each other. Chance on the page is
keyed by store and goods, so that stores that decide alike are alike but for those ties.
"""

from dataclasses import dataclass

import numpy as np

from sim_market.buyers.market import choice, keyed, padding, page
from sim_market.buyers.market.keyed import NANO, Ints, Keys, Reals
from sim_market.buyers.market.params import SEGMENTS
from sim_market.buyers.market.standing import (
    Scene,
    Standing,
    click_chances,
    own_places,
    reach_of,
    scores_of,
    weights_of,
)

NOWHERE = np.int64(-(1 << 50))


@dataclass(frozen=True, slots=True)
class Cards:
    """What stands on the pages of one category: the class's listings first, then rivals."""

    keys: Keys
    scores: Ints  # [query, version, card], micro; NOWHERE if it is not on the page
    pull: Ints  # [query, segment, card]: chance to be opened x exp(utility), nano


def standing_of(scene: Scene) -> Standing:
    """As `standing.standing_of`, with everybody's listings on each page."""
    table, params = scene.table, scene.params
    chance, weights = click_chances(scene), weights_of(scene)
    share = table.share * choice.looked_at(table.ratio_log, params)
    drawn = pull_of(scene, chance, keyed.fixed(weights * share[:, None, None], 1))
    names = keyed.fold(table.keys, table.store)
    scores = scores_of(scene, names)
    scores = np.where(own_places(table, scores) < params.store_cap, scores, NOWHERE)
    shape = (len(names), params.queries, params.page_variants)
    places = np.full(shape, params.page_slots, dtype=np.int64)
    met = np.zeros((*shape[:2], SEGMENTS, shape[2]), dtype=np.int64)
    left = padding.rivals_left(table, len(scene.categories), params)
    for number, category in enumerate(scene.categories):
        rows = np.flatnonzero(table.category == number)
        if len(rows):
            own = Cards(
                names[rows], scores[rows].transpose(1, 2, 0), drawn[rows].transpose(1, 2, 0)
            )
            places[rows], met[rows] = met_on(
                with_rivals(scene, category, own, left[number]), scene, len(rows)
            )
    nothing = np.zeros_like(drawn)
    reach, met = reach_of(scene, places), met[table.owner]
    shown = shown_on(scene, places)
    return Standing(scene, places, reach, chance, weights, nothing, met, share, shown)


def ties_of(scene: Scene, cards: Cards) -> Keys:
    """Which of equals stands first, on each page anew, [query, version, card]."""
    params, seed = scene.params, scene.world.seed
    start = keyed.keys_of([keyed.key(seed, "tie", scene.day, q) for q in range(params.queries)])
    versions = np.arange(params.page_variants, dtype=np.uint64)
    pages = keyed.fold(start[:, None], versions[None, :])
    return keyed.fold(pages[:, :, None], cards.keys[None, None, :])


def shown_on(scene: Scene, places: Ints) -> Reals:
    """Of those who see a listing, how many see it in each version, [row, query, version]."""
    nano = page.reach_table(scene.params)[places]
    whole = nano.sum(axis=2, keepdims=True)
    evenly = np.full(nano.shape, 1.0 / scene.params.page_variants)
    return np.asarray(np.divide(nano, whole, out=evenly, where=whole > 0))


def pull_of(scene: Scene, chance: Ints, weights: Ints) -> Ints:
    """What each listing draws away from others that are opened too, [row, query, segment], nano."""
    table = scene.table
    starts = np.searchsorted(table.owner, np.arange(len(chance)))
    whole = np.add.reduceat(weights, starts, axis=0)
    opened = chance / NANO * table.search[:, None, None]
    return keyed.fixed(opened * whole, 1)


def with_rivals(scene: Scene, category: str, own: Cards, left: int) -> Cards:
    """The first `left` scripted rivals beside the class's listings."""
    params, seed = scene.world.params_in(category), scene.world.seed
    rivals = page.rivals_of(seed, category, params)
    scores = page.scores_of(seed, scene.day, category, params)[..., :left]
    chance, weights = page.appeal_of_rivals(seed, category, params)
    pull = keyed.fixed(chance / NANO * weights, 1).transpose(1, 2, 0)[..., :left]
    return Cards(
        np.concatenate([own.keys, rivals.keys[:left]]),
        np.concatenate([own.scores, scores], axis=-1),
        np.concatenate([own.pull, pull], axis=-1),
    )


def met_on(cards: Cards, scene: Scene, own: int) -> tuple[Ints, Ints]:
    """Of the first `own` cards: how many stand above [card, query, version], and what else is
    opened by those who see it [card, query, segment, version], nano.

    Who sees a card has seen all above it; of what stands below, as much as people who came that
    far scroll on to.
    """
    params = scene.params
    order = np.lexsort((ties_of(scene, cards), -cards.scores), axis=-1)
    there = np.take_along_axis(cards.scores, order, axis=-1) > NOWHERE
    slots = np.minimum(np.arange(order.shape[-1]), params.page_slots)
    reach = np.where(there, page.reach_table(params)[slots], 0)[:, :, None, :] / NANO
    queries, versions = order.shape[:2]
    drawn = np.broadcast_to(cards.pull[:, None], (queries, versions, *cards.pull.shape[1:]))
    drawn = np.take_along_axis(drawn, order[:, :, None, :], axis=-1) * there[:, :, None, :]
    below = keyed.fixed(drawn * reach, 1)
    above = np.cumsum(drawn, axis=-1) - drawn
    after = below.sum(axis=-1, keepdims=True) - np.cumsum(below, axis=-1)
    met = above + keyed.fixed(
        np.divide(after, reach, out=np.zeros(after.shape), where=reach > 0), 1
    )
    place = np.argsort(order, axis=-1, kind="stable")[..., :own]
    seen = np.take_along_axis(np.where(there, slots, params.page_slots), place, axis=-1)
    found = np.take_along_axis(met, place[:, :, None, :], axis=-1)
    return seen.transpose(2, 0, 1), found.transpose(3, 0, 2, 1)
