"""Presales (P-3): deposit, balance in its window, forfeit; every fen somewhere at every moment."""

from datetime import timedelta

import pytest

from app.cohorts.clock import advance
from app.db import db, transaction
from app.errors import Conflict, Invalid
from app.jobs import failed
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import Sku
from sim_market.orders.models import CloseReason, Order, OrderState
from sim_market.orders.operations import begin_payment, close_order, pay_order
from sim_market.orders.operations.repricing import change_price
from sim_market.orders.operations.waiting import NotYet
from sim_market.payments.models import Payment, PaymentState
from sim_market.payments.operations import take
from sim_market.presales.models import Deposit, DepositState
from sim_market.presales.operations import begin_balance, begin_deposit, order_presale
from sim_market.promotions.pricing import Kind
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.payments.paying import NEVER, NOW, at_cashier, rain, wrong
from tests.sim_market.promotions.making import promotion
from tests.sim_market.races import at_once
from tests.sim_market.statements import counted

pytestmark = pytest.mark.usefixtures("app")
DEPOSIT, WORTH, PRICE = 1000, 1500, 8000  # 10.00 counts for 15.00 of 80.00


@pytest.fixture(autouse=True)
def fine_weather(monkeypatch):
    rain(monkeypatch, NOW)


def goods(**values) -> Sku:
    sku = make.sku(price_fen=10000, stock=20)
    parameters = {"deposit_fen": DEPOSIT, "worth_fen": WORTH, "price_fen": PRICE}
    promotion(
        sku.listing.store, kind=Kind.PRESALE, name="新品预售", parameters=parameters,
        listing_ids=(sku.listing_id,), **values,
    )  # fmt: skip
    return sku


def buyer() -> Shopper:
    return shopper_of(make.member().user, make.ordinary_cohort())


def placed(sku: Sku, by: Shopper | None = None, quantity: int = 1) -> Deposit:
    return order_presale(by or buyer(), sku, quantity, actor=None, expected_fen=None)


def paid(deposit: Deposit) -> Deposit:
    take(begin_deposit(deposit), actor=None)
    db.session.flush()
    db.session.refresh(deposit)
    return deposit


def held(sku: Sku) -> int:
    return balance_of(sku.cohort_id, AccountKind.PRESALE)


def funds(sku: Sku) -> int:
    return balance_of(sku.cohort_id, AccountKind.STORE_FUNDS, sku.listing.store_id)


def go(sku: Sku, moment) -> None:
    db.session.commit()
    advance(sku.cohort_id, moment)
    db.session.expire_all()


def sound() -> bool:
    assert wrong() == failed() == []
    return True


def test_the_sums_and_the_window_are_those_that_were_shown():
    sku = goods()
    deposit = placed(sku, quantity=2)
    order = deposit.order
    # 2 x 80.00, of which 2 x 10.00 now; 2 x 5.00 more are given for paying first
    assert (order.pay_fen, deposit.fen, deposit.worth_fen) == (15000, 2000, 3000)
    assert deposit.balance_fen == 13000
    assert deposit.balance_until_sim_at - deposit.balance_from_sim_at == timedelta(hours=48)
    assert sound()


def test_deposit_then_balance_then_an_order_like_any_other():
    sku, shopper = goods(), buyer()
    before = balance_of(*shopper.purse)
    deposit = paid(placed(sku, shopper))
    assert (deposit.state, deposit.order.state) == (DepositState.PAID, OrderState.UNPAID)
    assert (held(sku), balance_of(*shopper.purse)) == (1000, before - 1000)
    assert sound()
    go(sku, deposit.balance_from_sim_at)
    assert deposit.order.state == OrderState.UNPAID  # the timer of unpaid orders is off
    take(begin_balance(deposit), actor=None)
    assert (deposit.state, deposit.order.state) == (DepositState.USED, OrderState.PAID)
    assert (held(sku), balance_of(*shopper.purse)) == (0, before - 7500)
    assert balance_of(sku.cohort_id, AccountKind.ESCROW) == 7500
    assert deposit.order.ship_by_sim_at > sku.cohort.sim_at
    go(sku, deposit.balance_until_sim_at + timedelta(hours=1))
    assert deposit.order.state == OrderState.PAID
    assert sound()


def test_without_a_deposit_it_is_closed_like_any_unpaid_order():
    sku = goods()
    deposit = placed(sku)
    go(sku, sku.cohort.sim_at + timedelta(minutes=31))
    assert (deposit.state, deposit.order.state) == (DepositState.GONE, OrderState.CLOSED)
    assert (sku.reserved, held(sku), funds(sku)) == (0, 0, 0)
    assert sound()


