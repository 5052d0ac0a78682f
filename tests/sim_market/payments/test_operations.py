"""One payment over several orders: once, in whatever order and however often notices come."""

from itertools import permutations

import pytest

from app.db import db
from app.errors import Conflict
from sim_market.ledger.operations import InsufficientFunds
from sim_market.orders import operations as orders
from sim_market.orders.models import CloseReason, OrderState
from sim_market.orders.operations import AlreadyPaid, begin_payment, close_order, pay_order
from sim_market.payments.models import (
    BackReason,
    ConfirmedBy,
    NoticeEvent,
    PartState,
    PaymentState,
    Weather,
)
from sim_market.payments.operations import (
    PaymentInFlight,
    PaymentOver,
    ask,
    set_weather,
    take,
)
from sim_market.payments.operations.noticing import receive
from sim_market.payments.weather import Planned
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.money import escrow, pass_time
from tests.sim_market.payments.paying import (
    CAPITAL,
    LATER,
    NEVER,
    NOW,
    PRICE,
    buyer,
    notices,
    paid_for,
    provider,
    rain,
    unpaid,
    wallet,
    wrong,
)

pytestmark = pytest.mark.usefixtures("app")


def test_one_payment_pays_the_orders_of_two_stores():
    who = buyer()
    payment = paid_for(*unpaid(who, 2))
    assert payment.number == "P0000001-1"
    assert payment.state == PaymentState.PAID
    assert payment.confirmed_by == ConfirmedBy.NOTICE
    assert [part.state for part in payment.parts] == [PartState.DONE] * 2
    assert wallet(who) == CAPITAL - 2 * PRICE
    assert (provider(who), escrow(who.cohort)) == (0, 2 * PRICE)
    assert wrong() == []


def test_a_payment_begun_again_is_the_same_one(monkeypatch):
    who = buyer()
    first, second = unpaid(who, 2)
    payment = begin_payment([first, second], key="form-1")
    assert begin_payment([second, first], key="form-2") is payment
    assert begin_payment([first, second], key="form-1") is payment
    other = begin_payment([first], key="form-3")
    assert (payment.state, other.state) == (PaymentState.CLOSED, PaymentState.CREATED)
    with pytest.raises(Conflict, match="别的订单或金额"):
        begin_payment([second], key="form-3")
    with pytest.raises(PaymentOver):
        take(payment, actor=None)
    assert wallet(who) == CAPITAL


def test_money_is_taken_once(monkeypatch):
    rain(monkeypatch, NEVER)
    who = buyer()
    payment = paid_for(*unpaid(who))
    assert take(payment, actor=None)
    assert wallet(who) == CAPITAL - PRICE
    assert provider(who) == PRICE
    with pytest.raises(PaymentInFlight) as refusal:
        begin_payment(list(orders.orders_of(payment).values()))
    assert refusal.value.link == f"/mall/payments/{payment.number}"
    assert wrong() == []


def test_too_little_in_the_wallet_takes_nothing():
    who = buyer()
    payment = begin_payment(unpaid(who, price_fen=CAPITAL + 1))
    with pytest.raises(InsufficientFunds):
        take(payment, actor=None)
    assert (payment.state, wallet(who)) == (PaymentState.CREATED, CAPITAL)


def test_a_declined_payment_moves_nothing_and_may_be_tried_again(monkeypatch):
    who = buyer()
    [order] = unpaid(who)
    rain(monkeypatch, NOW, declined=True)
    payment = begin_payment([order])
    assert take(payment, actor=None) is False
    assert (payment.state, wallet(who)) == (PaymentState.FAILED, CAPITAL)
    rain(monkeypatch, NOW)
    assert paid_for(order).number == "P0000001-2"
    assert order.state == OrderState.PAID
    assert wrong() == []


