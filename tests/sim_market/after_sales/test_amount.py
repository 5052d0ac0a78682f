"""Which units a request is about and what they cost (R1, A6), against the pure engine."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sim_market.after_sales.amount import evenly, fen_of, free_units
from sim_market.promotions.pricing import Refunds, Returned, price
from tests.sim_market.promotions.pricing.say import basket, coupon, line


def test_the_own_example_unit_by_unit():
    quote = price(basket(line(3000, 3, "A"), line(2000, 1, "B")), [coupon(1000)])
    costs = quote.lines[0].units
    assert [fen_of([unit], costs) for unit in range(3)] == [2727, 2727, 2728]


def test_a_sum_is_shared_evenly_the_last_unit_takes_the_rest():
    assert evenly(8182, 3) == [2727, 2727, 2728]
    assert evenly(0, 2) == [0, 0]
    assert evenly(2, 3) == [0, 1, 1]


def test_units_are_taken_earliest_first_and_are_free_again():
    assert free_units(4, []) == [0, 1, 2, 3]
    assert free_units(4, [([0, 2], 2)]) == [1, 3]
    assert free_units(4, [([], 2), ([3], 1)]) == [2]


@given(
    st.integers(1, 400), st.integers(1, 9), st.integers(0, 900),
    st.lists(st.integers(1, 4), min_size=1, max_size=6), st.data(),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_rounds_give_what_the_engine_gives(price_fen, quantity, off_fen, rounds, data):
    quote = price(basket(line(price_fen * 10, quantity, "A"), line(999, 2, "B")), [coupon(off_fen)])
    costs, refunds = quote.lines[0].units, Refunds(quote)
    taken: list[tuple[list[int], int]] = []
    for turn, count in enumerate(rounds):
        free = free_units(quantity, taken)
        if data.draw(st.booleans()) and free:
            asked_and_withdrawn = free[:count]
            assert fen_of(asked_and_withdrawn, costs) <= quote.lines[0].pay_fen
        if count > len(free):
            continue
        units = free[:count]
        taken.append((units, count))
        given_back = refunds.give(Returned(str(turn), {"A": count}))
        assert given_back.fen == fen_of(units, costs)
    if not free_units(quantity, taken):
        assert refunds.fen == quote.lines[0].pay_fen
