"""The model is exact, fair and does not depend on who asks or in which order."""

from dataclasses import replace
from hashlib import sha256

import numpy as np

from sim_market.buyers.market import keyed
from sim_market.buyers.market.engine import World, expect
from sim_market.buyers.market.outcome import Running, settle
from tests.sim_market.buyers import oracle
from tests.sim_market.buyers.offers import CAREFUL, CARELESS, offer, random_store, store

WORLD = World(seed=7)


def test_scalar_and_array_keys_are_the_same_bits():
    numbers = [0, 1, 12345, 2**64 - 1]
    start = keyed.key(7, "page")
    array = keyed.fold(keyed.keys_of([start]), keyed.keys_of(numbers))
    assert array.tolist() == [keyed.splitmix(start ^ n) for n in numbers]
    assert keyed.units(array).tolist() == [keyed.unit(int(x)) for x in array]


def test_the_fast_engine_equals_the_plain_one():
    offers = random_store(1)
    offers.append(offer(11, store="s1", **CAREFUL))  # same store and category as offer 1
    offers.append(offer(16, store="s1", **CARELESS))
    offers.append(offer(21, store="s1", stuffing_pm=300, claim_pm=200))
    offers.append(offer(26, store="s1", rating_sum=190, rating_count=40, recent_micro=9_000_000))
    gone = offer(3, store="s3")
    sold_out = (replace(gone.variants[0], available=0), *gone.variants[1:])
    offers.append(replace(gone, variants=sold_out))
    dearer = replace(gone.variants[1], price_fen=9000)
    offers.append(replace(gone, code="g8", variants=(gone.variants[0], dearer)))
    sent = [replace(v, shipping_fen=900, reach_pm=870) for v in offer(2).variants]
    offers.append(replace(offer(2), store="s4", variants=(sent[0], *offer(2).variants[1:])))
    offers.append(offer(4, store="s3", stock=0))
    remembered = [replace(v, memory_micro=v.reference_fen * 900_000, off_fen=150)
                  for v in offer(5).variants]  # fmt: skip
    offers.insert(0, replace(offer(5), store="s6", variants=tuple(remembered), eager_micro=912_345))
    offers[1:1] = [replace(o, store="s7", regulars=230) for o in (offer(6), offer(12, **CAREFUL))]
    for day, hour in ((1, 20), (6, 4)):
        fast = [
            (e.impressions_micro, e.clicks_micro, e.orders_micro)
            for e in expect(WORLD, day, hour, offers)
        ]
        assert fast == oracle.expect(WORLD, day, hour, offers)
        assert fast[-1] == (0, 0, 0)
        assert min(orders for _, _, orders in fast[:-1]) > 0


def test_a_fee_counts_like_a_dearer_price_and_who_is_not_served_does_not_buy():
    def sold(ratio: float = 1.0, **sent: int) -> int:
        plain = offer(2, ratio=ratio)
        shelf = replace(plain, variants=tuple(replace(v, **sent) for v in plain.variants))
        return expect(WORLD, 2, 20, [shelf])[0].orders_micro

    assert sold(shipping_fen=1000) == sold(ratio=1.2) < sold()
    assert abs(sold(reach_pm=500) - sold() / 2) < 10
    assert sold(reach_pm=0) == 0


def test_neither_order_nor_class_size_changes_anything():
    crowd = [o for number in range(30) for o in random_store(number)]
    alone = expect(WORLD, 3, 21, random_store(4))
    together = expect(WORLD, 3, 21, crowd)
    reversed_ = expect(WORLD, 3, 21, crowd[::-1])[::-1]
    assert together[24:30] == alone
    assert together == reversed_


def test_equal_decisions_have_equal_outcomes():
    first, second = store("a", **CAREFUL), store("b", **CAREFUL)
    outcomes = expect(WORLD, 2, 10, [*first, *second])
    assert outcomes[:6] == outcomes[6:]
    settled = [
        settle(WORLD, 2, 10, o, e, Running())
        for o, e in zip([*first, *second], outcomes, strict=True)
    ]
    assert settled[:6] == settled[6:]


def test_the_model_has_not_changed_unnoticed():
    """Golden: if this fails, numbers of running classes would change. Recorded with numpy 2.4."""
    offers = [o for number in range(6) for o in random_store(number)]
    said = [
        (e.impressions_micro, e.clicks_micro, e.wanted)
        for day, hour in ((1, 0), (2, 13), (7, 22))
        for e in expect(World(seed=1), day, hour, offers)
    ]
    assert sha256(repr(said).encode()).hexdigest()[:16] == "0d6d8865e35ac396", np.__version__


def test_whole_orders_stay_within_one_of_what_was_expected():
    offers, running = store(**CAREFUL), [Running()] * 6
    sums = [[0, 0, 0] for _ in offers]
    for day in (1, 2, 3):
        for hour in range(24):
            for i, e in enumerate(expect(WORLD, day, hour, offers)):
                outcome = settle(WORLD, day, hour, offers[i], e, running[i])
                assert 0 <= outcome.orders <= outcome.clicks <= outcome.impressions
                assert len(outcome.plans) == outcome.orders
                running[i] = outcome.running
                sums[i][0] += outcome.orders
                sums[i][1] += outcome.clicks
                sums[i][2] += outcome.impressions
    for (orders, clicks, impressions), owed in zip(sums, running, strict=True):
        assert abs(orders - owed.orders_micro / 1e6) < 1
        assert abs(clicks - owed.clicks_micro / 1e6) < 2
        assert abs(impressions - owed.impressions_micro / 1e6) < 3


def test_no_more_is_expected_than_there_is_in_stock():
    offers = store(ratio=0.5, stock=1, **{k: v for k, v in CAREFUL.items() if k != "ratio"})
    loud = World(1, replace(WORLD.params, volume=400.0))
    for o, e in zip(offers, expect(loud, 1, 21, offers), strict=True):
        assert e.orders_micro == sum(map(sum, e.wanted)) <= len(o.variants) * 10**6
        assert e.orders_micro > 0.99 * len(o.variants) * 10**6


def test_a_plan_is_a_person_of_the_pool():
    offers = store(**CAREFUL)
    loud = World(1, replace(WORLD.params, volume=50.0))
    plans = [
        plan
        for o, e in zip(offers, expect(loud, 1, 21, offers), strict=True)
        for plan in settle(loud, 1, 21, o, e, Running()).plans
    ]
    assert len(plans) > 20
    assert {plan.minute for plan in plans} <= set(range(60))
    assert {plan.quantity for plan in plans} <= {1, 2, 3}
    assert len({plan.quantity for plan in plans}) > 1
    assert all(1 <= plan.buyer <= loud.params.pool for plan in plans)
    assert len({plan.draw for plan in plans}) == len(plans)


def test_a_store_cannot_fill_a_page():
    """At most three listings of one store stand on one page."""
    same = {"category": "c0"}
    three = sum(e.impressions_micro for e in expect(WORLD, 1, 20, store(listings=3, **same)))
    nine = sum(e.impressions_micro for e in expect(WORLD, 1, 20, store(listings=9, **same)))
    one = expect(WORLD, 1, 20, store(listings=1, **same))[0].impressions_micro
    assert three > 2 * one
    assert nine < 2 * three
