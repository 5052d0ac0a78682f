"""The shared mall: everybody on the same pages; exact, fair, and hardly moved by a class's size."""

from dataclasses import replace
from hashlib import sha256
from math import log

import numpy as np
import pytest

from sim_market.buyers.market import padding
from sim_market.buyers.market.ads import among_classmates
from sim_market.buyers.market.engine import World, expect, expect_hours
from sim_market.buyers.market.following import followed
from sim_market.buyers.market.offers import tabulate
from sim_market.buyers.market.outcome import Running, settle
from sim_market.buyers.market.standing import scene_of
from tests.sim_market.buyers import shared_oracle
from tests.sim_market.buyers.offers import CAREFUL, CARELESS, offer, random_store, store
from tests.sim_market.buyers.vectors import printed_with_fewer_vectors

ALONE = World(seed=7)
SHARED = World(seed=7, shared=True)


def orders_of(world, offers, day=2):
    """Orders of a day by store."""
    sums: dict[str, float] = {}
    for hour in expect_hours(world, day, range(24), offers):
        for each, expected in zip(offers, hour, strict=True):
            sums[each.store] = sums.get(each.store, 0.0) + expected.orders_micro / 1e6
    return sums


def class_of(number, **seen):
    return [o for n in range(number) for o in store(f"s{n:02}", **seen)]


def test_the_fast_engine_equals_the_plain_one():
    offers = [o for number in (1, 2, 3) for o in random_store(number)]
    offers += [offer(11, store="s1", **CAREFUL), offer(16, store="s1", **CARELESS)]
    offers.append(offer(21, store="s1", stuffing_pm=300, claim_pm=200))  # its fourth in c1
    gone = offer(4, store="s3").variants
    offers.append(replace(offer(4, store="s9"), variants=(replace(gone[0], available=0), *gone)))
    offers.append(replace(offer(1, store="s9"), search_pm=600))
    offers.append(offer(3, store="s9", stock=0))
    fast = [
        (e.impressions_micro, e.clicks_micro, e.orders_micro) for e in expect(SHARED, 6, 20, offers)
    ]
    assert fast == shared_oracle.expect(SHARED, 6, 20, offers)
    assert fast[-1] == (0, 0, 0)
    assert min(orders for _, _, orders in fast[:-1]) > 0


def test_nobody_is_first_by_the_order_in_which_they_are_named():
    crowd = [o for number in range(12) for o in random_store(number)]
    assert expect(SHARED, 3, 21, crowd) == expect(SHARED, 3, 21, crowd[::-1])[::-1]


def test_a_name_is_worth_nothing():
    """Two stores that decide alike are alike but for keyed ties, which even out over days."""
    sums = np.array(
        [
            list(orders_of(World(seed, shared=True), store("a") + store("b"), day).values())
            for seed in (1, 2)
            for day in range(1, 9)
        ]
    )
    assert (sums[:, 0] != sums[:, 1]).any()
    assert abs(sums[:, 0].mean() / sums[:, 1].mean() - 1) < 0.01


def test_a_classmate_who_does_better_costs_orders():
    usual = orders_of(SHARED, store("a") + store("b"))["b"]
    cut = orders_of(SHARED, store("a", ratio=0.8) + store("b"))
    better = orders_of(SHARED, store("a", **CAREFUL) + store("b"))["b"]
    assert cut["a"] > 1.2 * usual
    assert better < cut["b"] < usual
    alone = [orders_of(ALONE, store("a", ratio=ratio) + store("b"))["b"] for ratio in (1.0, 0.8)]
    assert alone[0] == alone[1]


def test_the_size_of_a_class_hardly_matters():
    each = [np.mean(list(orders_of(SHARED, class_of(n)).values())) for n in (1, 2, 10, 45)]
    assert each[0] == pytest.approx(orders_of(ALONE, class_of(1))["s00"], rel=0.06)
    assert each[1] == pytest.approx(each[0], rel=0.03)
    assert each[2] == pytest.approx(each[1], rel=0.07)
    assert each[3] == pytest.approx(each[1], rel=0.2)  # the stores are better than scripted ones


def test_pages_are_filled_up_to_forty_others():
    def filled(offers):
        table = tabulate(offers, ("c0",), 0.45)
        left = padding.rivals_left(table, 1, SHARED.params)
        return int(left[0]), round(float(padding.crowd(table, 1, SHARED.params)[0]), 3)

    def shops(number, listings):
        return [
            offer(n, store=f"s{s}", category="c0") for s in range(number) for n in range(listings)
        ]

    assert filled(shops(1, 9)) == (40, 1.0)
    assert filled(shops(5, 1)) == (36, 1.0)
    assert filled(shops(5, 9)) == (28, 1.0)  # three of each store at most
    assert filled(shops(41, 1)) == (0, 1.0)
    assert filled(shops(82, 1)) == (0, 2.0)
    assert filled([offer(0, category="c0", stock=0)]) == (40, 1.0)


def test_a_store_cannot_fill_a_page():
    others = class_of(3, category="c0", listings=1)
    three = orders_of(SHARED, store("x", listings=3, category="c0") + others)
    nine = orders_of(SHARED, store("x", listings=9, category="c0") + others)
    assert nine["x"] < 2 * three["x"]
    assert nine["s00"] > 0.85 * three["s00"]


