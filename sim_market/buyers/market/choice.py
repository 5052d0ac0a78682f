"""What a person thinks: how a price strikes them, whether they click, how much they want it.

Every function takes arrays (or plain numbers) and returns fixed-point integers, so that what
follows compares and sums exactly.
"""

import numpy as np

from sim_market.buyers.market import keyed
from sim_market.buyers.market.keyed import NANO, Ints, Reals
from sim_market.buyers.market.params import PRICE_LEVEL, QUALITY_LEVEL, Params


def price_taste(params: Params) -> Reals:
    """Per segment: how strongly the price counts, lognormal around 1."""
    return np.exp(params.price_spread * np.array(PRICE_LEVEL))


def quality_taste(params: Params) -> Reals:
    """Per segment: how strongly quality counts."""
    return np.exp(params.quality_spread * np.array(QUALITY_LEVEL))


def price_feeling(ratio_log: Reals, params: Params) -> Reals:
    """f(ln(price/reference)): gains saturate at 1, losses weigh more, absurdly cheap repels."""
    x = ratio_log
    dearer = np.maximum(0.0, x - params.dear_from) ** 2
    dear = -params.loss_aversion * x - params.dear_extra * dearer
    cheap = 1.0 - np.exp(np.minimum(x, 0.0))
    trap = params.cheap_extra * np.maximum(0.0, -x - params.cheap_from) ** 2
    return np.asarray(np.where(x > 0.0, dear, cheap - trap))


def baited(ratio_log: Reals, card_log: Reals, params: Params) -> Reals:
    """Anger at a variant that is much dearer than the price on the card."""
    gap = np.maximum(0.0, ratio_log - card_log - params.bait_from)
    return np.asarray(params.bait_anger * gap)


def looked_at(ratio_log: Reals, params: Params) -> Reals:
    """1, or 0 for a price so high that nobody looks."""
    return np.where(ratio_log > float(np.log(params.price_ceiling)), 0.0, 1.0)


def stars_shown(stars: Ints | Reals, reviews: Ints | Reals, params: Params) -> Reals:
    """Mean rating shrunk towards the prior, 1..5."""
    weight = params.prior_weight
    return np.asarray((stars + params.prior_stars * weight) / (reviews + weight))


def rating_pull(stars: Ints | Reals, reviews: Ints | Reals, params: Params) -> Reals:
    """What rating and number of reviews add to the wish to buy."""
    mean = stars_shown(stars, reviews, params)
    many = np.log(1.0 + np.minimum(reviews, params.review_cap))
    perfect = np.where(reviews > 30, params.too_perfect * np.maximum(0.0, mean - 4.9), 0.0)
    return np.asarray(params.buy_rating * (mean - 4.7) + params.buy_reviews * many - perfect)


def click_appeal(
    image: Reals, mean: Reals, recent: Reals, stuffing: Reals, params: Params
) -> Reals:
    """The part of the click logit that is the same for every segment and query."""
    return np.asarray(
        params.click_base
        + params.click_image * (image - 0.5)
        + params.click_rating * (mean - 4.7)
        + params.click_sales * np.log(1.0 + recent / params.volume)
        - params.stuffing * stuffing
    )


def click_chance(appeal: Reals, relevance: Reals, feeling: Reals, params: Params) -> Ints:
    """P(click | examined) in nano, over [row, query, segment]."""
    taste = params.click_price * price_taste(params)
    logit = (
        appeal[:, None, None]
        + params.click_relevance * (relevance[:, :, None] - 0.6)
        + feeling[:, None, None] * taste
    )
    return keyed.fixed(1.0 / (1.0 + np.exp(-logit)), NANO)


def quality_seen(quality: Reals, claim: Reals, detail: Reals) -> Reals:
    """Half is felt directly, half is what the page says, as far as it says anything."""
    return np.asarray(0.5 * quality + 0.5 * (quality + claim) * detail)


def wish(
    seen: Reals, detail: Reals, rating: Reals, ship_hours: Ints | Reals, params: Params
) -> Reals:
    """What quality-minded people weigh: goods, page, rating, waiting."""
    return np.asarray(
        params.buy_quality * seen
        + params.buy_detail * (detail - 0.5)
        + rating
        - params.buy_wait * ship_hours / 24.0
    )


def weight(feeling: Reals, wished: Reals, relevance: Reals, params: Params) -> Ints:
    """exp(utility) in nano over [variant, query, segment]."""
    utility = (
        params.buy_base
        + feeling[:, None, None] * (params.buy_price * price_taste(params))
        + wished[:, None, None] * quality_taste(params)
        + params.buy_relevance * (relevance[:, :, None] - 0.6)
    )
    return keyed.fixed(np.exp(utility), NANO)
