"""The results page: who stands where, how far people scroll, and what rivals they meet there."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim_market.buyers.market import choice, keyed
from sim_market.buyers.market.keyed import MICRO, NANO, Ints, Keys, Reals
from sim_market.buyers.market.params import SEGMENTS, Params


@dataclass(frozen=True, slots=True)
class Rivals:
    """The scripted competitors of one category, the same for every store."""

    keys: Keys
    relevance: Reals  # [query, rival]
    feeling: Reals
    mean: Reals
    recent: Reals
    image: Reals
    detail: Reals
    wished: Reals


@dataclass(frozen=True, slots=True)
class Field:
    """A category's page on one day, before any trainee's listing is put on it."""

    scores: Ints  # [query, variant, rival], micro
    clicked: Ints  # [query, segment, scenario]: sum of exp(utility) of rivals clicked, nano


def title_match(coverage: Reals) -> Reals:
    """T(t) = t(2-t): the first true words of a title count most."""
    return np.asarray(coverage * (2.0 - coverage))


def fit_of(seed: int, goods: Keys, params: Params) -> Reals:
    """How well goods answer each query of their category, [goods, query]; the head fits all."""
    start = keyed.keys_of([keyed.key(seed, "fit", query) for query in range(params.queries)])
    fit = 0.55 + 0.45 * keyed.units(keyed.fold(start[None, :], goods[:, None]))
    fit[:, 0] = 1.0
    return np.asarray(fit)


@lru_cache(maxsize=8)
def reach_table(params: Params) -> Ints:
    """Share of people who scroll as far as slot k (index k-1), nano; 0 past the page's end."""
    slots = np.arange(params.page_slots, dtype=np.float64)
    reach = keyed.fixed(np.exp(-((slots / params.depth_scale) ** params.depth_shape)), NANO)
    return np.concatenate([reach, np.zeros(params.rivals + params.store_cap + 2, dtype=np.int64)])


def rank_base(relevance: Reals, recent: Reals, mean: Reals, detail: Reals, params: Params) -> Reals:
    """What the mall's search rewards, [..., query] by the shape of `relevance`."""
    return np.asarray(
        params.rank_relevance * relevance
        + params.rank_sales * np.log(1.0 + recent / params.volume)
        + params.rank_rating * (mean - 4.7)
        + params.rank_detail * (detail - 0.5)
    )


def page_noise(seed: int, day: int, category: str, goods: Keys, params: Params) -> Ints:
    """Gumbel noise of each listing in each version of each query's page, [goods, query, version].

    Stratified: on every page a listing gets each of the same quantiles once, in keyed order, so
    that chance shuffles the page without favouring anybody's day.
    """
    count = params.page_variants
    quantiles = (np.arange(count, dtype=np.float64) + 0.5) / count
    noise = keyed.fixed(-params.rank_noise * np.log(-np.log(quantiles)), MICRO)
    numbers = [keyed.key(seed, "page", day, category, query) for query in range(params.queries)]
    drawn = keyed.fold(keyed.keys_of(numbers)[None, :], goods[:, None])
    start = (drawn & np.uint64(0xFFFF)).astype(np.int64) % count
    step = 2 * ((drawn >> np.uint64(16)) & np.uint64(0xFFFF)).astype(np.int64) + 1
    versions = np.arange(count, dtype=np.int64)
    return np.asarray(noise[(start[..., None] + step[..., None] * versions) % count])


