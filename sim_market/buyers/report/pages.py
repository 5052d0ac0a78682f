"""Where on a page people click."""

import numpy as np

from sim_market.buyers.market import choice, page
from sim_market.buyers.market.keyed import NANO, Reals
from sim_market.buyers.season.goods import Market

DAYS = 10


def clicks_by_slot(market: Market) -> Reals:
    """Expected clicks on slots 1..40 of a visitor of the rivals' pages, [slot]."""
    params, total = market.world.params, np.zeros(market.world.params.page_slots)
    for category in market.goods.categories:
        rivals = page.rivals_of(market.world.seed, category, params)
        appeal = choice.click_appeal(
            rivals.image, rivals.mean, rivals.recent, np.zeros_like(rivals.mean), params
        )
        chance = choice.click_chance(appeal, rivals.relevance.T, rivals.feeling, params)
        mean = (chance.mean(axis=2) / NANO).T  # [query, rival]
        for day in range(1, DAYS + 1):
            scores = page.field_of(market.world.seed, day, category, params).scores
            order = np.argsort(-scores, axis=2, kind="stable")
            total += np.take_along_axis(mean[:, None] + 0 * scores, order, axis=2).mean(axis=(0, 1))
    reach = page.reach_table(params)[: params.page_slots] / NANO
    return np.asarray(reach * total / (DAYS * len(market.goods.categories)))