def test_who_does_not_pay_the_balance_loses_the_deposit_to_the_store():
    sku = goods()
    deposit = paid(placed(sku))
    go(sku, deposit.balance_until_sim_at)
    assert (deposit.state, deposit.order.state) == (DepositState.KEPT, OrderState.CLOSED)
    assert (sku.reserved, held(sku), funds(sku)) == (0, 0, 1000)
    assert sound()


@pytest.mark.parametrize(
    ("reason", "state", "kept"),
    [(CloseReason.BUYER, DepositState.KEPT, 1000), (CloseReason.SELLER, DepositState.BACK, 0)],
)
def test_whose_doing_it_was_decides_over_the_deposit(reason, state, kept):
    sku, shopper = goods(), buyer()
    before = balance_of(*shopper.purse)
    deposit = paid(placed(sku, shopper))
    close_order(deposit.order, reason, actor=None)
    assert (deposit.state, funds(sku), held(sku)) == (state, kept, 0)
    assert balance_of(*shopper.purse) == before - kept
    assert sound()


def test_neither_early_nor_late_nor_twice():
    sku = goods()
    deposit = placed(sku)
    with pytest.raises(Conflict):
        begin_balance(deposit)
    paid(deposit)
    with pytest.raises(NotYet) as told:
        begin_balance(deposit)
    assert told.value.rule == "P-3"
    with pytest.raises(Conflict):
        begin_deposit(deposit)
    go(sku, deposit.balance_until_sim_at)
    with pytest.raises(Conflict):
        begin_balance(deposit)
    assert sound()


def test_it_is_not_paid_whole():
    order = placed(goods()).order
    for pay in (lambda: pay_order(order, actor=None), lambda: begin_payment([order])):
        with pytest.raises(NotYet):
            pay()
    assert order.state == OrderState.UNPAID


def test_a_notice_that_comes_when_all_is_over_gives_the_money_back(monkeypatch):
    sku, shopper = goods(), buyer()
    before = balance_of(*shopper.purse)
    deposit = placed(sku, shopper)
    rain(monkeypatch, NEVER)
    payment = begin_deposit(deposit)
    assert take(payment, actor=None)
    assert deposit.state == DepositState.WAITING
    go(sku, sku.cohort.sim_at + timedelta(minutes=40))
    # the mall asked before it closed the order: the deposit is there after all
    assert (deposit.state, payment.state) == (DepositState.PAID, PaymentState.PAID)
    assert balance_of(*shopper.purse) == before - 1000
    assert sound()


@pytest.mark.database
def test_of_many_balances_at_once_one_is_taken(served):
    with served.app_context(), transaction():
        sku = goods()
        deposit = paid(placed(sku))
        sku.cohort.sim_at = deposit.balance_from_sim_at
        payment = begin_balance(deposit)
        payment_id, deposit_id = payment.id, deposit.id

    def pay():
        take(db.session.get_one(Payment, payment_id), actor=None)

    at_once(served, [pay] * 6)
    with served.app_context():
        deposit = db.session.get_one(Deposit, deposit_id)
        assert (deposit.state, deposit.order.state) == (DepositState.USED, OrderState.PAID)
        assert held(db.session.query(Sku).one()) == 0
        assert wrong() == []


