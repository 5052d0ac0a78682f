"""Stylised facts of real markets that the model must show (numbers as in docs/market.md)."""

import statistics
from dataclasses import replace

import pytest

from sim_market.buyers.market import keyed
from sim_market.buyers.market.aftermath import (
    Experience,
    Reason,
    receive_after_minutes,
    return_reason,
    verdict,
    writes_review,
)
from sim_market.buyers.market.engine import World, expect
from sim_market.buyers.market.params import VIEWS_BY_HOUR
from sim_market.buyers.market.texts import family_of, return_text, review_text
from sim_market.rules.categories import leaf_categories
from tests.sim_market.buyers.offers import (
    CAREFUL,
    CARELESS,
    COST_FEN,
    ORDINARY,
    REFERENCE_FEN,
    day_of,
    month_of,
    random_store,
    store,
)

WORLD = World(seed=1)
GRID = (
    0.01,
    0.1,
    0.3,
    0.5,
    0.6,
    0.7,
    0.8,
    0.85,
    0.9,
    0.95,
    1.0,
    1.05,
    1.1,
    1.15,
    1.2,
    1.25,
    1.5,
    2,
)


def profit_at(ratio: float) -> float:
    """A day's profit in fen: price less cost, 3 fen per yuan of commission, 2 yuan of handling."""
    orders = day_of(WORLD, store(ratio=ratio))[2]
    return orders * (REFERENCE_FEN * ratio * 0.97 - COST_FEN - 200)


def elasticity(sold_dear: float, sold_cheap: float, dear: float, cheap: float) -> float:
    """Arc elasticity by mid-points."""
    quantity = (sold_dear - sold_cheap) / ((sold_dear + sold_cheap) / 2)
    return quantity / ((dear - cheap) / ((dear + cheap) / 2))


def test_fact_1_own_price_elasticity_of_a_day():
    """Mean -2.62 over 1,851 estimates (Bijmolt et al. 2005); band -1.5..-3.5."""
    dear, cheap = (day_of(WORLD, store(ratio=r))[2] for r in (1.05, 0.95))
    assert -3.5 < elasticity(dear, cheap, 1.05, 0.95) < -1.5


@pytest.mark.slow
def test_fact_2_over_a_month_feedback_makes_demand_more_elastic():
    """Band -2..-4, and not less than a day's."""
    dear, cheap = (month_of(WORLD, store(ratio=r)) for r in (1.05, 0.95))
    day_dear, day_cheap = (day_of(WORLD, store(ratio=r))[2] for r in (1.05, 0.95))
    month = elasticity(dear, cheap, 1.05, 0.95)
    assert -4.0 < month < -2.0
    assert month <= elasticity(day_dear, day_cheap, 1.05, 0.95)


def test_fact_3_a_fifth_off_lifts_sales():
    """A 20 % cut lifts sales by about 73 % (Bijmolt et al. 2005); band +45..+110 %."""
    usual, cut = (day_of(WORLD, store(ratio=r))[2] for r in (1.0, 0.8))
    assert 0.45 < cut / usual - 1 < 1.10


def test_facts_6_and_7_the_best_price_is_inside_and_giving_away_does_not_pay():
    profits = {ratio: profit_at(ratio) for ratio in GRID}
    assert max(profits[0.01], profits[0.1]) <= 0 < profits[1.0]
    assert 0.85 <= max(profits, key=profits.__getitem__) <= 1.25
    assert profits[0.3] < 0
    assert profits[0.5] < 0


def test_facts_8_and_10_click_and_order_rates():
    """Impression CTR 3-6 % (Ali-CCP 4.05 %); click to order 1-4 % (Taobao 2017 2.25 %)."""
    days = [day_of(WORLD, random_store(number)) for number in range(35)]
    impressions, clicks, orders = (sum(column) for column in zip(*days, strict=True))
    assert 0.03 < clicks / impressions < 0.06
    assert 0.01 < orders / clicks < 0.04


def test_facts_15_and_16_the_shape_of_a_day():
    """Views peak at 20-22 and are thinnest at 3-5; 40-48 % of purchases fall in 10-16 h."""
    offers = store()
    hours = [expect(WORLD, 2, hour, offers) for hour in range(24)]
    views = [sum(e.impressions_micro for e in hour) for hour in hours]
    orders = [sum(e.orders_micro for e in hour) for hour in hours]
    assert views.index(max(views)) in {20, 21, 22}
    assert views.index(min(views)) in {3, 4, 5}
    assert 10 < max(views) / min(views) < 20
    assert 0.40 < sum(orders[10:17]) / sum(orders) < 0.48
    assert sum(VIEWS_BY_HOUR) == pytest.approx(100, abs=0.2)


def test_how_a_store_is_kept_decides_how_it_sells():
    """About six listings: careless 1-2 orders a day, ordinary 4-8, careful 8-13."""
    careless, ordinary, careful = (
        statistics.mean(
            day_of(World(seed), store(**way), day)[2] for seed in (1, 2, 3) for day in (1, 5)
        )
        for way in (CARELESS, ORDINARY, CAREFUL)
    )
    assert 0.8 < careless < 2.2
    assert 4 < ordinary < 8
    assert 8 < careful < 13


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"ratio": 0.95}, {"ratio": 1.05}),
        ({"coverage_pm": 900}, {"coverage_pm": 500}),
        ({"image_pm": 900}, {"image_pm": 300}),
        ({"detail_pm": 900}, {"detail_pm": 300}),
        ({"quality_pm": 400}, {"quality_pm": -400}),
        ({"ship_hours": 24}, {"ship_hours": 72}),
        ({"rating_sum": 98, "rating_count": 20}, {"rating_sum": 78, "rating_count": 20}),
        ({"recent_micro": 20_000_000}, {"recent_micro": 0}),
        ({"stuffing_pm": 0}, {"stuffing_pm": 200}),
    ],
)
def test_every_lever_pulls_the_right_way_and_none_dominates(better, worse):
    good, bad = day_of(WORLD, store(**better))[2], day_of(WORLD, store(**worse))[2]
    assert 1.01 < good / bad < 4


