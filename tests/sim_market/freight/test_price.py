"""What sending costs: tables, and what must hold of all templates."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim_market.freight.price import Average, Because, Crowd, Load, Measure, Rates, Zone, quote
from sim_market.freight.provinces import PROVINCES, province_of

REST = Zone(first=1, first_fen=800, step=1, step_fen=200, free_over_fen=9900)
FAR = Zone(provinces=("新疆", "西藏"), first=1, first_fen=1800, step=2, step_fen=900)
NOWHERE = Zone(provinces=("台湾",), delivers=False)
PIECES = Rates(Measure.PIECE, (FAR, NOWHERE, REST))
GRAMS = Rates(Measure.WEIGHT, (Zone(first=1000, first_fen=1000, step=500, step_fen=300),))


@pytest.mark.parametrize(
    ("load", "province", "fen", "because"),
    [
        (Load(1, 1, goods_fen=3900), "浙江", 800, Because.CHARGED),
        (Load(1, 3, goods_fen=9000), "浙江省", 1200, Because.CHARGED),
        (Load(1, 3, goods_fen=9899), "浙江", 1200, Because.CHARGED),
        (Load(1, 3, goods_fen=9900), "浙江", 0, Because.FREE_OVER),
        (Load(1, 1, goods_fen=99000), "新疆维吾尔自治区", 1800, Because.CHARGED),
        (Load(1, 2, goods_fen=10), "西藏", 2700, Because.CHARGED),
        (Load(1, 3, goods_fen=10), "西藏", 2700, Because.CHARGED),
        (Load(1, 4, goods_fen=10), "西藏", 3600, Because.CHARGED),
        (Load(1, 1), "火星", 800, Because.CHARGED),
    ],
)
def test_pieces(load, province, fen, because):
    asked = quote({1: PIECES}, [load], province)
    assert (asked.fen, asked.parts[0].because) == (fen, because)


@pytest.mark.parametrize(
    ("grams", "fen"), [(0, 1000), (1, 1000), (1000, 1000), (1001, 1300), (1500, 1300), (1501, 1600)]
)
def test_a_step_that_is_begun_counts_whole(grams, fen):
    assert quote({1: GRAMS}, [Load(1, 1, weight_g=grams)], "浙江").fen == fen


def test_where_it_does_not_go_is_said_and_costs_nothing():
    asked = quote({1: PIECES, 2: GRAMS}, [Load(1, 1), Load(2, 1, weight_g=400)], "台湾")
    assert asked.not_delivered == (1,)
    assert asked.fen == 1000


def test_goods_of_one_template_are_measured_together_and_of_two_apart():
    two = [Load(1, 1, goods_fen=5000), Load(1, 1, goods_fen=4900)]
    assert quote({1: PIECES}, two, "浙江").fen == 0
    apart = [Load(1, 1, goods_fen=5000), Load(2, 1, weight_g=400, goods_fen=4900)]
    assert quote({1: PIECES, 2: GRAMS}, apart, "浙江").fen == 800 + 1000


def test_what_is_missing_until_it_is_free():
    assert quote({1: PIECES}, [Load(1, 1, goods_fen=8700)], "浙江").missing_fen == 1200
    assert quote({1: PIECES}, [Load(1, 1, goods_fen=8700)], "新疆").missing_fen == 0


def test_goods_without_a_template_go_free():
    assert quote({}, [Load(0, 5, goods_fen=100)], "浙江").fen == 0


@pytest.mark.parametrize(
    "zones", [(), (FAR,), (REST, FAR), (FAR, REST, REST)], ids=["none", "no rest", "order", "two"]
)
def test_the_rest_stands_last_and_once(zones):
    with pytest.raises(ValueError, match="last zone"):
        Rates(Measure.PIECE, zones)


@pytest.mark.parametrize("wrong", [{"first": 0}, {"step": 0}, {"first_fen": -1}, {"step_fen": -1}])
def test_no_zone_pays_the_buyer(wrong):
    with pytest.raises(ValueError, match="cannot charge"):
        Zone(**wrong)


zones = st.builds(
    Zone,
    first=st.integers(1, 5000),
    first_fen=st.integers(0, 5000),
    step=st.integers(1, 5000),
    step_fen=st.integers(0, 5000),
    free_over_fen=st.none() | st.integers(1, 50_000),
)
loads = st.lists(
    st.builds(
        Load,
        template=st.just(1),
        quantity=st.integers(1, 99),
        weight_g=st.integers(0, 99_999),
        volume_cm3=st.integers(0, 99_999),
        goods_fen=st.integers(0, 40_000),
    ),
    min_size=1,
    max_size=4,
)


@given(zones, loads, st.sampled_from(list(Measure)), st.sampled_from(PROVINCES))
def test_more_goods_never_cost_less_to_send_unless_they_make_it_free(zone, some, measure, place):
    rates = {1: Rates(measure, (zone,))}
    fewer, more = quote(rates, some[:-1], place), quote(rates, some, place)
    assert more.fen >= 0
    assert more.fen >= fewer.fen or more.parts[0].because == Because.FREE_OVER


@given(zones, loads, st.sampled_from(list(Measure)))
def test_the_order_of_the_lines_changes_nothing(zone, some, measure):
    rates = {1: Rates(measure, (zone,))}
    assert quote(rates, some, "浙江") == quote(rates, some[::-1], "浙江")


@given(zones, loads, st.sampled_from(list(Measure)))
def test_paying_what_is_missing_makes_it_free(zone, some, measure):
    rates = {1: Rates(measure, (zone,))}
    asked = quote(rates, some, "浙江")
    if asked.missing_fen:
        again = quote(rates, [*some, Load(1, 1, goods_fen=asked.missing_fen)], "浙江")
        assert again.fen == 0


@given(zones, loads, st.sampled_from(list(Measure)), st.integers(1, 50), st.integers(0, 50))
def test_a_crowd_pays_between_its_cheapest_and_its_dearest_zone(far, some, measure, here, there):
    far = replace(far, provinces=("新疆",))
    rates = Rates(measure, (far, REST))
    seen = Crowd.living(rates, {"浙江省": here, "新疆维吾尔自治区": there}).average(some[0])
    fees = [quote({1: rates}, [some[0]], place).fen for place in ("浙江", "新疆")]
    assert seen.reach_pm == 1000
    assert min(fees) <= seen.fen <= max(fees)
    assert seen.fen == (fees[0] * here + fees[1] * there + (here + there) / 2) // (here + there)


def test_a_crowd_that_is_not_served_pays_nothing():
    nowhere = Rates(Measure.PIECE, (Zone(delivers=False),))
    load = Load(1, 1, goods_fen=100)
    assert Crowd.living(nowhere, {"浙江": 3}).average(load) == Average(0, 0)
    assert Crowd.living(PIECES, {"浙江": 3, "台湾": 1}).average(load) == Average(800, 750)
    assert Crowd.living(PIECES, {}).average(load) == Average(0, 1000)


def test_the_largest_numbers_stay_whole():
    dear = Rates(Measure.WEIGHT, (Zone(first_fen=99_900, step_fen=99_900),))
    load = Load(1, 10**6, weight_g=10**6, goods_fen=10**12)
    assert quote({1: dear}, [load], "浙江").fen == 99_900 * 10**12
    assert quote({1: dear}, [replace(load, quantity=0)], "浙江").fen == 99_900


@pytest.mark.parametrize(
    ("said", "name"),
    [("广西壮族自治区", "广西"), ("内蒙古", "内蒙古"), (" 北京市 ", "北京"), ("法国", "法国")],
)
def test_provinces_by_the_names_people_use(said, name):
    assert province_of(said) == name