@lru_cache(maxsize=256)
def rivals_of(seed: int, category: str, params: Params) -> Rivals:
    """Forty incumbents with ordinary prices, pages, ratings and sales."""
    codes = [keyed.key("rival", category, number) for number in range(params.rivals)]
    goods = keyed.keys_of(codes)

    def spread(what: str, low: float, high: float) -> Reals:
        start = keyed.keys_of([keyed.key(seed, what)])
        return low + (high - low) * keyed.units(keyed.fold(start, goods))

    detail, mean = spread("detail", 0.3, 0.8), spread("mean", 4.5, 4.9)
    ratio, quality = spread("ratio", -0.18, 0.22), spread("quality", -0.5, 0.5)
    waits = np.asarray(24 * (1 + np.floor(spread("wait", 0.0, 3.0))), dtype=np.int64)
    pull = params.buy_rating * (mean - 4.7) + params.buy_reviews * spread("reviews", 1.0, 4.0)
    seen = choice.quality_seen(quality, np.zeros_like(quality), detail)
    match = title_match(spread("coverage", 0.5, 0.95))
    return Rivals(
        keys=goods,
        relevance=(fit_of(seed, goods, params) * match[:, None]).T,
        feeling=choice.price_feeling(ratio + params.rival_price, params),
        mean=mean,
        recent=params.volume * np.exp(spread("sales", 1.5, 4.0)),
        image=spread("image", 0.3, 0.8),
        detail=detail,
        wished=choice.wish(seen, detail, pull, waits, params),
    )


@lru_cache(maxsize=512)
def field_of(seed: int, day: int, category: str, params: Params) -> Field:
    """Computed once per category and day; shared by every store and every hour."""
    rivals, scores = rivals_of(seed, category, params), scores_of(seed, day, category, params)
    return Field(scores, clicked_rivals(seed, day, category, rivals, scores, params))


@lru_cache(maxsize=512)
def scores_of(seed: int, day: int, category: str, params: Params) -> Ints:
    """What the mall's search makes of the rivals, [query, version, rival], micro."""
    rivals = rivals_of(seed, category, params)
    base = rank_base(rivals.relevance, rivals.recent, rivals.mean, rivals.detail, params)
    noise = page_noise(seed, day, category, rivals.keys, params).transpose(1, 2, 0)
    return np.asarray(keyed.fixed(base, MICRO)[:, None, :] + noise)


@lru_cache(maxsize=256)
def appeal_of_rivals(seed: int, category: str, params: Params) -> tuple[Ints, Ints]:
    """P(click | examined) and exp(utility) of the rivals, [rival, query, segment], nano."""
    rivals = rivals_of(seed, category, params)
    appeal = choice.click_appeal(
        rivals.image, rivals.mean, rivals.recent, np.zeros_like(rivals.mean), params
    )
    return (
        choice.click_chance(appeal, rivals.relevance.T, rivals.feeling, params),
        choice.weight(rivals.feeling, rivals.wished, rivals.relevance.T, params),
    )


def clicked_rivals(
    seed: int, day: int, category: str, rivals: Rivals, scores: Ints, params: Params
) -> Ints:
    """One visitor per page version and segment: the pull of the rivals they also clicked."""
    place = np.argsort(np.argsort(-scores, axis=2, kind="stable"), axis=2, kind="stable")
    reach = reach_table(params)[place] / NANO
    click, pull = appeal_of_rivals(seed, category, params)
    chance = reach[:, :, :, None] * (click / NANO).transpose(1, 0, 2)[:, None, :, :]
    drawn = rival_draws(seed, day, category, rivals.keys, params)
    hit = keyed.fixed(drawn, NANO) < keyed.fixed(chance, NANO)
    return np.asarray(np.where(hit, pull.transpose(1, 0, 2)[:, None], 0).sum(2).transpose(0, 2, 1))


def rival_draws(seed: int, day: int, category: str, goods: Keys, params: Params) -> Reals:
    """Uniforms keyed by [query, version, rival, segment]."""
    start = keyed.keys_of([keyed.key(seed, "rival-click", day, category)])
    queries = np.arange(params.queries, dtype=np.uint64)[:, None, None, None]
    versions = np.arange(params.page_variants, dtype=np.uint64)[None, :, None, None]
    segments = np.arange(SEGMENTS, dtype=np.uint64)[None, None, None, :]
    drawn = keyed.fold(keyed.fold(start, queries), versions)
    return keyed.units(keyed.fold(keyed.fold(drawn, goods[None, None, :, None]), segments))
