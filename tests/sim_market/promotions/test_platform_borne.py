"""What the platform bears is paid to the store at settlement, shipping too, and comes back with
refunds (L1-L5, R3, M4).
"""

import pytest

from app.db import db
from app.identity.models import Role
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund
from sim_market.finance.queries.money import money_of
from sim_market.finance.queries.profit import profit_of
from sim_market.freight.models import FreightKind
from sim_market.freight.operations import FreightDraft, make_template
from sim_market.ledger.models import Txn, TxnKind
from sim_market.mall.queries.coupons import missing_in_cart
from sim_market.orders.models import OrderState
from sim_market.orders.operations import put_in_cart, receive_order, ship_order
from sim_market.promotions.models import Coupon, Promotion
from sim_market.promotions.operations import (
    claim_coupon,
    make_platform_promotion,
    start_promotion,
)
from sim_market.promotions.pricing.terms import Kind
from tests import make
from tests.sim_market.money import funds, pass_time, problems
from tests.sim_market.promotions.making import coupons, draft

FEE = 800


def shop(*prices: int):
    """A store that charges 8.00 for sending, with a SKU at each price."""
    store = make.store()
    zones = [{"first_fen": FEE, "step_fen": 0}]
    make_template(store, FreightDraft("按件", FreightKind.PIECE, "浙江", zones), actor=store.owner)
    return store, [make.sku(store=store, price_fen=each, stock=20) for each in prices]


def given(store, kind=Kind.FREE_SHIPPING, **parameters) -> Promotion:
    values = {"coupons": None, **parameters.pop("values", {})}
    made = make_platform_promotion(
        store.cohort, draft(store, kind=kind, name="平台请客", parameters=parameters, **values),
        actor=None,
    )  # fmt: skip
    start_promotion(made, actor=None)
    return made


def received(order):
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    return order


def subsidies(kind=TxnKind.SUBSIDY) -> list[int]:
    found = db.session.query(Txn).filter_by(kind=kind).order_by(Txn.id)
    return [sum(leg.amount_fen for leg in txn.legs if leg.amount_fen > 0) for txn in found]


def ask(line, quantity, reason=RefundReason.NOT_WANTED):
    agree_refund(request_refund(line, quantity, reason, actor=None), actor=None)
    db.session.expire_all()


@pytest.fixture
def order(app):
    store, [cup] = shop(6000)
    given(store, from_fen=5000)
    return make.order(of=cup)


def test_the_buyer_pays_no_fee_and_the_store_gets_it_at_settlement(order):
    """L3: SUBSIDY is a movement of its own; no commission is taken of shipping."""
    assert (order.pay_fen, order.shipping_fen, order.shipping_discount_fen) == (6000, 0, FEE)
    assert (order.shipping_platform_fen, order.platform_fen) == (FEE, 0)
    fee = order.commission_fen
    received(order)
    coming = money_of(order.store, None).coming
    pass_time(order.cohort, days=8)
    assert (order.state, subsidies()) == (OrderState.COMPLETED, [FEE])
    assert funds(order) == coming == 6000 - fee + FEE
    profit = profit_of(order.store)
    assert (profit.shipping_fen, profit.commission_fen) == (FEE, fee)
    assert problems() == []


def test_a_full_reduction_over_two_stores_is_paid_to_each(app):
    (one, [cup]), (_two, [tray]) = shop(6000), shop(3000)
    given(one, Kind.FULL_REDUCTION, tiers=[{"from_fen": 9000, "off_fen": 900}])
    shopper = make.shopper(of=one.cohort)
    for sku in (cup, tray):
        put_in_cart(shopper, sku, 1)
    from sim_market.mall.operations import check_out_cart  # noqa: PLC0415
    from sim_market.orders.operations import pay_order  # noqa: PLC0415

    orders = check_out_cart(shopper, {}, 10**9, actor=None)
    assert [(each.platform_fen, each.pay_fen) for each in orders] == [
        (600, 6000 - 600 + FEE),
        (300, 3000 - 300 + FEE),
    ]
    for each in orders:
        pay_order(each, actor=None)
        received(each)
    pass_time(one.cohort, days=8)
    assert sorted(subsidies()) == [300, 600]
    assert problems() == []


def test_nothing_is_paid_for_an_order_that_went_back_before_it_was_sent(order):
    promotion = db.session.query(Promotion).one()
    ask(order.lines[0], 1)
    assert (order.state, order.shipping_platform_back_fen) == (OrderState.CLOSED, FEE)
    assert order.platform_kept_fen == 0
    assert db.session.get(Promotion, promotion.id).spent_fen == 0
    pass_time(order.cohort, days=20)
    assert (subsidies(), funds(order)) == ([], 0)
    assert problems() == []


