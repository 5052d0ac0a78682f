"""One hour of the market: what every store's listings may expect.

Every store stands alone against the same scripted rivals and the same buyers (isolated mode), and
the expectation over segments and page versions is summed, not sampled. Identical decisions give
identical outcomes, whatever the order or the number of stores.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim_market.buyers.market import arrivals, keyed, together
from sim_market.buyers.market.ads import Ads, ads_of
from sim_market.buyers.market.keyed import MICRO, NANO, PICO, Ints, Reals
from sim_market.buyers.market.offers import Offer
from sim_market.buyers.market.params import SEGMENTS
from sim_market.buyers.market.regulars import straight
from sim_market.buyers.market.standing import (
    Scene,
    Standing,
    World,
    kept_of,
    scene_of,
    standing_of,
    visitors,
)

__all__ = ["Expected", "Word", "World", "expect", "expect_hours"]


@dataclass(frozen=True, slots=True)
class Word:
    """One listing's hour under one query, in millionths; `place` is the mean place on the page,
    in hundredths, from 100 on. `ad_fen` is what a click on the ad costs, 0 without one.
    """

    impressions_micro: int
    clicks_micro: int
    orders_micro: int
    place: int
    ad_impressions_micro: int = 0
    ad_clicks_micro: int = 0
    ad_orders_micro: int = 0
    ad_fen: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """One listing's hour, in millionths; `wanted` splits the orders by variant and segment.

    `wanted` follows the offer's variants; a variant without stock has zeros. `words` splits the
    hour by query, ads beside; empty where nothing is in stock. `straight_`: of all these, what
    came from regulars of the store; `words` are without them.
    """

    impressions_micro: int
    clicks_micro: int
    orders_micro: int
    wanted: tuple[tuple[int, ...], ...]
    words: tuple[Word, ...] = ()
    straight_clicks_micro: int = 0
    straight_orders_micro: int = 0


@dataclass(frozen=True, slots=True)
class Hour:
    """Who comes in this hour, in [row, query, ...]; ads apart from what is found by itself."""

    seen: Ints  # pico
    clicks: Ints  # [row, query, segment], pico
    met: Ints  # ads that are looked at, pico
    opened: Ints  # ads that are clicked, [row, query, segment], pico
    price_fen: Reals  # [row, query]: of a click on an ad


def expect(
    world: World,
    day: int,
    hour: int,
    offers: Sequence[Offer],
    budgets: Mapping[str, int] | None = None,
) -> list[Expected]:
    """What each offer may expect of this hour, in the order given. Offers without stock: nothing.

    `day` counts from 1 (a Monday), `hour` is 0..23. `budgets`: store -> fen that may still be
    spent on ads today; a store that is not named shows none.
    """
    return expect_hours(world, day, (hour,), offers, budgets)[0]


def expect_hours(
    world: World,
    day: int,
    hours: Sequence[int],
    offers: Sequence[Offer],
    budgets: Mapping[str, int] | None = None,
) -> list[list[Expected]]:
    """As `expect`, for several hours of one day in which nothing changes, [hour][offer]."""
    scene = scene_of(world, day, offers)
    if not scene.table.source:
        return [nothing_for(offers) for _hour in hours]
    stood = together.standing_of(scene) if world.shared else standing_of(scene)
    return [expected_in(stood, hour, offers, budgets or {}) for hour in hours]


def nothing_for(offers: Sequence[Offer]) -> list[Expected]:
    return [Expected(0, 0, 0, tuple((0,) * SEGMENTS for _ in o.variants)) for o in offers]


def expected_in(
    stood: Standing, hour: int, offers: Sequence[Offer], budgets: Mapping[str, int]
) -> list[Expected]:
    scene, answers = stood.scene, nothing_for(offers)
    own = [offers[place] for place in scene.table.source]
    came = hour_of(stood, hour, own, budgets)
    shift = arrivals.outside_shift(scene.day, hour) - scene.world.ready
    eager = np.array([offer.eager_micro for offer in own]) / MICRO
    owner = scene.table.owner
    kept = kept_of(stood, shift) * eager[owner][:, None, None]
    taken = keyed.fixed((came.clicks + came.opened)[owner] * kept, 1)
    orders = taken.sum(axis=1) // MICRO
    words = words_of(stood, came, taken, keyed.fixed(came.opened[owner] * kept, 1))
    back = straight(stood, own, eager, hour, shift)
    first = np.searchsorted(owner, np.arange(len(scene.table.source) + 1))
    for row, place in enumerate(scene.table.source):
        mine = slice(first[row], first[row + 1])
        clicks, bought = (int(back[0][row]), back[1][mine]) if back else (0, None)
        wanted = wanted_of(offers[place], also(orders[mine], bought))
        answers[place] = Expected(
            impressions_micro=int(came.seen[row].sum() + came.met[row].sum()) // MICRO + clicks,
            clicks_micro=int(came.clicks[row].sum() + came.opened[row].sum()) // MICRO + clicks,
            orders_micro=sum(map(sum, wanted)),
            wanted=wanted,
            words=tuple(Word(*each) for each in words[row]),
            straight_clicks_micro=clicks,
            straight_orders_micro=0 if bought is None else min(clicks, int(bought.sum())),
        )
    return answers


def also(orders: Ints, bought: Ints | None) -> Ints:
    """Orders [variant, segment] with those of regulars, who are of every segment."""
    if bought is None:
        return orders
    share, rest = np.divmod(bought, SEGMENTS)
    more = np.repeat(share[:, None], SEGMENTS, axis=1)
    more[:, 0] += rest
    return np.asarray(orders + more)


def hour_of(
    stood: Standing, hour: int, offers: Sequence[Offer], budgets: Mapping[str, int]
) -> Hour:
    """Where nobody advertises, nothing is different from what it would be without ads."""
    scene = stood.scene
    coming, reach = visitors(scene, hour)[scene.table.category], stood.reach
    none = np.zeros_like(reach)
    bids = np.array([bids_of(offer, budgets, scene) for offer in offers], dtype=np.float64)
    if not bids.any():
        seen = keyed.fixed(reach * coming, PICO)
        clicks = clicked(seen, stood.chance)
        nothing = np.zeros_like(seen)
        return Hour(seen, clicks, nothing, np.zeros_like(clicks), none)
    ads = ads_of(stood, stood.places, bids)
    pace = pace_of(ads, scene, hour, offers, budgets)[:, None]
    seen = keyed.fixed((reach - pace * ads.hidden * scene.table.search[:, None]) * coming, PICO)
    met = keyed.fixed(ads.reach * pace * coming, PICO)
    price = np.where(bids > 0, ads.price_fen, 0.0)
    return Hour(seen, clicked(seen, stood.chance), met, clicked(met, ads.chance), price)


def bids_of(offer: Offer, budgets: Mapping[str, int], scene: Scene) -> tuple[int, ...]:
    """What is offered for a click on each query; nothing where the store has no money for it."""
    none = (0,) * scene.params.queries
    return offer.bids or none if budgets.get(offer.store, 0) > 0 else none


def clicked(seen: Ints, chance: Ints) -> Ints:
    return keyed.fixed(seen[:, :, None] / SEGMENTS * (chance / NANO), 1)


def pace_of(
    ads: Ads, scene: Scene, hour: int, offers: Sequence[Offer], budgets: Mapping[str, int]
) -> Reals:
    """Share of visitors to whom each row's store shows its ads, so that its money lasts until
    midnight.
    """
    rest = np.sum([visitors(scene, each) for each in range(hour, 24)], axis=0)
    clicks = (ads.reach[:, :, None] / SEGMENTS * (ads.chance / NANO)).sum(axis=2)
    cost = (rest[scene.table.category] * clicks * ads.price_fen).sum(axis=1)
    names = sorted({offer.store for offer in offers})
    store = np.array([names.index(offer.store) for offer in offers])
    whole = np.bincount(store, weights=cost, minlength=len(names))
    left = np.array([budgets.get(name, 0) for name in names], dtype=np.float64)
    pace = np.minimum(1.0, np.divide(left, whole, out=np.ones_like(left), where=whole > 0))
    return np.asarray(np.floor(pace * MICRO)[store] / MICRO)


def words_of(stood: Standing, came: Hour, taken: Ints, by_ads: Ints) -> list[list[tuple[int, ...]]]:
    """The fields of a `Word` for every [row, query], in plain integers."""
    owner = stood.scene.table.owner
    starts = np.searchsorted(owner, np.arange(len(came.seen)))
    place = np.minimum(stood.places, stood.scene.params.page_slots).mean(axis=2)
    columns = (
        (came.seen + came.met) // MICRO,
        (came.clicks + came.opened).sum(axis=2) // MICRO,
        np.add.reduceat(taken.sum(axis=2) // MICRO, starts, axis=0),
        keyed.fixed(100.0 * (1.0 + place), 1),
        came.met // MICRO,
        came.opened.sum(axis=2) // MICRO,
        np.add.reduceat(by_ads.sum(axis=2) // MICRO, starts, axis=0),
        keyed.fixed(came.price_fen, 1),
    )
    found: list[list[tuple[int, ...]]] = np.stack(columns, axis=2).tolist()
    return found


def wanted_of(offer: Offer, orders: Ints) -> tuple[tuple[int, ...], ...]:
    """Micro-orders by variant of the offer and segment, never more than the stock."""
    rows = iter(orders.tolist())
    return tuple(
        capped(next(rows), variant.available * MICRO) if variant.available > 0 else (0,) * SEGMENTS
        for variant in offer.variants
    )


def capped(by_segment: list[int], limit: int) -> tuple[int, ...]:
    total = sum(by_segment)
    if total <= limit:
        return tuple(by_segment)
    return tuple(part * limit // total for part in by_segment)
