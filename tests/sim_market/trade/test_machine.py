"""Trade as a state machine against the book (trust I1-I8, I18)."""

import os

import pytest
from sqlalchemy.exc import StatementError

from sim_market.after_sales.operations import paying_back
from sim_market.groups.operations import joining
from sim_market.orders.operations import closing, shipping
from sim_market.payments.operations import noticing
from sim_market.presales import operations as presales
from sim_market.promotions.operations import using
from tests.conftest import DATABASE
from tests.sim_market.trade.driving import play
from tests.sim_market.trade.steps import Stage

EXAMPLES = int(os.environ.get("STATEFUL_EXAMPLES") or (8 if DATABASE else 300))
STEPS = int(os.environ.get("STATEFUL_STEPS", "60"))


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.usefixtures("app")
def test_whatever_is_done_in_whatever_order_stock_and_money_are_as_the_book_says():
    stage = Stage()
    play(stage, EXAMPLES, STEPS)
    assert stage.steps >= EXAMPLES * STEPS


FAULTS = {  # what is forgotten, and the seed of the examples that show it soon
    "stock that is not given back": (closing, "release_all", 0),
    "a refund that is not paid": (paying_back, "give_back", 0),
    "a coupon that is not used": (using, "_spend", 0),
    "a timer that is not set": (shipping, "set_receipt_timer", 1),
    "a group that never forms": (joining, "_form", 0),
    "a deposit that is forgotten": (presales, "_keep_waiting", 0),
    "a notice that is not believed": (noticing, "confirm", 0),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
@pytest.mark.usefixtures("app")
def test_the_book_finds_a_fault(fault, monkeypatch):
    """Somebody forgets one thing: within some examples the book says so."""
    room, name, number = FAULTS[fault]
    stage = Stage()
    monkeypatch.setattr(room, name, lambda *_args, **_more: None)
    with pytest.raises((AssertionError, StatementError)):
        play(stage, 40, 60, number=number)