NOTICES = [
    Planned(NoticeEvent.PAID, 5),
    Planned(NoticeEvent.PAID, 6),
    Planned(NoticeEvent.ACCEPTED, 7),
    Planned(NoticeEvent.PAID, 8, off_fen=-1),
]


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5], ids=str)
def test_notices_in_any_order_come_to_the_same(monkeypatch, order):
    rain(monkeypatch, *NOTICES)
    who = buyer()
    bought = unpaid(who, 2)
    payment = paid_for(*bought)
    for place in order:
        receive(payment.notices[place])
        db.session.flush()
        db.session.expire(payment, ["notices"])
    assert {each.state for each in bought} == {OrderState.PAID}
    results = [notice.result.value for notice in payment.notices]
    assert sorted(results[:2]) == ["handled", "repeated"]
    assert results[3] == "refused"
    assert (wallet(who), escrow(who.cohort)) == (CAPITAL - 2 * PRICE, 2 * PRICE)
    assert wrong() == []


def test_a_late_notice_comes_by_the_clock_and_asking_before_makes_it_a_repeat(monkeypatch):
    rain(monkeypatch, LATER)
    who = buyer()
    [order] = unpaid(who)
    payment = paid_for(order)
    assert (order.state, payment.in_flight) == (OrderState.UNPAID, True)
    pass_time(who.cohort, minutes=11)
    assert (order.state, payment.confirmed_by) == (OrderState.PAID, ConfirmedBy.QUERY)
    pass_time(who.cohort, minutes=5)
    assert notices(payment) == [("paid", "repeated")]
    assert wrong() == []


def test_a_notice_that_never_comes_is_found_by_asking(monkeypatch):
    rain(monkeypatch, NEVER)
    [order] = unpaid(buyer())
    payment = paid_for(order)
    assert ask(payment) is True
    assert ask(payment) is False
    assert (order.state, notices(payment)) == (OrderState.PAID, [("paid", "lost")])
    assert wrong() == []


class TestAfterTheTimeLimit:
    """S9: hold again and go on, or give the money back; never paid without stock."""

    def test_goods_that_are_there_are_held_again(self):
        who = buyer()
        [order] = unpaid(who)
        payment = begin_payment([order])
        pass_time(who.cohort, minutes=31)
        assert (order.state, order.lines[0].sku.reserved) == (OrderState.CLOSED, 0)
        take(payment, actor=None)
        assert (order.state, order.lines[0].sku.reserved) == (OrderState.PAID, 1)
        assert wrong() == []

    def test_goods_that_are_gone_give_this_share_back_and_the_rest_is_paid(self):
        who = buyer()
        gone, there = unpaid(who, 2, stock=1)
        payment = begin_payment([gone, there])
        pass_time(who.cohort, minutes=31)
        make.order(of=gone.lines[0].sku)
        take(payment, actor=None)
        assert (gone.state, gone.close_reason) == (OrderState.CLOSED, CloseReason.TIMEOUT)
        assert there.state == OrderState.PAID
        assert [part.back_reason for part in payment.parts] == [BackReason.NO_STOCK, None]
        assert (payment.state, payment.refunded_fen) == (PaymentState.PAID, PRICE)
        assert wallet(who) == CAPITAL - PRICE
        assert gone.lines[0].sku.reserved == 1
        assert wrong() == []

    def test_the_timer_asks_for_money_that_is_on_its_way_before_it_closes(self, monkeypatch):
        rain(monkeypatch, NEVER)
        who = buyer()
        [order] = unpaid(who)
        pass_time(who.cohort, minutes=25)
        paid_for(order)
        pass_time(who.cohort, minutes=6)
        assert order.state == OrderState.PAID
        assert wrong() == []

    def test_the_provider_takes_nothing_after_its_own_time(self):
        who = buyer()
        payment = begin_payment(unpaid(who))
        pass_time(who.cohort, minutes=121)
        assert payment.state == PaymentState.CLOSED
        with pytest.raises(PaymentOver):
            take(payment, actor=None)
        assert wallet(who) == CAPITAL


