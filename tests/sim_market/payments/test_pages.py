"""The buyer's pages of a payment: what is shown, what is refused, and that nothing changed then."""

import pytest
import sqlalchemy as sa

from app.db import db
from app.ui.filters import sim_time
from sim_market.ledger.models import Txn, TxnKind
from sim_market.orders.models import CloseReason, Order, OrderState
from sim_market.payments.models import Payment, PaymentState
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.money import pass_time
from tests.sim_market.payments.paying import (
    CAPITAL,
    NEVER,
    PRICE,
    at_cashier,
    at_till,
    rain,
    unpaid,
    wallet,
    wrong,
)
from tests.sim_market.statements import counted

MOST = 12


@pytest.fixture
def me(app, trainee):
    return shopper_of(trainee, make.ordinary_cohort())


@pytest.fixture
def bought(me) -> list[Order]:
    return unpaid(me, 2, stock=1)


def begun(client, *orders: Order) -> str:
    """The address of the cashier for these orders."""
    return client.post("/mall/till", data={"order": [o.number for o in orders]}).location


def the_payment() -> Payment:
    return db.session.scalars(sa.select(Payment).order_by(Payment.id.desc())).first()


def taken() -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(Txn.kind == TxnKind.PAY_IN))


def test_two_orders_are_paid_at_the_cashier(client, me, bought):
    address = begun(client, *bought)
    page = client.get(address).text
    assert "模拟收银台" in page
    assert all(order.number in page for order in bought)
    closes = sim_time(bought[0].pay_by_sim_at, bought[0].cohort)  # before the payment itself does
    assert page.count(f"{closes} 前付款") == len(bought)
    answer = at_cashier(client, address)
    page = client.get(answer.location).text
    assert "付款成功（模拟），等商家发货" in page
    assert "第 1 次通知“支付成功”" in page
    assert {order.state for order in bought} == {OrderState.PAID}
    assert client.get(address).status_code == 303
    assert wrong() == []


@pytest.mark.parametrize(
    "form",
    [{"seen_fen": 1}, {"seen_fen": 2 * PRICE - 1}, {"seen_fen": 2 * PRICE + 1}],
)
def test_another_amount_than_was_shown_takes_nothing(client, me, bought, form):
    address = begun(client, *bought)
    page = client.post(address, data={"method": "balance"} | form)
    assert page.status_code == 409
    assert "没有扣钱" in page.text
    assert "T-10" in page.text
    assert (taken(), wallet(me)) == (0, CAPITAL)
    assert f'value="{2 * PRICE}"' in page.text


@pytest.mark.parametrize(
    "form",
    [
        {"seen_fen": ""}, {"seen_fen": "x"}, {"seen_fen": -1}, {"seen_fen": 10**20}, {},
        {"seen_fen": 2 * PRICE, "method": "gold"}, {"seen_fen": "１.５"},
    ],
)  # fmt: skip
def test_a_strange_form_takes_nothing(client, me, bought, form):
    address = begun(client, *bought)
    answer = client.post(address, data={"method": "balance"} | form)
    assert answer.status_code == 422
    assert (taken(), wallet(me)) == (0, CAPITAL)


def test_somebody_elses_payment_does_not_exist(app, client, me, bought):
    address = begun(client, *bought)
    stranger = make.browser(app, make.member().user)
    number = the_payment().number
    for url in (
        address,
        f"/mall/payments/{number}",
        "/mall/cashier/P9999999-1",
        "/mall/cashier/%00",
    ):
        assert stranger.get(url).status_code == 404
    form = {"seen_fen": 2 * PRICE, "method": "balance"}
    assert stranger.post(address, data=form).status_code == 404
    assert stranger.post(f"/mall/payments/{number}/ask").status_code == 404
    assert (the_payment().state, taken()) == (PaymentState.CREATED, 0)


def test_the_same_form_twice_and_another_one_take_the_money_once(client, me, bought):
    address = begun(client, *bought)
    form = {"seen_fen": 2 * PRICE, "method": "balance"}
    first, again = (client.post(address, data=form | {"_key": "same-form-1"}) for _ in range(2))
    other = client.post(address, data=form)
    assert first.location == again.location == other.location
    assert [first.status_code, again.status_code, other.status_code] == [303] * 3
    assert (taken(), wallet(me)) == (1, CAPITAL - 2 * PRICE)


def test_steps_that_are_skipped_are_refused(client, me, bought):
    assert client.post("/mall/till", data={}).status_code == 422
    assert client.post("/mall/till", data={"order": "D9999999"}).status_code == 422
    begun(client, *bought)
    page = client.post(f"/mall/payments/{the_payment().number}/ask")
    assert page.status_code == 409
    assert "没有扣过钱" in page.text
    assert {order.state for order in bought} == {OrderState.UNPAID}
    assert (taken(), wallet(me)) == (0, CAPITAL)


