"""Of several who want the same thing at the same instant, exactly one gets it (F19, F22)."""

import os
from collections import Counter
from datetime import timedelta

import pytest

from app.cohorts import clock
from app.db import db
from sim_market.after_sales.models import Refund, RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund, withdraw_refund
from sim_market.finance.operations import settle_order
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import Sku
from sim_market.orders import operations
from sim_market.orders.models import CloseReason, Order, OrderLine, OrderState
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.money import escrow, pass_time, problems
from tests.sim_market.races import at_once

ROUNDS = int(os.environ.get("RACE_ROUNDS", "4"))


def get(kind, row_id):
    return db.session.get_one(kind, row_id)


def pay(order_id):
    return lambda: operations.pay_order(get(Order, order_id), actor=None)


def close(order_id, reason=CloseReason.BUYER):
    return lambda: operations.close_order(get(Order, order_id), reason, actor=None)


def made(app, build):
    with app.app_context():
        thing = build()
        db.session.commit()
        return thing.id


@pytest.mark.parametrize("buyers", [2, 12])
def test_the_last_units_are_sold_once(served, buyers):
    with served.app_context():
        sku = make.sku(stock=3)
        shoppers = [make.shopper().id for _ in range(buyers)]
        db.session.commit()
        sku_id, cohort = sku.id, sku.cohort

    def buy(shopper_id):
        return lambda: operations.buy_at_once(
            get(Shopper, shopper_id), [(get(Sku, sku_id), 2)], actor=None
        )

    outcome = Counter(at_once(served, [buy(shopper_id) for shopper_id in shoppers]))
    assert outcome == {"done": 1, "OutOfStock": buyers - 1}
    with served.app_context():
        assert get(Sku, sku_id).reserved == 2
        assert escrow(cohort) == 2 * 1999
        assert problems() == []


def test_an_order_is_paid_once(served):
    for _round in range(ROUNDS):
        order_id = made(served, lambda: make.order(paid=False))
        outcome = Counter(at_once(served, [pay(order_id)] * 6))
        assert outcome["done"] == 1
        assert set(outcome) <= {"done", "AlreadyPaid", "IllegalMove", "AlreadyPosted"}
    with served.app_context():
        assert problems() == []


def test_one_wallet_does_not_pay_twice_with_the_same_money(served):
    for turn in range(ROUNDS):
        with served.app_context():
            cohort = make.cohort(scheme=make.scheme(start_capital_fen=3000))
            buyer = shopper_of(make.member(of=cohort).user, cohort)
            sku = make.sku(store=make.store(of=cohort), price_fen=2000)
            orders = [make.order(of=sku, by=buyer, paid=False).id for _ in range(3)]
            db.session.commit()
            purse = buyer.purse
        outcome = Counter(at_once(served, [pay(order_id) for order_id in orders]))
        assert outcome == {"done": 1, "InsufficientFunds": 2}, turn
        with served.app_context():
            assert balance_of(*purse) == 1000
    with served.app_context():
        assert problems() == []


def test_paying_closing_and_the_timer_have_one_winner(served):
    for _round in range(ROUNDS):
        order_id = made(served, lambda: make.order(paid=False))
        with served.app_context():
            order = get(Order, order_id)
            cohort_id, until = order.cohort_id, order.cohort.sim_at + timedelta(hours=1)

        def pass_the_limit(cohort_id=cohort_id, until=until):
            clock.advance(cohort_id, until)

        outcome = at_once(
            served,
            [pay(order_id), close(order_id), close(order_id, CloseReason.SELLER), pass_the_limit],
        )
        with served.app_context():
            order = get(Order, order_id)
            paid, closed = outcome[0] == "done", outcome[1:3].count("done")
            by_timer = order.close_reason == CloseReason.TIMEOUT
            assert order.state == (OrderState.PAID if paid else OrderState.CLOSED)
            assert closed <= 1
            assert paid + closed + (by_timer and not closed) == 1
            assert order.lines[0].sku.reserved == (1 if paid else 0)
    with served.app_context():
        assert problems() == []


def test_refunds_asked_for_at_once_never_exceed_the_line(served):
    for _round in range(ROUNDS):
        line_id = made(served, lambda: make.order(quantity=3).lines[0])

        def ask(line_id=line_id):
            request_refund(get(OrderLine, line_id), 2, RefundReason.OTHER, actor=None)

        outcome = Counter(at_once(served, [ask] * 5))
        assert outcome["done"] == 1
        with served.app_context():
            line = get(OrderLine, line_id)
            assert (line.refunding_quantity, line.refunded_quantity) == (2, 0)
    with served.app_context():
        assert problems() == []