class TestWhatChangedMeanwhile:
    def test_a_cancelled_order_closes_its_payment(self):
        who = buyer()
        [order] = unpaid(who)
        payment = begin_payment([order])
        close_order(order, CloseReason.BUYER, actor=who.user)
        assert payment.state == PaymentState.CLOSED
        with pytest.raises(Conflict):
            begin_payment([order])

    def test_an_order_with_money_on_its_way_is_not_cancelled(self, monkeypatch):
        rain(monkeypatch, NEVER)
        [order] = unpaid(buyer())
        paid_for(order)
        with pytest.raises(PaymentInFlight):
            close_order(order, CloseReason.SELLER, actor=None)
        assert order.state == OrderState.UNPAID

    def test_an_order_paid_another_way_gives_the_second_money_back(self, monkeypatch):
        rain(monkeypatch, NEVER)
        who = buyer()
        [order] = unpaid(who)
        payment = paid_for(order)
        pay_order(order, actor=None)
        ask(payment)
        assert payment.state == PaymentState.REFUNDED
        assert payment.parts[0].back_reason == BackReason.PAID_TWICE
        assert wallet(who) == CAPITAL - PRICE
        with pytest.raises(AlreadyPaid):
            begin_payment([order])
        assert wrong() == []

    def test_a_changed_sum_is_not_paid_with_the_old_one(self, monkeypatch):
        """E3: the order stays unpaid, the money goes back."""
        rain(monkeypatch, NEVER)
        who = buyer()
        [order] = unpaid(who)
        payment = paid_for(order)
        order.version += 1
        ask(payment)
        assert (order.state, payment.state) == (OrderState.UNPAID, PaymentState.REFUNDED)
        assert payment.parts[0].back_reason == BackReason.CHANGED
        assert wallet(who) == CAPITAL
        assert wrong() == []

    def test_late_copies_after_money_went_back_revive_nothing(self, monkeypatch):
        rain(monkeypatch, Planned(NoticeEvent.PAID, 40), Planned(NoticeEvent.ACCEPTED, 50))
        who = buyer()
        [order] = unpaid(who, stock=1)
        payment = begin_payment([order])
        pass_time(who.cohort, minutes=31)
        make.order(of=order.lines[0].sku)
        take(payment, actor=None)
        pass_time(who.cohort, minutes=60)
        assert payment.state == PaymentState.REFUNDED
        assert order.state == OrderState.CLOSED
        assert notices(payment) == [("paid", "repeated"), ("accepted", "stale")]
        assert wallet(who) == CAPITAL
        assert wrong() == []


def test_the_weather_is_set_for_a_class_and_noted_in_the_journal():
    cohort, teacher = make.ordinary_cohort(), make.user()
    set_weather(cohort, Weather.BAD, actor=teacher)
    set_weather(cohort, Weather.BAD, actor=teacher)
    assert [e.facts for e in make.entries("payment.weather_set")] == [{"weather": "bad"}]


def test_a_rainy_class_ends_with_every_fen_where_it_belongs():
    """Forty payments in drawn weather: every order paid or its money back (I3, I8)."""
    cohort = make.ordinary_cohort()
    set_weather(cohort, Weather.BAD, actor=make.user())
    who = shopper_of(make.member(of=cohort).user, cohort)
    sku = make.sku(stock=100, price_fen=100)
    bought = [make.order(of=sku, by=who, paid=False) for _ in range(40)]
    taken = [take(begin_payment([order]), actor=None) for order in bought]
    pass_time(cohort, hours=3)
    states = [order.state for order in bought]
    assert states == [OrderState.PAID if ok else OrderState.CLOSED for ok in taken]
    assert 30 < sum(taken) < 40
    assert wallet(who) == CAPITAL - 100 * sum(taken)
    assert provider(who) == 0
    assert wrong() == []