def test_an_order_that_changed_meanwhile_is_looked_at_again(client, me, bought):
    address = begun(client, *bought)
    bought[0].version += 1
    page = client.post(address, data={"seen_fen": 2 * PRICE, "method": "balance"})
    assert page.status_code == 409
    assert "在这期间变了" in page.text
    assert (taken(), wallet(me)) == (0, CAPITAL)


def test_a_result_that_is_not_known_says_why_and_is_asked_for(client, me, bought, monkeypatch):
    rain(monkeypatch, NEVER)
    address = at_till(client, bought[0].number).location
    page = client.get(address).text
    assert "付款结果确认中" in page
    assert "请不要再付一次" in page
    assert "付款结果确认中" in client.get(f"/mall/orders/{bought[0].number}").text
    assert client.post("/mall/till", data={"order": bought[0].number}).status_code == 409
    assert client.post(f"/mall/orders/{bought[0].number}/pay").status_code == 409
    page = client.post(f"{address}/ask", follow_redirects=True).text
    assert "查到了" in page
    assert "主动查单" in page
    assert bought[0].state == OrderState.PAID
    assert wrong() == []


def test_of_two_orders_one_expired_and_that_is_said_clearly(client, me, bought):
    address = begun(client, *bought)
    pass_time(me.cohort, minutes=31)
    make.order(of=bought[0].lines[0].sku)
    assert "已过付款时限" in client.get(address).text
    page = client.get(at_cashier(client, address).location).text
    assert "一部分订单付成了，¥19.99 已退回钱包" in page
    assert "付款晚于时限，货已经卖完" in page
    assert [order.state for order in bought] == [OrderState.CLOSED, OrderState.PAID]
    assert wallet(me) == CAPITAL - PRICE
    assert wrong() == []


class TestCancelling:
    def test_an_unpaid_order_is_cancelled_with_a_reason(self, client, me, bought):
        begun(client, *bought)
        address = f"/mall/orders/{bought[0].number}/cancel"
        assert "还没付款：提交后马上取消" in client.get(address).text
        form = {"why": "wrong_item", "words": "要红的"}
        assert client.post(address, data=form).status_code == 303
        assert bought[0].close_reason == CloseReason.BUYER
        assert bought[0].close_note == "拍错了商品或规格：要红的"
        assert the_payment().state == PaymentState.CLOSED
        assert "拍错了商品或规格" in client.get(f"/mall/orders/{bought[0].number}").text
        assert wrong() == []

    def test_a_paid_one_is_asked_back_as_a_whole_and_closes_when_the_merchant_agrees(
        self, client, me, bought
    ):
        at_till(client, bought[0].number)
        address = f"/mall/orders/{bought[0].number}/cancel"
        assert "申请全部退款" in client.get(address).text
        assert client.post(address, data={"why": "changed_mind"}).status_code == 303
        assert (bought[0].state, bought[0].live_refunds) == (OrderState.PAID, 1)
        assert client.post(address, data={"why": "changed_mind"}).status_code == 409
        pass_time(me.cohort, hours=49)
        assert (bought[0].state, bought[0].close_reason) == (
            OrderState.CLOSED, CloseReason.REFUNDED,
        )  # fmt: skip
        assert wallet(me) == CAPITAL
        assert wrong() == []

    @pytest.mark.parametrize(
        "form", [{"why": "x"}, {"why": "other"}, {"why": "other", "words": " "},
                 {"why": "twice", "words": "长" * 81}],
    )  # fmt: skip
    def test_no_reason_or_a_strange_one_cancels_nothing(self, client, bought, form):
        answer = client.post(f"/mall/orders/{bought[0].number}/cancel", data=form)
        assert answer.status_code == 422
        assert bought[0].state == OrderState.UNPAID


@pytest.mark.parametrize("page", ["cashier", "payments", "orders", "cancel", "till", "books"])
def test_a_page_about_a_payment_asks_little_of_the_database(client, me, bought, page):
    address = begun(client, *bought)
    if page != "cashier":
        at_cashier(client, address)
    number = bought[0].number
    make.store(owner=me.user)
    paths = {
        "cashier": address, "payments": address.replace("cashier", "payments"),
        "orders": f"/mall/orders/{number}", "cancel": f"/mall/orders/{number}/cancel",
        "till": "/mall/till", "books": "/reconciliation",
    }  # fmt: skip
    client.get(paths[page])
    db.session.expire_all()
    with counted() as said:
        assert client.get(paths[page]).status_code == 200
    assert 1 <= len(said) <= MOST, "\n".join(said)
