"""Parts of an order in several parcels, several orders in one: nothing is sent twice (O3, S3, S12),
receipt is counted from the last parcel (T-2), the supplier's goods stay the supplier's.
"""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Conflict, Invalid
from app.flow import IllegalMove
from sim_market.after_sales.models import AfterSaleKind, RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund
from sim_market.listings.models import Sku
from sim_market.orders import carriers
from sim_market.orders.checks import CHECKS
from sim_market.orders.models import Order, OrderState, Shipment
from sim_market.orders.operations import buy_at_once, ship_by_hand, ship_together
from sim_market.orders.operations.shipping import TrackingNumberTaken
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.money import pass_time, problems
from tests.sim_market.races import at_once

FIRST = carriers.CARRIERS[0]
DAYS = timedelta(days=1)


def number(n: int) -> str:
    return carriers.tracking_number(FIRST, n)


def two_lines(quantity: int = 3) -> Order:
    """An order of two kinds of goods of one store, `quantity` of each."""
    store = make.store()
    skus = [make.sku(store=store, price_fen=1000), make.sku(store=store, price_fen=500)]
    return buy_at_once(make.shopper(of=store.cohort), [(s, quantity) for s in skus], actor=None)


def send(order: Order, n: int, contents=None) -> Shipment:
    return ship_by_hand(
        order, carrier_code="xunfeng", tracking_number=number(n), contents=contents,
        actor=order.store.owner,
    )  # fmt: skip


def nothing_is_wrong() -> None:
    assert problems() == []


def test_a_part_is_sent_and_the_rest_follows(app):
    order = two_lines()
    a, b = order.lines
    send(order, 1, {a.id: 2})
    assert order.state == OrderState.PART_SHIPPED
    assert (a.shipped_quantity, a.unsent_quantity, b.unsent_quantity) == (2, 1, 3)
    assert order.shipped_sim_at is None
    assert order.has_left
    nothing_is_wrong()
    pass_time(order.cohort, hours=30)
    send(order, 2)
    assert order.state == OrderState.SHIPPED
    assert [x.shipped_quantity for x in order.lines] == [3, 3]
    assert order.auto_receive_sim_at == order.cohort.sim_at + 10 * DAYS
    assert [len(parcel.contents) for parcel in order.shipments] == [1, 2]
    nothing_is_wrong()
    assert len(make.entries(Verb.ORDER_PART_SHIPPED)) == len(make.entries(Verb.ORDER_SHIPPED)) == 1


def test_receipt_waits_for_the_last_parcel(app):
    order = two_lines()
    send(order, 1, {order.lines[0].id: 3})
    pass_time(order.cohort, hours=24 * 11)
    assert order.state == OrderState.PART_SHIPPED
    assert len(make.entries(Verb.PARCEL_DELIVERED)) == 1
    assert make.entries(Verb.ORDER_DELIVERED) == []
    send(order, 2)
    pass_time(order.cohort, hours=24 * 9)
    assert order.state == OrderState.SHIPPED
    assert len(make.entries(Verb.ORDER_DELIVERED)) == 1
    pass_time(order.cohort, hours=25)
    assert order.state == OrderState.RECEIVED


def test_an_order_is_late_until_its_last_unit_has_left(app):
    order = two_lines()
    send(order, 1, {order.lines[0].id: 3})
    pass_time(order.cohort, hours=49)
    assert order.is_late
    assert len(make.entries(Verb.ORDER_LATE)) == 1


@pytest.mark.parametrize("units", [4, 10**6, -1])
def test_no_more_is_sent_than_was_bought(app, units):
    order = two_lines()
    with pytest.raises(Conflict):
        send(order, 1, {order.lines[0].id: units})
    assert order.state == OrderState.PAID
    assert db.session.scalars(sa.select(Shipment)).all() == []


def test_an_empty_parcel_and_goods_of_another_order_are_refused(app):
    order, other = two_lines(), two_lines()
    for contents in ({}, {order.lines[0].id: 0}, {other.lines[0].id: 1}):
        with pytest.raises(Invalid):
            send(order, 1, contents)
    assert [x.shipped_quantity for x in order.lines] == [0, 0]


def test_fifteen_parcels_are_the_most(app):
    sku = make.sku(stock=20)
    order = make.order(of=sku, quantity=17)
    for n in range(15):
        send(order, n, {order.lines[0].id: 1})
    with pytest.raises(Conflict) as refused:
        send(order, 99)
    assert refused.value.rule == "S-5"
    assert order.state == OrderState.PART_SHIPPED


def test_what_was_not_sent_can_be_refunded_and_ends_the_order(app):
    order = two_lines()
    a, b = order.lines
    send(order, 1, {a.id: 3})
    pass_time(order.cohort, hours=100)  # the parcel is there
    reserved = db.session.get_one(Sku, b.sku_id).reserved
    agree_refund(request_refund(b, 3, RefundReason.LATE, actor=None), actor=None)
    assert order.state == OrderState.SHIPPED
    assert (b.cancelled_quantity, b.shipped_quantity) == (3, 0)
    assert db.session.get_one(Sku, b.sku_id).reserved == reserved - 3
    assert len(make.entries(Verb.ORDER_DELIVERED)) == 1
    nothing_is_wrong()


def test_a_refund_of_what_was_sent_frees_no_stock(app):
    """S12: a line that is sent in part keeps its unsent units when a sent one comes back."""
    order = two_lines()
    a = order.lines[0]
    send(order, 1, {a.id: 3})
    on_hand = a.sku.on_hand
    refund = request_refund(a, 1, RefundReason.QUALITY, kind=AfterSaleKind.REFUND, actor=None)
    agree_refund(refund, actor=None)
    db.session.refresh(a)
    assert (a.cancelled_quantity, a.refunded_quantity) == (0, 1)
    assert a.sku.on_hand == on_hand
    assert order.state == OrderState.PART_SHIPPED
    nothing_is_wrong()


