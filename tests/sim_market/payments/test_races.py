"""Of payer, notices, timers and those who cancel, at the same instant, one wins (F22, I8)."""

import os
from datetime import timedelta

from app.cohorts import clock
from app.db import db
from sim_market.ledger.queries import balance_of
from sim_market.orders.models import CloseReason, Order, OrderState
from sim_market.orders.operations import begin_payment, close_order, guard_unchanged
from sim_market.payments import weather
from sim_market.payments.models import ConfirmedBy, Payment, PaymentNotice, PaymentState
from sim_market.payments.operations import ask, take
from sim_market.payments.operations.noticing import receive
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.payments.paying import LATER, NOW, PRICE, wrong
from tests.sim_market.races import at_once

ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))


def get(kind, row_id):
    return db.session.get_one(kind, row_id)


def ready(app, monkeypatch, *notices, orders=2, taken=False):
    """A payment over some orders of one buyer; what the deeds need to know of it."""
    monkeypatch.setattr(weather, "plan", lambda *_: list(notices))
    with app.app_context():
        cohort = make.ordinary_cohort()
        who = shopper_of(make.member(of=cohort).user, cohort)
        bought = [make.order(by=who, paid=False) for _ in range(orders)]
        payment = begin_payment(bought)
        if taken:
            take(payment, actor=None)
        db.session.commit()
        purse = who.purse
        return payment.id, [order.id for order in bought], cohort.id, purse, balance_of(*purse)


def paying(payment_id):
    def deed():
        payment = get(Payment, payment_id)
        if payment.can_take:
            guard_unchanged(payment)
        take(payment, actor=None)

    return deed


def passing(cohort_id, app, **by):
    with app.app_context():
        until = get(Payment, 1).cohort.sim_at + timedelta(**by)
        db.session.close()
    return lambda: clock.advance(cohort_id, until)


def test_money_is_taken_once_of_however_many_confirm(served, monkeypatch):
    for _round in range(ROUNDS):
        payment_id, orders, _cohort, purse, before = ready(served, monkeypatch, NOW)
        assert at_once(served, [paying(payment_id)] * 5) == ["done"] * 5
        with served.app_context():
            assert balance_of(*purse) == before - 2 * PRICE
            assert {get(Order, each).state for each in orders} == {OrderState.PAID}
    with served.app_context():
        assert wrong() == []


def test_paying_cancelling_and_the_timer_leave_no_fen_behind(served, monkeypatch):
    for _round in range(ROUNDS):
        payment_id, orders, cohort_id, purse, before = ready(served, monkeypatch, NOW)
        one, other = orders

        def close(order_id=one, by=CloseReason.BUYER):
            close_order(get(Order, order_id), by, actor=None)

        def sell_off(order_id=other):
            close_order(get(Order, order_id), CloseReason.SELLER, actor=None)

        clock_on = passing(cohort_id, served, minutes=31)
        outcome = at_once(served, [paying(payment_id), close, sell_off, clock_on])
        assert set(outcome) <= {"done", "PaymentOver", "Conflict", "IllegalMove"}, outcome
        with served.app_context():
            payment = get(Payment, payment_id)
            states = [get(Order, each).state for each in orders]
            paid = states.count(OrderState.PAID)
            assert balance_of(*purse) == before - PRICE * paid
            assert payment.state in {PaymentState.PAID, PaymentState.CLOSED, PaymentState.CREATED}
            assert paid == (2 if payment.is_taken else 0)
    with served.app_context():
        assert wrong() == []


def test_a_notice_the_query_and_the_night_confirm_once(served, monkeypatch):
    for _round in range(ROUNDS):
        payment_id, orders, cohort_id, purse, before = ready(
            served, monkeypatch, LATER, LATER, taken=True
        )
        with served.app_context():
            notices = [n.id for n in get(Payment, payment_id).notices]

        def come(notice_id=notices[0]):
            receive(get(PaymentNotice, notice_id))

        def query(payment_id=payment_id):
            ask(get(Payment, payment_id), ConfirmedBy.QUERY)

        clock_on = passing(cohort_id, served, minutes=20)
        assert at_once(served, [come, query, clock_on, query]) == ["done"] * 4
        with served.app_context():
            assert {get(Order, each).state for each in orders} == {OrderState.PAID}
            results = sorted(n.result.value for n in get(Payment, payment_id).notices)
            assert results in (["handled", "repeated"], ["repeated", "repeated"])
            assert balance_of(*purse) == before
    with served.app_context():
        assert wrong() == []


def test_two_tabs_that_pay_the_same_order_take_its_money_once(served, monkeypatch):
    for _round in range(ROUNDS):
        _payment, orders, _cohort, purse, before = ready(served, monkeypatch, NOW)

        def tab(which):
            def deed():
                payment = begin_payment([get(Order, each) for each in which])
                db.session.commit()
                paying(payment.id)()

            return deed

        at_once(served, [tab(orders), tab(orders[:1]), tab(orders[1:]), tab(orders[::-1])])
        with served.app_context():
            paid = [get(Order, each).state for each in orders].count(OrderState.PAID)
            assert paid >= 1
            assert balance_of(*purse) == before - PRICE * paid
    with served.app_context():
        assert wrong() == []