def test_the_auction_asks_the_second_price_of_the_class():
    def bid(fen):
        return (fen,) * 6

    goods = {"listings": 1, "category": "c0"}
    a, b = store("a", **goods)[0], store("b", **goods)[0]
    high, low = replace(a, bids=bid(900)), replace(b, bids=bid(600))
    budgets = {"a": 10**6, "b": 10**6}
    one, other = expect(SHARED, 2, 20, [high, low], budgets)
    assert all(word.ad_fen == 600 for word in one.words)  # two stores alike: the other's bid
    assert all(word.ad_fen < 100 for word in other.words)  # a scripted rival's
    assert one.words[0].ad_impressions_micro > other.words[0].ad_impressions_micro > 0
    own = replace(offer(5, store="a", category="c0"), bids=bid(600))
    first, _second = expect(SHARED, 2, 20, [high, own], budgets)
    assert all(word.ad_fen < 100 for word in first.words)  # nobody bids against themselves
    unpaid, _b = expect(SHARED, 2, 20, [high, low], {"b": 10**6})
    assert unpaid.words[0].ad_impressions_micro == 0


def test_of_equal_bids_another_one_is_first_each_day():
    first = set()
    for day in range(1, 15):
        scene = scene_of(SHARED, day, class_of(3, listings=1, category="c0"))
        above, below = among_classmates(np.full((3, 1), 5_000), scene)
        assert sorted(above[:, 0].tolist()) == [0, 1, 2]
        assert below[np.argsort(above[:, 0]), 0].tolist() == [5_000, 5_000, 0]
        first.add(int(np.argmin(above[:, 0])))
    assert first == {0, 1, 2}  # it is another one's turn on another day


def test_rivals_follow_half_of_a_cut_and_no_rise():
    cut = [offer(n, store=s, category="c0", ratio=0.8) for s in "ab" for n in range(2)]
    assert followed(cut) == (("c0", round(0.5e6 * log(0.8))),)
    mixed = [*cut, offer(0, store="c", category="c0", ratio=1.2)]
    assert followed(mixed) == (("c0", round(0.5e6 * log(0.8) * 2 / 3)),)
    many = [*mixed, *(offer(n, store="a", category="c0", ratio=0.8) for n in range(9, 20))]
    assert followed(many) == followed(mixed)  # a store counts once
    assert followed([offer(0, category="c0", ratio=0.0002)]) == (("c0", -250_000),)
    assert followed([offer(0, ratio=1.1), offer(1, stock=0, ratio=0.5)]) == ()
    assert followed([]) == ()


def test_rivals_that_have_followed_take_orders_in_their_category_only():
    offers = class_of(2)
    moved = replace(SHARED, followed=(("c0", -200_000),))
    before, after = expect(SHARED, 2, 20, offers), expect(moved, 2, 20, offers)
    for each, was, now in zip(offers, before, after, strict=True):
        assert now.orders_micro < was.orders_micro if each.category == "c0" else now == was
    still = replace(ALONE, followed=moved.followed)  # who stands alone is not answered
    assert expect(still, 2, 20, offers) == expect(ALONE, 2, 20, offers)


def test_absurd_shelves_do_not_disturb_the_others():
    usual = expect(SHARED, 2, 20, store("b"))
    prices = (1, 10**8)
    absurd = [
        replace(o, code=f"{o.code}-{price}", rating_sum=10**6, rating_count=10**6, coverage_pm=0,
                variants=tuple(replace(v, price_fen=price, available=10**6) for v in o.variants))
        for o in store("a") for price in prices
    ]  # fmt: skip
    found = expect(SHARED, 2, 20, [*store("b"), *absurd])
    assert all(0 <= e.orders_micro <= e.clicks_micro <= e.impressions_micro for e in found)
    assert sum(e.orders_micro for e in found[6:]) < 1_000
    for was, now in zip(usual, found[:6], strict=True):
        assert now.orders_micro > 0.8 * was.orders_micro
    assert expect(SHARED, 2, 20, []) == []


def test_two_stores_of_the_same_goods_have_buyers_of_their_own():
    loud = replace(SHARED, params=replace(SHARED.params, volume=60.0))
    offers = store("a", listings=1) + store("b", listings=1)
    plans = [
        {plan.draw for plan in settle(loud, 1, 21, o, e, Running()).plans}
        for o, e in zip(offers, expect(loud, 1, 21, offers), strict=True)
    ]
    assert min(map(len, plans)) > 2
    assert not plans[0] & plans[1]


def fingerprint() -> str:
    offers = [o for number in range(6) for o in random_store(number)]
    offers += [replace(o, bids=(40,) * 6) for o in store("ads")]
    said = [
        (e.impressions_micro, e.clicks_micro, e.wanted, e.words)
        for day, hour in ((1, 0), (7, 22))
        for e in expect(World(1, shared=True), day, hour, offers, {"ads": 4_000})
    ]
    return sha256(repr(said).encode()).hexdigest()[:16]


def test_the_model_has_not_changed_unnoticed():
    """Golden: if this fails, numbers of running classes would change. Recorded with numpy 2.4."""
    assert fingerprint() == "2db4008e0726a277", np.__version__


def test_the_machines_vectors_change_nothing():
    code = "from tests.sim_market.buyers.test_shared import fingerprint; print(fingerprint())"
    said = printed_with_fewer_vectors(code)
    assert said
    assert set(said) == {fingerprint()}
