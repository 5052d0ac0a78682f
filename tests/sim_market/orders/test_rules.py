"""Rules of trade that time carries out."""

import pytest

from sim_market.orders.models import OrderState
from sim_market.orders.operations import receive_order
from tests import make
from tests.sim_market.money import pass_time, problems
from tests.sim_market.orders.test_operations import ship

pytestmark = pytest.mark.usefixtures("app")


def test_ten_days_after_shipping_a_parcel_counts_as_received_and_not_before():
    """Rule T-2."""
    order = make.order()
    ship(order)
    pass_time(order.cohort, days=9, hours=23)
    assert order.state == OrderState.SHIPPED
    pass_time(order.cohort, hours=2)
    assert order.state == OrderState.RECEIVED
    assert problems() == []


def test_what_the_buyer_has_confirmed_is_not_received_again():
    order = make.order()
    ship(order)
    receive_order(order, actor=None)
    at = order.received_sim_at
    pass_time(order.cohort, days=11)
    assert order.received_sim_at == at
    assert problems() == []
