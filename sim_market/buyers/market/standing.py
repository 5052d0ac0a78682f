"""How every listing stands before the visitors of a day: where on the page, who opens it, what it
is up against.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim_market.buyers.market import arrivals, choice, keyed, padding, page
from sim_market.buyers.market.keyed import MICRO, NANO, PICO, Ints, Keys, Reals
from sim_market.buyers.market.offers import Offer, Table, tabulate
from sim_market.buyers.market.params import DEFAULT, Params


@dataclass(frozen=True, slots=True)
class World:
    """The part of the market that is the same for every store of a cohort.

    `views`: times as many visitors as usual; `ready`: logit by which they are readier to buy.
    `shared`: the stores meet each other on the same pages; then `followed` says by how much the
    rivals of a category follow the class's prices, in millionths of log points.
    """

    seed: int
    params: Params = DEFAULT
    views: float = 1.0
    ready: float = 0.0
    shared: bool = False
    followed: tuple[tuple[str, int], ...] = ()

    def params_in(self, category: str) -> Params:
        """The numbers of one category: its rivals may have followed the class's prices."""
        moved = dict(self.followed).get(category, 0) if self.shared else 0
        if not moved:
            return self.params
        return replace(self.params, rival_price=self.params.rival_price + moved / MICRO)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that stands before the visitors of one day, until a store changes something."""

    world: World
    day: int
    categories: tuple[str, ...]
    table: Table
    relevance: Reals  # [row, query]

    @property
    def params(self) -> Params:
        return self.world.params

    @property
    def fields(self) -> list[page.Field]:
        seed, params = self.world.seed, self.params
        return [page.field_of(seed, self.day, category, params) for category in self.categories]


@dataclass(frozen=True, slots=True)
class Standing:
    """How every listing stands on one day: how many meet it, who opens it, what it is up against.

    The hour changes only how many come and how ready they are to buy.
    """

    scene: Scene
    places: Ints  # [row, query, version]: how many stand above it on the page
    reach: Reals  # [row, query]: share of the query's visitors who scroll past it
    chance: Ints  # [row, query, segment]: P(click | examined), nano
    weights: Ints  # [variant, query, segment]: exp(utility), nano
    others: Ints  # [row, query, segment]: pull of the store's other listings, nano
    met: Ints  # [variant, query, segment, version]: pull of the rivals clicked, nano
    share: Reals  # [variant]: share of buyers who want it
    shown: Reals | None = None  # [row, query, version]: of its viewers; equally many if None


def scene_of(world: World, day: int, offers: Sequence[Offer]) -> Scene:
    categories = tuple(sorted({offer.category for offer in offers}))
    return scene_at(world, day, categories, tabulate(offers, categories, world.params.substitutes))


def scene_at(world: World, day: int, categories: tuple[str, ...], table: Table) -> Scene:
    fit = page.fit_of(world.seed, table.keys, world.params)
    relevance = fit * page.title_match(table.coverage)[:, None]
    return Scene(world, day, categories, table, relevance)


def visitors(scene: Scene, hour: int) -> Reals:
    """People per [category, query] in this hour."""
    base = arrivals.visits(scene.params, scene.day, hour) * scene.world.views
    seed, params = scene.world.seed, scene.params
    wide = np.array([arrivals.popularity(seed, each, params) for each in scene.categories]) * base
    if scene.world.shared:
        wide = wide * padding.crowd(scene.table, len(scene.categories), params)
    return np.asarray(wide[:, None] * np.array(arrivals.query_shares(params)))


def places_of(scene: Scene) -> Ints:
    """[row, query, version]: how many stand above each listing; the page's end if it is off it."""
    scores, params = scores_of(scene), scene.params
    rivals = np.stack([field.scores for field in scene.fields])[scene.table.category]
    above = (rivals >= scores[..., None]).sum(axis=3)
    own = own_places(scene.table, scores)
    return np.asarray(np.where(own < params.store_cap, above + own, params.page_slots))


def reach_of(scene: Scene, places: Ints) -> Reals:
    """[row, query]: share of the query's visitors who scroll past this listing.

    A store that is held back in search is met that much more rarely (rule V-2).
    """
    params = scene.params
    nano = page.reach_table(params)[places]
    share = nano.sum(axis=2) / (NANO * params.page_variants)
    return np.asarray(share * scene.table.search[:, None])


