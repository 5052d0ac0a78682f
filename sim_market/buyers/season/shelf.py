"""The levers of one moment as the columns that the hourly model reads."""

from dataclasses import dataclass, replace

import numpy as np

from sim_market.buyers.market import keyed
from sim_market.buyers.market.keyed import Ints, Reals
from sim_market.buyers.market.offers import REMEMBERED, Table
from sim_market.buyers.market.standing import Standing, World, scene_at, standing_of
from sim_market.buyers.season.goods import Catalogue, Market
from sim_market.buyers.season.happenings import Kind, size_of
from sim_market.buyers.season.levers import Lever
from sim_market.buyers.season.state import State

HELD_BACK = 0.7  # share of search that a store loses once it is found out
BADGE_FROM = 0.03  # a coupon of less than this shows no badge


@dataclass(frozen=True, slots=True)
class Shelves:
    """Listings that can be bought, as rows; `place` says where each stands in [store, goods]."""

    place: Ints  # row -> store * goods + goods
    store: Ints  # row -> store
    stood: Standing


def price_of(levers: Reals) -> Reals:
    """What a buyer pays, fen, [store, goods]."""
    return np.asarray(np.rint(levers[Lever.PRICE] * (1.0 - levers[Lever.COUPON])))


def reference_of(goods: Catalogue, state: State) -> Reals:
    """What a buyer holds for usual: what such goods cost, and what was lately seen here."""
    return np.asarray((1 - REMEMBERED) * goods.reference_fen + REMEMBERED * state.memory)


def world_on(market: Market, day: int) -> World:
    shift = size_of(market.happenings, Kind.RIVALS, day)
    return replace(market.world, params=replace(market.world.params, rival_price=shift))


def shelves_on(market: Market, levers: Reals, state: State, day: int) -> Shelves | None:
    """Everything that is on sale and in stock; None if nothing is."""
    sold = (levers[Lever.LISTED] > 0) & (state.stock >= 1)
    place = np.flatnonzero(sold.ravel())
    if not len(place):
        return None
    table = table_of(market.goods, levers, state, place, day)
    world = world_on(market, day)
    stood = standing_of(scene_at(world, market.eve + day, market.goods.categories, table))
    return Shelves(place, place // len(market.goods.codes), stood)


def table_of(goods: Catalogue, levers: Reals, state: State, place: Ints, day: int) -> Table:
    store, item = np.divmod(place, len(goods.codes))
    seen = {lever: levers[lever].ravel()[place] for lever in Lever}
    category = goods.category[item]
    group = store * len(goods.categories) + category
    _, start, number = np.unique(group, return_index=True, return_inverse=True)
    ratio = np.maximum(1.0, price_of(levers)) / np.maximum(1.0, reference_of(goods, state))
    log = keyed.fixed(np.log(ratio.ravel()[place]), 10**9) / 1e9
    whole = np.arange(len(place), dtype=np.int64)
    return Table(
        source=tuple(range(len(place))),
        keys=goods.keys[item],
        group=number.astype(np.int64),
        group_start=start[number].astype(np.int64),
        category=category,
        quality=goods.quality[item],
        coverage=seen[Lever.COVERAGE],
        stuffing=seen[Lever.STUFFING],
        image=seen[Lever.IMAGE],
        detail=seen[Lever.DETAIL],
        claim=seen[Lever.CLAIM],
        stars=state.stars.ravel()[place],
        reviews=state.reviews.ravel()[place],
        recent=state.recent.ravel()[place],
        ship_hours=seen[Lever.PROMISE],
        age_days=np.full(len(place), day - 1, dtype=np.int64),
        search=1.0 - HELD_BACK * state.caught.ravel()[place],
        badge=np.where(seen[Lever.COUPON] >= BADGE_FROM, 1.0, 0.0),
        ratio_log=log,
        card_log=log,
        share=np.ones(len(place)),
        owner=whole,
        stock=state.stock.ravel()[place].astype(np.int64),
    )
