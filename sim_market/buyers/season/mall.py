"""Pages of a shared mall and of a mall in which a store stands alone against scripted rivals."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim_market.buyers.market import choice, keyed, page
from sim_market.buyers.market.keyed import Ints, Keys, Reals
from sim_market.buyers.market.offers import Table
from sim_market.buyers.market.params import SEGMENTS
from sim_market.buyers.market.standing import Scene, click_chances, scores_of, weights_of
from sim_market.buyers.season.hours import answer_pull, chatters
from sim_market.buyers.season.levers import Lever
from sim_market.buyers.season.picks import Cards, likely, salts_of
from sim_market.buyers.season.visits import Small

NOWHERE = np.int64(-(1 << 50))


@dataclass(frozen=True, slots=True)
class Goods:
    """What is on sale, as rows: what opens, draws and answers. `keys` are the listings' own."""

    keys: Keys
    chance: Ints  # [row, query, segment], nano
    weights: Ints
    asks: Reals  # [row]: share of those who open it that ask
    answers: Ints  # [row]: what the answer does to their wish, micro


def goods_of(scene: Scene, levers: Reals, place: Ints) -> Goods:
    """`place` is where each row stands in [store, goods]."""
    seen = {lever: levers[lever].ravel()[place] for lever in Lever}
    return Goods(
        scene.table.keys,
        click_chances(scene),
        weights_of(scene),
        chatters(seen[Lever.DETAIL]),
        keyed.fixed(answer_pull(seen[Lever.REPLY], seen[Lever.RIGHT]), keyed.MICRO),
    )


def shared_scene(scene: Scene, store: Ints) -> Scene:
    """The same shelves with noise keyed by the listing: what store it is of matters now."""
    stores = keyed.keys_of([keyed.key("store", number) for number in range(int(store.max()) + 1)])
    return replace(
        scene, table=replace(scene.table, keys=keyed.fold(scene.table.keys, stores[store]))
    )


def shared_cards(scene: Scene, goods: Goods) -> Cards:
    """Everybody's listings on every page: the forty best, at most three of one store."""
    params, table = scene.params, scene.table
    scores = scores_of(scene)
    if np.bincount(table.group).max() > params.store_cap:
        scores = np.where(within_cap(table, scores, params.store_cap), scores, NOWHERE)
    by_category = padded(table.category, len(scene.categories))
    there = (by_category >= 0)[:, None, None, :]
    listed = np.where(there, scores[by_category].transpose(0, 2, 3, 1), NOWHERE)
    rows = top(listed, by_category, params.page_slots)
    return cards_of(scene, rows, goods.chance, salts_of(table.keys))


def within_cap(table: Table, scores: Ints, cap: int) -> NDArray[np.bool_]:
    """Which listings are among the best few of their store on each page; as `own_places` says."""
    place = np.arange(len(table.group)) - table.group_start
    most = int(place.max()) + 1
    packed = (scores << most.bit_length()) + (most - 1 - place)[:, None, None]
    groups = int(table.group.max()) + 1
    side_by_side = np.full((groups, *scores.shape[1:], max(most, cap)), np.iinfo(np.int64).min)
    side_by_side[table.group, :, :, place] = packed
    least = np.partition(side_by_side, -cap, axis=-1)[..., -cap]
    return np.asarray(packed >= least[table.group])


def padded(category: Ints, number: int) -> Ints:
    """Rows of each category side by side, [category, place]; -1 where there are no more."""
    order = np.argsort(category, kind="stable")
    start = np.searchsorted(category[order], np.arange(number + 1))
    places = np.arange(int(np.diff(start).max()))
    at = start[:-1, None] + places
    found = order[np.minimum(at, len(order) - 1)]
    return np.asarray(np.where(places < np.diff(start)[:, None], found, -1))


def top(scores: Ints, by_category: Ints, slots: int) -> Ints:
    """[category, query, version, slot] of rows, the best first; of equals the first."""
    most = scores.shape[-1]
    bits = max(1, int(most - 1).bit_length())
    packed = (-scores << bits) + np.arange(most)
    if most > 3 * slots:
        packed = np.partition(packed, slots, axis=-1)[..., :slots]
    packed.sort(axis=-1)
    place = packed[..., :slots] & ((1 << bits) - 1)
    held = -(packed[..., :slots] >> bits) > NOWHERE
    rows = np.take_along_axis(by_category[:, None, None, :] + 0 * place[..., :1], place, axis=-1)
    rows = np.where(held, rows, -1)
    short = slots - rows.shape[-1]
    return np.pad(rows, [(0, 0)] * 3 + [(0, max(0, short))], constant_values=-1)


def cards_of(scene: Scene, rows: Ints, chance: Ints, salts: Small) -> Cards:
    """`rows` [category, query, version, slot]; `chance` [row, query, segment]."""
    slots = rows.shape[-1]
    nothing = np.zeros((1, *chance.shape[1:]), dtype=np.uint32)  # where a slot is empty: row -1
    opened = np.concatenate([likely(chance), nothing])
    queries = np.arange(scene.params.queries)[None, :, None, None]
    found = opened[rows, queries]
    flat = rows.reshape(-1, slots)
    seen = found.transpose(0, 1, 2, 4, 3).reshape(-1, SEGMENTS, slots)
    return Cards(flat, salts[flat], np.ascontiguousarray(seen))


@dataclass(frozen=True, slots=True)
class Rivals:
    cards: Cards
    keys: Keys
    weights: Ints


def rivals_on(scene: Scene) -> Rivals:
    """The scripted rivals' pages, before any trainee's listing is put on them."""
    params, seed = scene.params, scene.world.seed
    rows, chance, weights, keys = [], [], [], []
    for number, category in enumerate(scene.categories):
        rivals = page.rivals_of(seed, category, params)
        scores = page.field_of(seed, scene.day, category, params).scores
        rows.append(np.argsort(-scores, axis=2, kind="stable") + number * params.rivals)
        appeal = choice.click_appeal(
            rivals.image, rivals.mean, rivals.recent, np.zeros_like(rivals.mean), params
        )
        chance.append(choice.click_chance(appeal, rivals.relevance.T, rivals.feeling, params))
        weights.append(choice.weight(rivals.feeling, rivals.wished, rivals.relevance.T, params))
        keys.append(rivals.keys)
    joined = np.concatenate(keys)
    cards = cards_of(scene, np.stack(rows), np.concatenate(chance), salts_of(joined))
    return Rivals(cards, joined, np.concatenate(weights))


def own_slots(table: Table, places: Ints, rows: Ints, categories: int) -> tuple[Ints, Ints]:
    """One store's rows: which is the m-th of each category [m, category], and where it stands.

    The second is [m, page]; a listing that is not there stands past every page's end.
    """
    category = table.category[rows]
    which = padded(category, categories).T
    end = np.iinfo(np.int64).max
    stands = np.where((which >= 0)[..., None, None], places[rows[which]], end)
    return np.where(which >= 0, rows[which], -1), stands.reshape(len(which), -1)
