"""The seller changes the price of an unpaid order (E1-E4, T-7): it lands on lines and units, a
higher one waits for the buyer, and a payment never takes another sum than the one that holds.
"""

import pytest

from app.db import db
from app.errors import Conflict, Invalid
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund
from sim_market.orders.models import ChangeState, Order, OrderState
from sim_market.orders.operations import pay_order, place_order
from sim_market.orders.operations.repricing import answer_change, change_price
from sim_market.orders.queries.pricing import find_waiting_change
from tests import make
from tests.sim_market.money import escrow, problems
from tests.sim_market.races import at_once


def unpaid(*prices: int, quantity: int = 1) -> Order:
    store = make.store()
    skus = [make.sku(store=store, price_fen=price) for price in prices]
    return place_order(make.shopper(of=store.cohort), [(s, quantity) for s in skus], actor=None)


def to(order: Order, goods_fen: int, shipping_fen: int = 0, reason: str = "老顾客"):
    return change_price(
        order, goods_fen=goods_fen, shipping_fen=shipping_fen, reason=reason,
        actor=order.store.owner,
    )  # fmt: skip


def test_a_lower_price_holds_at_once_and_lands_on_lines(app):
    order = unpaid(3333, 3333, 3334)
    change = to(order, 9000)
    assert change.state == ChangeState.DONE
    assert [line.pay_fen for line in order.lines] == [3000, 3000, 3000]
    assert order.goods_fen == order.pay_fen == 9000
    assert (order.adjust_fen, order.version) == (-1000, 2)
    pay_order(order, actor=None)
    assert escrow(order.cohort) == 9000
    assert problems() == []


def test_each_unit_costs_what_it_is_refunded_at(app):
    """E2, A6, R1: units of a repriced line come back at exactly what they cost."""
    order = unpaid(1000, quantity=3)
    to(order, 2500)
    line = order.lines[0]
    assert sorted(line.unit_costs) == [833, 833, 834]
    pay_order(order, actor=None)
    for _turn in range(3):
        agree_refund(request_refund(line, 1, RefundReason.LATE, actor=None), actor=None)
    assert (order.refunded_fen, order.state) == (2500, OrderState.CLOSED)
    assert problems() == []


def test_however_often_it_is_changed_the_shares_are_of_one_change(app):
    """E2: cumulative, never from the last price; the ladder of changes comes back exactly."""
    order = unpaid(1000, 2001)
    for goods_fen in (2500, 1, 1777):
        to(order, goods_fen)
        assert sum(line.pay_fen for line in order.lines) == order.goods_fen
        if find_waiting_change(order):
            answer_change(order, agree=True, to_fen=goods_fen, actor=None)
    fresh = unpaid(1000, 2001)
    to(fresh, 1777)
    assert [x.pay_fen for x in order.lines] == [x.pay_fen for x in fresh.lines]
    assert problems() == []


def test_a_higher_price_waits_for_a_yes(app):
    order = unpaid(1000)
    change = to(order, 1500, 300)
    assert (change.state, order.pay_fen) == (ChangeState.WAITING, 1000)
    with pytest.raises(Conflict):
        answer_change(order, agree=True, to_fen=1700, actor=None)
    answer_change(order, agree=True, to_fen=1800, actor=None)
    assert (order.goods_fen, order.shipping_fen, order.pay_fen) == (1500, 300, 1800)
    assert problems() == []


def test_a_no_keeps_the_price(app):
    order = unpaid(1000)
    to(order, 1500)
    answer_change(order, agree=False, to_fen=1500, actor=None)
    assert order.pay_fen == 1000
    with pytest.raises(Conflict):
        answer_change(order, agree=True, to_fen=1500, actor=None)
    pay_order(order, actor=None)
    assert problems() == []


def test_a_new_change_replaces_the_one_that_waits(app):
    order = unpaid(1000)
    first = to(order, 1500)
    to(order, 900)
    assert (first.state, order.pay_fen) == (ChangeState.DROPPED, 900)
    assert find_waiting_change(order) is None


@pytest.mark.parametrize(
    ("goods", "shipping"), [(0, 0), (-1, 5), (2001, 0), (1000, 0), (10**12, 0)]
)
def test_sums_beyond_the_limits_are_refused(app, goods, shipping):
    """E1: at least a fen; T-7: at most twice the first price; and another sum than now."""
    order = unpaid(1000)
    with pytest.raises(Invalid) as refused:
        to(order, goods, shipping)
    assert refused.value.rule == "T-7"
    assert (order.pay_fen, order.version) == (1000, 1)


def test_five_changes_are_the_most(app):
    order = unpaid(1000)
    for fen in (990, 980, 970, 960, 950):
        to(order, fen)
    with pytest.raises(Conflict):
        to(order, 940)
    assert order.pay_fen == 950


def test_a_paid_or_closed_order_keeps_its_price(app):
    paid = make.order()
    with pytest.raises(Conflict) as refused:
        to(paid, 1)
    assert "退差价" in refused.value.next_step
    with pytest.raises(Invalid):
        to(unpaid(1000), 900, reason="  ")


def test_the_page_changes_the_price_and_keeps_what_was_typed(client, trainee):
    order = make.order(of=make.sku(store=make.store(owner=trainee), price_fen=1000), paid=False)
    assert "改价" in client.get(f"/orders/{order.id}/price").text
    form = {"goods": "９.００", "shipping": "0", "reason": "老顾客 <b>"}
    assert client.post(f"/orders/{order.id}/price", data=form).status_code == 303
    assert db.session.get_one(Order, order.id).pay_fen == 900
    page = client.get(f"/orders/{order.id}/price")
    assert "老顾客 &lt;b&gt;" in page.text
    for bad in ("-1", "1.234", "x", "", "9" * 40):
        page = client.post(f"/orders/{order.id}/price", data=form | {"goods": bad})
        assert page.status_code == 422
        assert db.session.get_one(Order, order.id).pay_fen == 900


def test_another_stores_price_is_not_there(client, trainee):
    make.store(owner=trainee)
    order = make.order(paid=False)
    assert client.get(f"/orders/{order.id}/price").status_code == 404
    form = {"goods": "1", "shipping": "0", "reason": "x"}
    assert client.post(f"/orders/{order.id}/price", data=form).status_code == 404
    assert order.pay_fen == 1999


@pytest.mark.database
def test_pay_against_price_change(served):
    """E3: either the old sum was paid and the change refused, or the new one was paid."""
    with served.app_context():
        order = make.order(of=make.sku(price_fen=1000), paid=False)
        order_id = order.id
        db.session.commit()

    def get() -> Order:
        return db.session.get_one(Order, order_id)

    outcome = at_once(served, [lambda: pay_order(get(), actor=None), *[lambda: to(get(), 700)] * 2])
    assert outcome[0] == "done"
    with served.app_context():
        order = get()
        assert order.state == OrderState.PAID
        assert order.pay_fen == (700 if "done" in outcome[1:] else 1000)
        assert escrow(order.cohort) == order.pay_fen
        assert problems() == []