def test_agreeing_withdrawing_and_silence_have_one_winner(served):
    for _round in range(ROUNDS):

        def asked():
            order = make.order(quantity=2)
            return request_refund(order.lines[0], 1, RefundReason.OTHER, actor=None)

        refund_id = made(served, asked)
        with served.app_context():
            cohort = get(Refund, refund_id).cohort
            cohort_id, until = cohort.id, cohort.sim_at + timedelta(hours=49)
        deeds = [
            lambda refund_id=refund_id: agree_refund(get(Refund, refund_id), actor=None),
            lambda refund_id=refund_id: withdraw_refund(get(Refund, refund_id), actor=None),
            lambda cohort_id=cohort_id, until=until: clock.advance(cohort_id, until),
        ]
        outcome = at_once(served, deeds)
        with served.app_context():
            refund = get(Refund, refund_id)
            assert outcome[:2].count("done") + refund.by_silence == 1
            back = 0 if refund.state.value == "withdrawn" else refund.amount_fen
            assert refund.line.order.refunded_fen == back
    with served.app_context():
        assert problems() == []


def test_shipping_and_a_full_refund_have_one_winner(served):
    for turn in range(ROUNDS):

        def asked():
            return request_refund(make.order().lines[0], 1, RefundReason.OTHER, actor=None)

        refund_id = made(served, asked)
        with served.app_context():
            order_id = get(Refund, refund_id).order_id

        def ship(order_id=order_id, turn=turn):
            operations.ship_order(
                get(Order, order_id), carrier="x", tracking_number=f"N{turn}", events=[], actor=None
            )

        def agree(refund_id=refund_id):
            agree_refund(get(Refund, refund_id), actor=None)

        outcome = at_once(served, [ship, agree])
        with served.app_context():
            order = get(Order, order_id)
            shipped = outcome[0] == "done"
            assert order.state == (OrderState.SHIPPED if shipped else OrderState.CLOSED)
            assert order.lines[0].sku.reserved == 0
            assert order.lines[0].sku.on_hand == (9 if shipped else 10)
    with served.app_context():
        assert problems() == []


def test_units_refunded_while_the_parcel_leaves_are_either_sent_or_put_back(served):
    for turn in range(ROUNDS):

        def asked():
            sku = make.sku(stock=10)
            make.order(of=sku, quantity=4)
            line = make.order(of=sku, quantity=3).lines[0]
            return request_refund(line, 1, RefundReason.OTHER, actor=None)

        refund_id = made(served, asked)
        with served.app_context():
            order_id = get(Refund, refund_id).order_id

        def ship(order_id=order_id, turn=turn):
            order = get(Order, order_id)
            assert order.lines
            operations.ship_order(
                order, carrier="x", tracking_number=f"P{turn}", events=[], actor=None
            )

        def agree(refund_id=refund_id):
            refund = get(Refund, refund_id)
            assert refund.line.order.lines
            agree_refund(refund, actor=None)

        assert at_once(served, [ship, agree]) == ["done", "done"]
        with served.app_context():
            sku = get(Order, order_id).lines[0].sku
            assert sku.reserved == 4
            assert sku.on_hand in {7, 8}
    with served.app_context():
        assert problems() == []


def test_settling_and_asking_for_a_refund_never_pay_the_same_money_twice(served):
    for turn in range(ROUNDS):

        def received(turn=turn):
            order = make.order(quantity=2)
            operations.ship_order(
                order, carrier="x", tracking_number=f"S{turn}", events=[], actor=None
            )
            operations.receive_order(order, actor=None)
            return order

        order_id = made(served, received)

        def settle(order_id=order_id):
            order = get(Order, order_id)
            assert order.lines
            settle_order(order)

        def refund(order_id=order_id):
            line = get(Order, order_id).lines[0]
            agree_refund(request_refund(line, 1, RefundReason.OTHER, actor=None), actor=None)

        outcome = at_once(served, [settle, refund])
        assert "done" in outcome
        assert set(outcome) <= {"done", "NotRefundable"}
    with served.app_context():
        assert problems() == []


def test_an_order_is_settled_once(served):
    def received():
        order = make.order()
        operations.ship_order(order, carrier="x", tracking_number="N1", events=[], actor=None)
        operations.receive_order(order, actor=None)
        return order

    order_id = made(served, received)
    outcome = Counter(at_once(served, [lambda: settle_order(get(Order, order_id))] * 5))
    assert outcome == {"done": 1, "IllegalMove": 4}
    with served.app_context():
        pass_time(get(Order, order_id).cohort, days=8)
        assert problems() == []
