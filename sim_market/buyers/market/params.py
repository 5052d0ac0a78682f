"""Every number of the buyer model, with where it comes from.

Sources are named in docs/market.md: D computed from data, L read, A assumed and calibrated.
"""

from dataclasses import dataclass
from statistics import NormalDist

# Share of a day's page views and purchases by hour, percent. Taobao app, 31 days, 11.6 M views (D).
VIEWS_BY_HOUR = (
    *(3.97, 1.97, 1.16, 0.80, 0.62, 0.72, 1.36, 2.29, 3.13, 3.82, 4.49, 4.31),
    *(4.48, 4.96, 4.80, 4.85, 4.67, 4.23, 4.59, 6.13, 7.75, 9.01, 8.94, 6.94),
)
PURCHASES_BY_HOUR = (
    *(2.56, 1.03, 0.54, 0.39, 0.37, 0.37, 0.68, 1.19, 2.33, 4.28, 6.30, 6.20),
    *(6.04, 6.76, 6.42, 6.53, 6.09, 4.82, 4.35, 5.82, 6.80, 7.70, 7.16, 5.28),
)
# Monday to Sunday, relative to the mean day (D).
VIEWS_BY_WEEKDAY = (1.036, 1.015, 1.018, 0.974, 0.922, 0.986, 1.048)
PURCHASES_BY_WEEKDAY = (1.03, 1.05, 1.01, 1.04, 0.94, 0.93, 1.00)

SEGMENTS = 8
_LEVELS = [NormalDist().inv_cdf((i + 0.5) / SEGMENTS) for i in range(SEGMENTS)]
# How much a segment minds the price, and (shuffled against it) how much it minds quality.
PRICE_LEVEL = tuple(round(level, 6) for level in _LEVELS)
QUALITY_LEVEL = tuple(PRICE_LEVEL[i] for i in (3, 7, 0, 5, 2, 6, 1, 4))


@dataclass(frozen=True, slots=True)
class Params:
    """One calibration of the market. Logits are natural; shares lie in 0..1."""

    # Arrivals. `volume` scales a scenario; 1.0 suits a first store with about six listings (A).
    volume: float = 1.0
    visits_per_category: float = 2200.0  # a day, before weekday and popularity (A)
    popularity_spread: float = 0.15  # category demand lies in 1 -+ this (A)
    popularity_sd: float = 0.0  # sd(log) of a long tail of categories; 0 in classes: fair choice
    queries: int = 6  # per category: the head word, then ever more specific ones (A)
    query_zipf: float = 0.9  # (A)
    pool: int = 4000  # persistent buyers per cohort (A)

    # Page: soft ranking in `page_variants` versions a day.
    rivals: int = 40
    rival_price: float = 0.0  # log points by which rivals are dearer than usual
    page_slots: int = 40
    store_cap: int = 3  # listings of one store on one page
    page_variants: int = 8  # a power of two
    rank_relevance: float = 1.1
    rank_sales: float = 0.04
    rank_rating: float = 0.5
    rank_detail: float = 0.15
    rank_new: float = 0.3
    new_days: int = 7
    rank_noise: float = 0.45
    depth_scale: float = 12.0  # discrete Weibull of how far people scroll (D)
    depth_shape: float = 0.8

    # Click: what the card shows (mean 4.05 % in Ali-CCP, L).
    click_base: float = -3.25
    click_relevance: float = 0.8
    click_price: float = 0.65
    click_image: float = 0.3
    click_rating: float = 0.5
    click_sales: float = 0.02
    click_badge: float = 0.15  # a coupon shown on the card (A)
    stuffing: float = 4.0  # repeated or false words put people off

    # Price: bounded gains, loss aversion (L), suspicion of the absurdly cheap.
    price_spread: float = 0.35  # sd of log taste over segments
    loss_aversion: float = 1.4
    dear_from: float = 0.25  # log price above reference from which dearness bites harder (A)
    dear_extra: float = 2.5
    cheap_from: float = 0.8  # log price below reference from which it looks like a trap
    cheap_extra: float = 4.0
    bait_from: float = 0.3  # log gap between a variant and the card's price that is still normal
    bait_anger: float = 1.0  # (A)
    price_ceiling: float = 3.0  # times reference: nobody looks any more

    # Purchase: mixed logit with an outside option, over clicked listings only.
    buy_base: float = -2.2
    buy_price: float = 1.35
    buy_relevance: float = 0.5
    buy_quality: float = 1.0
    buy_detail: float = 0.35
    buy_rating: float = 0.7
    buy_reviews: float = 0.05
    review_cap: int = 200
    too_perfect: float = 0.3
    buy_wait: float = 0.05  # per promised day (L, A)
    quality_spread: float = 0.3
    outside: float = 1.25
    substitutes: float = 0.45  # who wants a variant that is out takes another (L)

    # Ratings are shrunk towards a prior.
    prior_stars: float = 4.6
    prior_weight: float = 10.0

    # Basket.
    two_units: float = 0.09
    three_units: float = 0.05


DEFAULT = Params()
SCENARIO_VOLUME_PM = {"quiet": 600, "steady": 1000, "busy": 1800}