@pytest.mark.parametrize(
    ("reason", "kept"), [(RefundReason.NOT_WANTED, FEE), (RefundReason.QUALITY, 0)]
)
def test_what_was_sent_and_refunded_keeps_it_unless_the_merchant_is_at_fault(reason, kept, order):
    """R3: as with a fee that the buyer paid."""
    received(order)
    ask(order.lines[0], 1, reason)
    assert order.shipping_subsidy_fen == kept
    pass_time(order.cohort, days=8)
    assert (sum(subsidies()), funds(order)) == (kept, kept)
    assert problems() == []


def test_after_settlement_the_store_gives_it_back(order):
    """L3, L6: a movement of its own; the settlement stays as it was."""
    received(order)
    pass_time(order.cohort, days=8)
    from sim_market.orders.operations import begin_refund, finish_refund, give_back  # noqa: PLC0415

    [line] = order.lines
    begin_refund(line, 1, 6000)
    shipping = finish_refund(line, 1, 6000, at_fault=True)
    give_back(order, 6000 + shipping, number="T-1", about=order)
    db.session.commit()
    db.session.expire_all()
    assert (subsidies(), subsidies(TxnKind.SUBSIDY_BACK)) == ([FEE], [FEE])
    assert funds(order) == 0
    assert [each for each in problems() if "finance.stores" in each or "commission" in each] == []


def test_a_part_of_the_fee_is_borne_where_there_is_a_limit(app):
    store, [cup] = shop(6000)
    given(store, max_fen=300)
    bought = make.order(of=cup)
    assert (bought.shipping_fen, bought.shipping_platform_fen) == (FEE - 300, 300)
    assert problems() == []


def test_the_stores_own_free_shipping_is_borne_by_the_store(app):
    store, [cup] = shop(6000)
    from tests.sim_market.promotions.making import promotion  # noqa: PLC0415

    promotion(store, kind=Kind.FREE_SHIPPING, parameters={"from_fen": 100})
    bought = make.order(of=cup)
    assert (bought.shipping_discount_fen, bought.shipping_platform_fen) == (FEE, 0)


def test_my_coupons_of_stores_and_of_the_platform_stand_beside_each_other(app):
    store, [cup] = shop(6000)
    shopper = make.shopper(of=store.cohort)
    own = coupons(store, parameters={"off_fen": 500, "from_fen": 7000})
    values = {"coupons": (5, 1)}
    everywhere = given(store, Kind.PLATFORM_COUPON, off_fen=500, from_fen=6500, values=values)
    held: list[Coupon] = [
        claim_coupon(each.batch, shopper, actor=None) for each in (own, everywhere)
    ]
    put_in_cart(shopper, cup, 1)
    missing = missing_in_cart(shopper, held)
    assert "还差 10.00 元" in missing[held[0].id]
    assert "还差 5.00 元" in missing[held[1].id]


class TestPage:
    """The teacher gives them."""

    SAID = {
        "name": "全班包邮", "from_": "50", "most": "", "budget": "100",
        "starts_day": "1", "starts_time": "00:00", "ends_day": "9", "ends_time": "22:00",
    }  # fmt: skip

    @pytest.fixture
    def teacher(self, app):
        return make.browser(app, make.member(Role.TEACHING_LECTURER).user)

    def test_free_shipping_for_the_class(self, teacher, client):
        _store, [cup] = shop(6000)
        answer = teacher.post("/class/coupons?kind=free_shipping", data=self.SAID)
        assert answer.status_code == 303
        made = db.session.query(Promotion).one()
        assert (made.kind, made.store_id, made.budget_fen) == (Kind.FREE_SHIPPING, None, 10000)
        assert "全班包邮" in teacher.get("/class/coupons").text
        page = client.get(f"/mall/listings/{cup.listing_id}").text
        assert "包邮：全班包邮" in page
        assert "平台出 ¥8.00" in page

    def test_a_full_reduction_for_the_class(self, teacher, client):
        said = {k: v for k, v in self.SAID.items() if k != "from_"}
        said |= {"from_1": "50", "off_1": "5"}
        assert teacher.post("/class/coupons?kind=full_reduction", data=said).status_code == 303
        _store, [cup] = shop(6000)
        page = client.get(f"/mall/listings/{cup.listing_id}").text
        assert "满减：全班包邮" in page
        assert "55.00" in page

    def test_what_the_platform_does_not_give_is_a_coupon_form(self, teacher):
        page = teacher.get("/class/coupons?kind=flash_sale").text
        assert "发多少张" in page
        answer = teacher.post("/class/coupons?kind=gift", data=self.SAID)
        assert answer.status_code == 422
        assert db.session.query(Promotion).count() == 0
