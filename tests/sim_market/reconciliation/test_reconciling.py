"""The provider's statement, orders and the ledger agree, or it is said what does not."""

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from app.identity.models import Role
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations import begin_payment
from sim_market.payments.models import (
    ConfirmedBy,
    PartState,
    Payment,
    PaymentPart,
    Weather,
)
from sim_market.payments.operations import take
from sim_market.payments.queries import weather_of
from sim_market.reconciliation import checks, queries
from sim_market.reconciliation.compare import Finding
from tests import make
from tests.sim_market.money import pass_time
from tests.sim_market.payments.paying import NEVER, PRICE, buyer, paid_for, rain, unpaid, wrong


def faults(of, store=None) -> list[tuple[str, str]]:
    found = queries.list_faults(of, of.day, store)
    return [(each.order_number, each.finding.value) for each in found if each.finding]


@pytest.fixture
def cohort(app):
    return make.ordinary_cohort()


def test_a_day_without_faults_adds_up(cohort):
    who = buyer()
    paid_for(*unpaid(who, 2))
    make.order()
    totals = queries.totals_of(cohort, 1, None)
    assert (totals.count, totals.taken_fen, totals.done_fen) == (3, 3 * PRICE, 3 * PRICE)
    shares = queries.list_shares(cohort, 1, None, 1)
    assert [(each.amount_fen, each.booked_fen) for each in shares] == [(PRICE, PRICE)] * 3
    assert faults(cohort) == []
    assert queries.list_shares(cohort, 2, None, 1) == []


def test_a_lost_notice_is_a_difference_until_the_night_repairs_it(cohort, monkeypatch):
    rain(monkeypatch, NEVER)
    who = buyer()
    [order] = unpaid(who)
    payment = paid_for(order)
    assert faults(cohort) == [(order.number, "unconfirmed")]
    assert checks.disagreements() == []
    jobs.cancel("payments.ask", payment.number, cohort_id=cohort.id)
    jobs.cancel("orders.close_unpaid", order.number, cohort_id=cohort.id)
    pass_time(cohort, hours=25)
    assert payment.in_flight
    pass_time(cohort, hours=2)
    assert (order.state, payment.confirmed_by) == (OrderState.PAID, ConfirmedBy.RECONCILING)
    assert faults(cohort) == []
    [said] = [e.facts for e in make.entries("payment.reconciled")]
    assert (said["day"], said["repaired"], said["wrong"]) == (1, 1, 0)
    assert wrong() == []


def test_what_was_tampered_with_is_found_by_its_kind(cohort):
    who = buyer()
    lost, doubled, dear, unknown, unbooked = unpaid(who, 5)
    paid_for(lost, doubled, dear, unknown)
    paid_for(unbooked)
    stray = make.order()
    numbers = [o.number for o in (lost, doubled, dear, unknown, stray)]
    _change(PaymentPart, PaymentPart.order_number == lost.number, state=PartState.WAITING)
    db.session.add(_copy_of(doubled))
    _change(PaymentPart, PaymentPart.order_number == dear.number, amount_fen=PRICE + 1)
    _change(PaymentPart, PaymentPart.order_number == unknown.number, order_number="D0999999")
    _change(Payment, Payment.order_number == stray.number, order_number="D0999998")
    db.session.flush()
    assert dict(faults(cohort)) == {
        numbers[0]: "unconfirmed", numbers[1]: "double", numbers[2]: "amount",
        numbers[3]: "missing", numbers[4]: "missing",
    }  # fmt: skip
    assert len(checks.disagreements()) == 5  # both shares of the doubled one


def test_an_order_that_is_not_paid_and_one_that_is_not_booked_are_found(cohort):
    who = buyer()
    [first], [second] = unpaid(who), unpaid(who)
    paid_for(first)
    begun = begin_payment([second])
    take(begun, actor=None)
    db.session.execute(
        sa.update(Order)
        .where(Order.id == first.id)
        .values(state=OrderState.UNPAID, paid_sim_at=None)
    )
    db.session.expire_all()
    assert faults(cohort) == [(first.number, Finding.NOT_PAID.value)]