def scores_of(scene: Scene, names: Keys | None = None) -> Ints:
    """What the mall's search makes of each listing, [row, query, version], micro.

    `names` key the page's noise; the goods by themselves if nothing else is said.
    """
    table, params = scene.table, scene.params
    names = table.keys if names is None else names
    mean = choice.stars_shown(table.stars, table.reviews, params)
    fresh = np.where(table.age_days < params.new_days, params.rank_new, 0.0)
    base = page.rank_base(
        scene.relevance, table.recent[:, None], mean[:, None], table.detail[:, None], params
    )
    noise = np.empty((*base.shape, params.page_variants), dtype=np.int64)
    for number, category in enumerate(scene.categories):
        rows = table.category == number
        noise[rows] = page.page_noise(scene.world.seed, scene.day, category, names[rows], params)
    return np.asarray(keyed.fixed(base + fresh[:, None], MICRO)[:, :, None] + noise)


def own_places(table: Table, scores: Ints) -> Ints:
    """How many listings of the same store and category stand above, [row, query, version]."""
    ranked = np.argsort((table.group[:, None, None] << 40) - scores, axis=0, kind="stable")
    places = np.empty_like(ranked)
    np.put_along_axis(places, ranked, np.arange(len(ranked))[:, None, None], axis=0)
    return np.asarray(places - table.group_start[:, None, None])


def click_chances(scene: Scene) -> Ints:
    """P(click | examined), [row, query, segment], nano."""
    table, params = scene.table, scene.params
    mean = choice.stars_shown(table.stars, table.reviews, params)
    appeal = choice.click_appeal(table.image, mean, table.recent, table.stuffing, params)
    appeal = appeal + params.click_badge * table.badge
    feeling = choice.price_feeling(table.card_log, params)
    chance = choice.click_chance(appeal, scene.relevance, feeling, params)
    return np.asarray(chance * choice.looked_at(table.card_log, params)[:, None, None])


def standing_of(scene: Scene) -> Standing:
    table, params = scene.table, scene.params
    places = places_of(scene)
    reach, chance, weights = reach_of(scene, places), click_chances(scene), weights_of(scene)
    share = table.share * choice.looked_at(table.ratio_log, params)
    others = siblings_of(table, reach, chance, keyed.fixed(weights * share[:, None, None], 1))
    met = np.stack([field.clicked for field in scene.fields])[table.category][table.owner]
    return Standing(scene, places, reach, chance, weights, others, met, share)


def kept_of(stood: Standing, shift: float) -> Reals:
    """Of those who open it, how many take each variant, [variant, query, segment].

    This against the rivals they clicked, the store's other listings, and buying nothing, which
    gains `shift` at this hour.
    """
    params = stood.scene.params
    nothing = keyed.fixed(np.exp(np.array(params.outside + shift)), NANO)
    others = stood.others[stood.scene.table.owner]
    total = (stood.weights + others + nothing)[..., None] + stood.met
    wins = keyed.fixed(stood.weights[..., None] / total, PICO)
    if stood.shown is None:
        mean = wins.sum(axis=3) / (PICO * params.page_variants)
    else:
        seen = stood.shown[stood.scene.table.owner][:, :, None, :]
        mean = keyed.fixed(wins * seen, 1).sum(axis=3) / PICO
    return np.asarray(mean * stood.share[:, None, None])


def weights_of(scene: Scene) -> Ints:
    """exp(utility) of each variant, [variant, query, segment], nano."""
    table, params = scene.table, scene.params
    seen = choice.quality_seen(table.quality, table.claim, table.detail)
    rating = choice.rating_pull(table.stars, table.reviews, params) - table.stuffing
    wished = choice.wish(seen, table.detail, rating, table.ship_hours, params)
    baited = choice.baited(table.ratio_log, table.card_log[table.owner], params)
    feeling = choice.price_feeling(table.ratio_log, params) - baited
    return choice.weight(feeling, wished[table.owner], scene.relevance[table.owner], params)


def siblings_of(table: Table, reach: Reals, chance: Ints, pull: Ints) -> Ints:
    """The mean pull of the store's other listings on that page, [row, query, segment], nano."""
    by_row = np.add.reduceat(pull, np.searchsorted(table.owner, np.arange(len(reach))), axis=0)
    mass = keyed.fixed(reach[:, :, None] * (chance / NANO) * by_row, 1)
    starts = np.unique(table.group_start)
    return np.asarray(np.add.reduceat(mass, starts, axis=0)[table.group] - mass)
