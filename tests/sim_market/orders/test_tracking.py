"""A tracking number that was copied wrongly may be put right once, before the parcel arrives (S-5);
and who has no goods for a paid order says so, refunds and compensates (S-3).
"""

import pytest

from app.db import db
from sim_market.orders import carriers
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations import ship_by_hand
from sim_market.rules.pack import RuleId
from tests import make
from tests.sim_market.money import pass_time

RIGHT, OTHER, THIRD = (carriers.tracking_number(carriers.CARRIERS[0], n) for n in (1, 2, 3))


@pytest.fixture
def order(client, trainee):
    return make.order(of=make.sku(store=make.store(owner=trainee), price_fen=10_000))


def sent(order):
    ship_by_hand(order, carrier_code="xunfeng", tracking_number=RIGHT, actor=order.store.owner)
    return order


def correct(client, order, number=OTHER):
    data = {"carrier": "xunfeng", "tracking_number": number}
    return client.post(f"/orders/{order.id}/tracking", data=data)


def number_of(order) -> str:
    db.session.expire_all()
    return db.session.get_one(Order, order.id).shipment.tracking_number


def test_it_may_be_corrected_once_and_no_more(client, order):
    sent(order)
    assert "运单号抄错了" in client.get(f"/orders/{order.id}").text
    assert correct(client, order).status_code == 303
    assert number_of(order) == OTHER
    again = correct(client, order, THIRD)
    assert again.status_code == 409
    assert RuleId.PARCELS in again.text
    assert number_of(order) == OTHER
    assert "运单号抄错了" not in client.get(f"/orders/{order.id}").text


@pytest.mark.parametrize("number", ["XF1", "", "x" * 41, "SH00000000018"])
def test_nonsense_is_no_correction(client, order, number):
    sent(order)
    assert correct(client, order, number).status_code == 422
    assert number_of(order) == RIGHT


def test_a_number_of_another_parcel_is_refused(client, order):
    sent(order)
    other = make.order(of=make.sku(store=order.store))
    ship_by_hand(other, carrier_code="xunfeng", tracking_number=OTHER, actor=order.store.owner)
    assert correct(client, order).status_code == 409
    assert number_of(order) == RIGHT


def test_after_arrival_it_is_too_late(client, order):
    sent(order)
    pass_time(order.cohort, days=5)
    assert correct(client, order).status_code == 409
    assert number_of(order) == RIGHT


def test_before_shipping_there_is_nothing_to_correct(client, order):
    assert correct(client, order).status_code == 409


def test_another_stores_order_does_not_exist(client):
    assert correct(client, sent(make.order())).status_code == 404


def test_no_stock_refunds_everything_and_closes_the_order(client, order):
    page = client.get(f"/orders/{order.id}")
    assert "没有货可发" in page.text
    assert client.post(f"/orders/{order.id}/no-stock").status_code == 303
    db.session.expire_all()
    order = db.session.get_one(Order, order.id)
    assert (order.state, order.refunded_fen) == (OrderState.CLOSED, order.pay_fen)
    assert "S-3" in client.get("/violations").text
    assert client.post(f"/orders/{order.id}/no-stock").status_code == 409
