"""Trade as a state machine against the book (trust I1-I8, I18)."""

import os

import pytest

from tests.conftest import DATABASE
from tests.sim_market.trade.driving import play
from tests.sim_market.trade.steps import Stage

EXAMPLES = int(os.environ.get("STATEFUL_EXAMPLES") or (8 if DATABASE else 150))
STEPS = int(os.environ.get("STATEFUL_STEPS", "60"))


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.usefixtures("app")
def test_whatever_is_done_in_whatever_order_stock_and_money_are_as_the_book_says():
    stage = Stage()
    play(stage, EXAMPLES, STEPS)
    assert stage.steps >= EXAMPLES * STEPS