def test_orders_of_one_buyer_go_in_one_parcel(app):
    sku = make.sku(stock=20)
    buyer = make.shopper(of=sku.cohort)
    orders = [make.order(of=sku, by=buyer) for _n in range(3)]
    sent = ship_together(
        orders, carrier_code="xunfeng", tracking_number=number(1), actor=sku.listing.store.owner
    )
    assert {parcel.tracking_number for parcel in sent} == {number(1)}
    assert [parcel.shared_with_id for parcel in sent] == [None, sent[0].id, sent[0].id]
    assert all(order.state == OrderState.SHIPPED for order in orders)
    pass_time(sku.cohort, hours=100)
    db.session.expire_all()
    assert all(parcel.delivered_sim_at for parcel in sent)
    assert len(make.entries(Verb.ORDER_DELIVERED)) == 3
    nothing_is_wrong()


def test_orders_for_different_doors_are_not_merged(app):
    sku = make.sku(stock=20)
    orders = [make.order(of=sku), make.order(of=sku)]
    with pytest.raises(Conflict) as refused:
        ship_together(
            orders, carrier_code="xunfeng", tracking_number=number(1), actor=sku.listing.store.owner
        )
    assert refused.value.rule == "S-5"
    assert all(order.state == OrderState.PAID for order in orders)


def test_a_number_is_used_by_one_parcel_only(app):
    sku = make.sku(stock=20)
    first, second = make.order(of=sku), make.order(of=sku)
    send(first, 1)
    with pytest.raises(TrackingNumberTaken):
        send(second, 1)


def test_the_merchant_sends_own_goods_and_the_supplier_the_rest(app):
    order = two_lines()
    order.lines[1].sku.supplied = True
    db.session.flush()
    send(order, 1)
    assert order.state == OrderState.PART_SHIPPED
    assert [x.shipped_quantity for x in order.lines] == [3, 0]
    with pytest.raises(Conflict):
        send(order, 2)


def test_a_parcel_with_something_missing_is_found(app):
    order = two_lines()
    send(order, 1)
    order.lines[0].shipped_quantity = 2
    db.session.flush()
    assert CHECKS["orders.parcels"]()


def test_the_page_sends_a_part_and_says_what_is_left(client, trainee):
    store = make.store(owner=trainee)
    order = make.order(of=make.sku(store=store), quantity=3)
    line = order.lines[0]
    form = {"carrier": "xunfeng", "tracking_number": number(1), f"units-{line.id}": "2"}
    assert client.post(f"/orders/{order.id}/ship", data=form).status_code == 303
    page = client.get(f"/orders/{order.id}")
    assert "已发 2 件，还差 1 件" in page.text
    assert "包裹 1" in page.text
    assert db.session.get_one(Order, order.id).state == OrderState.PART_SHIPPED


@pytest.mark.parametrize("units", ["1.5", "-1", "99999", "abc", "<u>1</u>", "4"])
def test_strange_quantities_are_refused_and_nothing_leaves(client, trainee, units):
    order = make.order(of=make.sku(store=make.store(owner=trainee)), quantity=3)
    form = {
        "carrier": "xunfeng", "tracking_number": number(1), f"units-{order.lines[0].id}": units,
    }  # fmt: skip
    page = client.post(f"/orders/{order.id}/ship", data=form)
    assert page.status_code in (409, 422)
    assert "<u>" not in page.text
    assert db.session.get_one(Order, order.id).state == OrderState.PAID


def test_a_stranger_merges_nothing(client, trainee):
    make.store(owner=trainee)
    foreign = make.order()
    form = {"ids": foreign.id, "carrier": "xunfeng", "tracking_number": number(1)}
    assert client.post("/orders/together/merge", data=form).status_code == 422
    assert foreign.state == OrderState.PAID


@pytest.mark.database
def test_two_people_who_send_the_same_order_send_it_once(served):
    with served.app_context():
        order = make.order(of=make.sku(), quantity=2)
        order_id, line_id = order.id, order.lines[0].id
        db.session.commit()

    def deed(n: int, contents: dict[int, int] | None) -> object:
        order = db.session.get_one(Order, order_id)
        return ship_by_hand(
            order, carrier_code="xunfeng", tracking_number=number(n), contents=contents,
            actor=order.store.owner,
        )  # fmt: skip

    whole = at_once(served, [lambda n=n: deed(n, None) for n in range(4)])
    assert whole.count("done") == 1
    assert set(whole) <= {"done", IllegalMove.__name__, Conflict.__name__}
    with served.app_context():
        order = db.session.get_one(Order, order_id)
        assert (order.lines[0].shipped_quantity, len(order.shipments)) == (2, 1)
        nothing_is_wrong()
        assert line_id


@pytest.mark.database
def test_parts_that_are_sent_at_once_are_never_more_than_was_bought(served):
    with served.app_context():
        order = make.order(of=make.sku(), quantity=3)
        order_id, line_id = order.id, order.lines[0].id
        db.session.commit()

    def deed(n: int) -> object:
        order = db.session.get_one(Order, order_id)
        return ship_by_hand(
            order, carrier_code="xunfeng", tracking_number=number(n), contents={line_id: 2},
            actor=order.store.owner,
        )  # fmt: skip

    outcome = at_once(served, [lambda n=n: deed(n) for n in range(3)])
    assert outcome.count("done") == 1
    with served.app_context():
        assert db.session.get_one(Order, order_id).lines[0].shipped_quantity == 2
        nothing_is_wrong()