class TestPages:
    def test_a_trainee_pays_deposit_and_balance(self, app, client, trainee):
        sku = goods()
        url = f"/mall/listings/{sku.listing_id}"
        assert "去付定金" in client.get(url).text
        page = client.get(f"{url}/presale").text
        assert "75.00" in page[: page.index("优惠说明：这样买怎么算")]
        shopper_of(trainee, sku.cohort)
        said = {"sku_id": sku.id, "quantity": 1, "seen_fen": 7500, "agreed": "y"}
        till = client.post(f"{url}/presale", data=said)
        assert till.status_code == 303
        said = client.get(at_cashier(client, till.location).location).text
        assert "到时间再付尾款" in said
        assert "等商家发货" not in said
        deposit = db.session.query(Deposit).one()
        number = deposit.order.number
        assert deposit.state == DepositState.PAID
        there = f"/mall/presales/{number}"
        assert "还没到付尾款的时间" in client.get(there).text
        early = client.post(f"{there}/balance")
        assert early.status_code == 409
        assert "看规则 P-3" in early.text
        go(sku, deposit.balance_from_sim_at)
        assert number in client.get("/mall/presales").text
        paid_up = at_cashier(client, client.post(f"{there}/balance").location)
        assert "等商家发货" in client.get(paid_up.location).text
        assert db.session.query(Order).one().state == OrderState.PAID

    def test_my_orders_lead_to_the_page_that_takes_the_balance(self, client, trainee):
        sku = goods()
        number = paid(placed(sku, shopper_of(trainee, sku.cohort))).order.number
        mine = client.get("/mall/orders").text
        assert f'href="/mall/presales/{number}"' in mine
        assert "看预售" in mine
        assert "/mall/till" not in mine  # the common till does not take it
        assert f"{number}/pay" not in client.get(f"/mall/orders/{number}").text

    def test_who_cancels_after_the_deposit_is_told_what_becomes_of_it(self, client, trainee):
        sku = goods()
        deposit = paid(placed(sku, shopper_of(trainee, sku.cohort)))
        there = f"/mall/presales/{deposit.order.number}"
        assert "已经付的定金不退" in client.get(there).text
        assert client.post(f"{there}/cancel").status_code == 303
        db.session.expire_all()
        assert (deposit.state, funds(sku)) == (DepositState.KEPT, 1000)
        assert "定金归商家了" in client.get(there).text
        assert client.post(f"{there}/cancel").status_code == 409

    def test_the_pages_ask_little(self, client, trainee):
        sku = goods()
        deposit = paid(placed(sku, shopper_of(trainee, sku.cohort)))
        number = deposit.order.number
        pages = (
            f"/mall/listings/{sku.listing_id}/presale", f"/mall/presales/{number}",
            "/mall/presales", "/mall/members", f"/mall/listings/{sku.listing_id}",
        )  # fmt: skip
        db.session.commit()
        for url in pages:
            client.get(url)
            with counted() as statements:
                assert client.get(url).status_code == 200
            assert len(statements) <= 12, (url, len(statements))

    def test_the_merchant_sees_what_is_waited_for(self, app):
        sku = goods()
        number = paid(placed(sku)).order.number
        owner = make.browser(app, sku.listing.store.owner)
        page = owner.get("/presales").text
        assert number in page
        assert "定金共 ¥10.00" in page or "10.00" in page

    @pytest.mark.parametrize(
        ("wrong_", "status"),
        [({"agreed": ""}, 422), ({"quantity": "0"}, 422), ({"seen_fen": "1"}, 409),
         ({"sku_id": "999999"}, 422), ({"quantity": "1e9"}, 422)],
    )  # fmt: skip
    def test_nonsense_is_refused_and_nothing_ordered(self, client, wrong_, status):
        sku = goods()
        said = {"sku_id": sku.id, "quantity": 1, "seen_fen": 7500, "agreed": "y"} | wrong_
        answer = client.post(f"/mall/listings/{sku.listing_id}/presale", data=said)
        assert answer.status_code == status
        assert db.session.query(Order).count() == 0

    def test_others_do_not_see_it(self, app, client):
        number = placed(goods()).order.number
        assert client.get(f"/mall/presales/{number}").status_code == 404
        assert client.post(f"/mall/presales/{number}/cancel").status_code == 404
        assert client.get(f"/mall/listings/{make.sku().listing_id}/presale").status_code == 404


def test_a_deposit_that_is_on_its_way_when_the_time_is_over_counts(app, monkeypatch):
    """S9, T-1: once the timer asked for it and then closed the order: the store kept it."""
    rain(monkeypatch, NEVER)
    with transaction():
        deposit = placed(goods())
    order, cohort = deposit.order, deposit.cohort
    advance(cohort.id, cohort.sim_at + timedelta(minutes=25))
    with transaction():
        take(begin_deposit(deposit), actor=None)
    advance(cohort.id, cohort.sim_at + timedelta(minutes=6))
    db.session.expire_all()
    assert (deposit.state, order.state) == (DepositState.PAID, OrderState.UNPAID)
    assert wrong() == []


@pytest.mark.parametrize("paid_already", [True, False])
def test_the_price_is_not_changed_to_less_than_the_deposit(app, paid_already):
    """Once the balance was less than nothing, and paying it broke down (E1, P-3)."""
    deposit = placed(goods())
    if paid_already:
        paid(deposit)
    order, before = deposit.order, deposit.order.pay_fen
    for fen in (1, DEPOSIT):
        with pytest.raises(Invalid, match="定金"):
            change_price(
                order, goods_fen=fen, shipping_fen=0, reason="便宜些", actor=order.store.owner
            )
    assert (order.pay_fen, order.version) == (before, 1)
    change_price(
        order, goods_fen=DEPOSIT + 1, shipping_fen=0, reason="便宜些", actor=order.store.owner
    )
    assert deposit.balance_fen == 1