def _change(kind, where, **values) -> None:
    db.session.execute(sa.update(kind).where(where).values(**values))


def _copy_of(order: Order) -> PaymentPart:
    """Another share of the order, in another payment that was taken."""
    other = paid_for(*unpaid(buyer()))
    return PaymentPart(
        cohort_id=order.cohort_id, payment=other, store_id=order.store_id,
        order_number=order.number, order_version=1, amount_fen=PRICE, state=PartState.DONE,
    )  # fmt: skip


class TestPages:
    @pytest.fixture
    def flight(self, cohort, monkeypatch, trainee) -> Order:
        """An order of `trainee`'s store whose notice was lost."""
        rain(monkeypatch, NEVER)
        sku = make.sku(store=make.store(owner=trainee))
        order = make.order(of=sku, by=buyer(), paid=False)
        paid_for(order)
        return order

    def test_a_merchant_sees_own_differences_and_repairs_one(self, client, flight):
        page = client.get("/reconciliation").text
        assert "对不上的 1 笔" in page
        assert "查单补单" in page
        number = f"P{flight.number[1:]}-1"
        assert client.post(f"/reconciliation/{number}/ask").status_code == 303
        assert flight.state == OrderState.PAID
        assert "三方都对上了" in client.get("/reconciliation?day=1").text
        again = client.post(f"/reconciliation/{number}/ask")
        assert again.status_code == 409
        assert "没有要补的单" in again.text

    def test_another_merchant_sees_none_of_it(self, app, flight):
        other = make.member().user
        browser = make.browser(app, other)
        assert "还没有店铺" in browser.get("/reconciliation").text
        number = f"P{flight.number[1:]}-1"
        assert browser.post(f"/reconciliation/{number}/ask").status_code == 404
        make.store(owner=other)
        assert flight.number not in browser.get("/reconciliation").text
        assert browser.post(f"/reconciliation/{number}/ask").status_code == 404
        assert browser.get("/reconciliation/class").status_code == 403
        assert flight.state == OrderState.UNPAID

    @pytest.mark.parametrize("query", ["day=0", "day=99", "day=x", "page=-1", "page=99999999999"])
    def test_strange_days_and_pages_are_as_if_not_asked_for(self, client, flight, query):
        assert client.get(f"/reconciliation?{query}").status_code == 200

    def test_the_teacher_sees_the_class_repairs_it_and_makes_the_weather(self, app, flight):
        teacher = make.browser(app, make.member(Role.TEACHING_LECTURER).user)
        assert flight.number in teacher.get("/reconciliation/class").text
        page = teacher.post("/reconciliation/class/repair", follow_redirects=True).text
        assert "补记 1 笔" in page
        assert flight.state == OrderState.PAID
        for wanted, status, expected in (
            ("good", 303, Weather.GOOD), ("bad", 303, Weather.BAD), ("hail", 422, Weather.BAD),
        ):  # fmt: skip
            answer = teacher.post("/reconciliation/class/weather", data={"weather": wanted})
            assert (answer.status_code, weather_of(flight.cohort_id)) == (status, expected)


def test_the_command_says_what_is_wrong_and_mends_what_is_in_flight(app, cohort, monkeypatch):
    rain(monkeypatch, NEVER)
    [order] = unpaid(buyer())
    paid_for(order)
    db.session.commit()
    said = app.test_cli_runner().invoke(args=["reconcile"])
    assert said.exit_code == 1
    assert f"unconfirmed P{order.number[1:]}-1 {order.number}" in said.output
    mended = app.test_cli_runner().invoke(args=["reconcile", "--repair"])
    assert (mended.exit_code, "0 do not agree" in mended.output) == (0, True), mended.output
    db.session.expire_all()
    assert order.state == OrderState.PAID


def test_money_that_was_booked_for_nobody_is_found_by_the_amount(cohort):
    order = make.order()
    world, escrow = (account(cohort.id, kind) for kind in (AccountKind.WORLD, AccountKind.ESCROW))
    post(TxnKind.PAYMENT, "twice", [(world, -5), (escrow, 5)], about=order)
    assert faults(cohort) == [(order.number, "amount")]