def test_a_bait_price_on_one_variant_does_not_sell_the_dear_ones():
    """The card shows the lowest price, but each variant is bought at its own."""
    plain = store()
    bait = [
        replace(
            o,
            variants=(
                replace(o.variants[0], price_fen=REFERENCE_FEN // 2),
                *(replace(v, price_fen=REFERENCE_FEN * 2) for v in o.variants[1:]),
            ),
        )
        for o in plain
    ]
    dear_orders = sum(
        sum(map(sum, e.wanted[1:])) for h in range(24) for e in expect(WORLD, 2, h, bait)
    )
    usual = sum(sum(map(sum, e.wanted[1:])) for h in range(24) for e in expect(WORLD, 2, h, plain))
    assert dear_orders < usual / 10


def lived(number: int, **values: int) -> Experience:
    values = {
        "quality_pm": 500 - keyed.key("q", number) % 1001,
        "claim_pm": 0,
        "price_gap_pm": 0,
        "late_minutes": -600,
        "transit_minutes": 3000,
    } | values
    return Experience(draw=keyed.key("order", number), **values)


def test_fact_27_stars_have_the_shape_of_a_j():
    """Five stars 65-88 %, mean 4.5-4.85, more one-star than two-star (Hu, Zhang & Pavlou)."""
    buyers = [lived(n) for n in range(6000)]
    stars = [verdict(each).goods for each in buyers if writes_review(each)]
    share = {star: stars.count(star) / len(stars) for star in range(1, 6)}
    assert 0.65 < share[5] < 0.88
    assert 4.5 < statistics.mean(stars) < 4.85
    assert share[1] > share[2] > share[3] > 0
    assert 0.2 < len(stars) / len(buyers) < 0.45


def test_a_late_parcel_costs_stars_and_brings_returns():
    late, on_time = ([lived(n, late_minutes=m) for n in range(4000)] for m in (1440, -60))
    for part in ("goods", "service", "logistics"):
        scores = [
            statistics.mean(getattr(verdict(each), part) for each in buyers)
            for buyers in (late, on_time)
        ]
        assert scores[0] < scores[1] - 0.1
    returned = [sum(return_reason(each) is not None for each in b) for b in (late, on_time)]
    assert returned[0] > returned[1]


@pytest.mark.parametrize(
    ("category", "low", "high"),
    [("snack.nuts.nut", 0.015, 0.06), ("home.rain.umbrella", 0.03, 0.10),
     ("apparel.top.tshirt", 0.12, 0.35)],
)  # fmt: skip
def test_fact_25_returns_by_kind_of_goods(category, low, high):
    buyers = [
        Experience(keyed.key("order", n), 0, 0, 0, -60, 3000, family_of(category))
        for n in range(4000)
    ]
    reasons = [reason for each in buyers if (reason := return_reason(each))]
    assert low < len(reasons) / len(buyers) < high
    assert {Reason.CHANGED_MIND, Reason.FAULTY} <= set(reasons)


def test_overclaiming_is_paid_for_later():
    honest, boastful = ([lived(n, claim_pm=c) for n in range(3000)] for c in (0, 600))
    stars = [statistics.mean(verdict(each).goods for each in b) for b in (honest, boastful)]
    returns = [sum(return_reason(each) is not None for each in b) for b in (honest, boastful)]
    assert stars[1] < stars[0] - 0.15
    assert returns[1] > 1.3 * returns[0]


def test_receipt_comes_within_36_hours():
    minutes = [receive_after_minutes(keyed.key("r", n)) for n in range(2000)]
    assert 0 <= min(minutes) < max(minutes) <= 36 * 60
    assert statistics.median(minutes) < 12 * 60


def test_words_fit_the_stars_and_the_goods():
    texts = {
        star: {
            review_text(each, verdict(each))
            for each in (lived(n, late_minutes=-1) for n in range(3000))
            if verdict(each).goods == star
        }
        for star in (1, 5)
    }
    assert len(texts[5]) > 100
    assert not texts[1] & texts[5]
    assert not any("满意" in text for text in texts[1])
    assert all(text.endswith("。") for kind in texts.values() for text in kind)
    late = lived(5, late_minutes=3000)
    assert "发货" in review_text(late, verdict(lived(5)))
    assert all(return_text(keyed.key(n), reason) for n in range(20) for reason in Reason)


def test_every_category_of_the_mall_has_words():
    families = {leaf.code: family_of(leaf.code) for leaf in leaf_categories()}
    assert families["kitchen.cups.mug"] == "kitchen"
    assert families["shoes.casual.sneaker"] == "shoes"
    other = [code for code, family in families.items() if family == "other"]
    assert other == ["beauty.tool.brush", "beauty.tool.puff"]


def test_fact_34_luck_has_next_to_no_share_in_expected_orders():
    """Of the variance of three days' orders over policies and seeds, at most 1 % is the seed's."""
    orders = [
        [sum(day_of(World(seed), random_store(n), day)[2] for day in (1, 2, 3)) for seed in (1, 2)]
        for n in range(10)
    ]
    season = [statistics.mean(column) for column in zip(*orders, strict=True)]
    above = [[row[i] - season[i] for i in range(2)] for row in orders]
    within = statistics.mean(statistics.pvariance(row) for row in above)
    between = statistics.pvariance([statistics.mean(row) for row in above])
    assert within / (within + between) < 0.01
