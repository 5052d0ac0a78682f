import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim_market.listings.margin import Verdict, break_even, margin

FEN = st.integers(0, 5_000_000)
RATE = st.integers(0, 9_000)


@pytest.mark.parametrize(
    ("said", "profit", "share", "even", "verdict"),
    [
        ((3990, 1800, 500), 1990, 4987, 1895, Verdict.FAIR),
        ((3990, 1800, 500, 600), 1390, 3483, 2526, Verdict.FAIR),
        ((3990, 1800, 500, 600, 1000), 1191, 2984, 2597, Verdict.FAIR),
        ((2000, 1800, 500), 100, 500, 1895, Verdict.THIN),
        ((1800, 1800, 500), -90, -500, 1895, Verdict.LOSS),
        ((0, 0, 500), 0, 0, 0, Verdict.THIN),
    ],
)
def test_what_is_left_of_a_sale(said, profit, share, even, verdict):
    left = margin(*said)
    assert (left.profit_fen, left.margin_bp) == (profit, share)
    assert (left.break_even_fen, left.verdict) == (even, verdict)


def test_where_no_price_can_help_there_is_no_break_even():
    assert break_even(1800, 10_000) is None
    assert break_even(1800, 500, 0, 10_000) is None
    assert break_even(0, 500, 0, 10_000) == 0


@pytest.mark.parametrize(
    "said", [(-1, 0, 0), (1, -1, 0), (1, 0, 10_001), (1, 0, 0, -1), (1, 0, -1)]
)
def test_what_is_no_sum_is_refused(said):
    with pytest.raises(ValueError, match=r"negative|rate"):
        margin(*said)


@given(cost=FEN, rate=RATE, shipping=st.integers(0, 100_000), returned=RATE)
def test_break_even_is_the_lowest_price_that_loses_nothing(cost, rate, shipping, returned):
    even = break_even(cost, rate, shipping, returned)
    assert even is not None
    assert margin(even, cost, rate, shipping, returned).profit_fen >= 0
    if even:
        assert margin(even - 1, cost, rate, shipping, returned).profit_fen < 0


@given(price=FEN, cost=FEN, rate=RATE, more=st.integers(1, 100_000))
def test_a_higher_price_never_earns_less_and_a_higher_cost_never_more(price, cost, rate, more):
    here = margin(price, cost, rate).profit_fen
    assert margin(price + more, cost, rate).profit_fen >= here
    assert margin(price, cost + more, rate).profit_fen <= here
