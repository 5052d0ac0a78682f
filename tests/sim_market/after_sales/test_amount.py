import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim_market.after_sales.amount import refund_of


def test_the_worked_example_of_the_rules():
    steps, quantity, fen = [], 3, 8182
    while quantity:
        steps.append(refund_of(1, left_quantity=quantity, left_fen=fen))
        quantity, fen = quantity - 1, fen - steps[-1]
    assert steps == [2727, 2727, 2728]


@given(st.integers(1, 400), st.integers(0, 10**9), st.data())
def test_all_units_give_exactly_what_the_line_cost_in_any_steps(quantity, fen, data):
    left_quantity, left_fen, most = quantity, fen, -(-fen // quantity)
    while left_quantity:
        step = data.draw(st.integers(1, left_quantity))
        part = refund_of(step, left_quantity=left_quantity, left_fen=left_fen)
        assert step * (fen // quantity) <= part <= step * most
        left_quantity, left_fen = left_quantity - step, left_fen - part
    assert left_fen == 0


@given(st.integers(1, 60), st.integers(0, 5000), st.data())
def test_several_units_at_once_give_what_they_give_one_by_one(quantity, fen, data):
    step = data.draw(st.integers(1, quantity))
    left_quantity, left_fen = quantity, fen
    for _unit in range(step):
        left_fen -= left_fen // left_quantity
        left_quantity -= 1
    assert refund_of(step, left_quantity=quantity, left_fen=fen) == fen - left_fen


@pytest.mark.parametrize("quantity", [0, -1, 4])
def test_more_than_is_left_is_a_mistake_of_ours(quantity):
    with pytest.raises(ValueError, match="units"):
        refund_of(quantity, left_quantity=3, left_fen=100)
