"""The fee on orders: charged once, refunded once, settled without commission."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from app.cohorts.clock import advance
from app.db import db, transaction
from app.errors import Invalid
from sim_market.after_sales import operations as after_sales
from sim_market.after_sales.checks import CHECKS as AFTER_SALES
from sim_market.after_sales.models import RefundReason
from sim_market.finance.checks import CHECKS as FINANCE
from sim_market.finance.queries import profit_of
from sim_market.freight.models import FreightKind, NotDelivered
from sim_market.freight.operations import FreightDraft, change_template, make_template
from sim_market.freight.queries import list_templates
from sim_market.ledger.models import Account, AccountKind, Leg, Txn, TxnKind
from sim_market.listings.models import Listing
from sim_market.orders.checks import CHECKS as ORDERS
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations import buy_at_once, place_order, receive_order
from sim_market.shoppers.models import Shopper
from tests import make
from tests.sim_market.listings.drafts import listing
from tests.sim_market.orders.test_operations import ship

ZONES = [
    {"provinces": ["新疆"], "delivers": False},
    {"first_fen": 800, "step_fen": 200, "free_over_fen": 20000},
]
HOME = {
    "receiver": "张三",
    "phone": "1**-****-0001",
    "province": "浙江省",
    "city": "杭州",
    "street": "1",
}


def template(store, zones=ZONES, name="按件"):
    draft = FreightDraft(name, FreightKind.PIECE, "浙江", zones)
    return make_template(store, draft, actor=store.owner)


@pytest.fixture
def mug(app):
    made = listing()
    template(made.store)
    return made


def bought(goods, quantity=1) -> Order:
    made = buy_at_once(make.shopper(), [(goods.skus[0], quantity)], actor=None, address=HOME)
    db.session.commit()
    return made


def holds() -> list[str]:
    db.session.commit()
    return [fault for check in (ORDERS | FINANCE | AFTER_SALES).values() for fault in check()]


def test_the_fee_is_on_the_order_beside_the_goods(mug):
    order = bought(mug, 2)
    assert (order.goods_fen, order.shipping_fen, order.pay_fen) == (7800, 1000, 8800)
    assert holds() == []


def test_a_large_basket_goes_free(mug):
    assert bought(mug, 6).shipping_fen == 0


def test_where_it_does_not_go_nothing_is_ordered(mug):
    with pytest.raises(NotDelivered) as refusal:
        place_order(
            make.shopper(), [(mug.skus[0], 1)], actor=None, address=HOME | {"province": "新疆"}
        )
    assert "不送到新疆" in refusal.value.message
    assert refusal.value.link == "/mall/cart"
    assert db.session.query(Order).count() == 0
    assert mug.skus[0].reserved == 0


def test_a_fee_beyond_all_bounds_is_refused(mug):
    mug.skus[0].weight_g = 999_999
    zones = [{"first_fen": 99_900, "step": 1, "step_fen": 99_900}]
    draft = FreightDraft("填错", FreightKind.WEIGHT, "浙江", zones)
    mug.freight_id = make_template(mug.store, draft, actor=None).id
    with pytest.raises(Invalid, match="超过 1,000 万元"):
        place_order(make.shopper(), [(mug.skus[0], 9)], actor=None, address=HOME)
    assert db.session.query(Order).count() == 0
    assert mug.skus[0].reserved == 0


def test_the_buyer_agrees_to_the_sum_with_the_fee(mug):
    order = place_order(
        make.shopper(), [(mug.skus[0], 1)], actor=None, address=HOME, expected_fen=4700
    )
    assert order.pay_fen == 4700


def test_before_shipment_the_fee_goes_back_with_the_last_unit(mug):
    order = bought(mug, 2)
    line = order.lines[0]
    one = after_sales.request_refund(line, 1, RefundReason.NOT_WANTED, actor=None)
    assert one.due_fen == 3900
    after_sales.agree_refund(one, actor=None)
    assert (one.total_fen, order.refunded_fen) == (3900, 3900)
    two = after_sales.request_refund(line, 1, RefundReason.NOT_WANTED, actor=None)
    assert two.due_fen == 4900
    after_sales.agree_refund(two, actor=None)
    assert (two.shipping_fen, order.refunded_fen, order.state) == (1000, 8800, OrderState.CLOSED)
    assert holds() == []


@pytest.mark.parametrize(
    ("reason", "back"), [(RefundReason.NOT_WANTED, 0), (RefundReason.QUALITY, 800)]
)
def test_after_shipment_the_fee_goes_back_only_if_the_merchant_is_at_fault(mug, reason, back):
    order = bought(mug)
    ship(order)
    asked = after_sales.request_refund(order.lines[0], 1, reason, actor=None)
    after_sales.agree_refund(asked, actor=None)
    assert (asked.shipping_fen, order.shipping_refunded_fen) == (back, back)
    assert holds() == []


def paid_to_store(order: Order) -> dict[TxnKind, int]:
    """What each movement about an order brought the store, fen."""
    rows = db.session.execute(
        sa.select(Txn.kind, Leg.amount_fen)
        .join(Leg, Leg.txn_id == Txn.id)
        .join(Account, Account.id == Leg.account_id)
        .where(Txn.about_id == order.id, Txn.about_type == "order")
        .where(Account.kind == AccountKind.STORE_FUNDS)
    )
    return {row.kind: row.amount_fen for row in rows}


def test_a_fee_that_was_not_paid_out_is_noticed(mug):
    order = bought(mug)
    ship(order)
    receive_order(order, actor=None)
    db.session.commit()
    advance(order.cohort_id, order.cohort.sim_at + timedelta(days=8))
    assert holds() == []
    db.session.execute(sa.update(Order).values(shipping_refunded_fen=800, refunded_fen=800))
    assert FINANCE["finance.stores"]()
    assert AFTER_SALES["after_sales.shipping"]()


def test_no_commission_is_taken_on_the_fee(mug):
    order = bought(mug)
    ship(order)
    receive_order(order, actor=None)
    db.session.commit()
    advance(order.cohort_id, order.cohort.sim_at + timedelta(days=8))
    assert order.state == OrderState.COMPLETED
    assert order.commission_fen == order.lines[0].commission_fen
    assert paid_to_store(order) == {
        TxnKind.SETTLEMENT: 3900 - order.commission_fen,
        TxnKind.SHIPPING: 800,
    }
    profit = profit_of(order.store)
    assert profit.shipping_fen == 800
    assert profit.profit_fen == 3900 + 800 - order.commission_fen - 1800
    assert holds() == []


def test_a_changed_template_leaves_placed_orders_alone(mug):
    order = bought(mug)
    mine = list_templates(mug.store)[0]
    dear = FreightDraft("按件", FreightKind.PIECE, "浙江", [{"first_fen": 9000}])
    change_template(mine, mug.store, dear, version=1, actor=None)
    assert (order.shipping_fen, order.pay_fen) == (800, 4700)
    assert bought(mug).shipping_fen == 9000


def promised(*goods: Listing) -> int:
    basket = [(each.skus[0], 1) for each in goods]
    return place_order(make.shopper(), basket, actor=None, address=HOME).promise_hours


def test_the_shortest_promise_shown_counts_unless_there_is_presale(mug):
    quick, slow = listing(store=mug.store, ship_hours=24), listing(store=mug.store, ship_hours=240)
    presale = listing(store=mug.store, ship_hours=480, presale=True)
    assert promised(mug, slow) == mug.store.ship_hours == 48
    assert promised(slow) == 240
    assert promised(mug, quick, slow) == 24
    assert promised(mug, quick, presale) == 480


def test_the_merchant_has_as_long_as_the_goods_promise(app):
    paid = bought(listing(ship_hours=240))
    assert paid.ship_by_sim_at == paid.paid_sim_at + timedelta(hours=240)


def test_no_buyer_gets_more_than_the_limit_over_all_orders(app):
    goods = listing(limit_per_buyer=2)
    shopper = make.shopper()
    buy_at_once(shopper, [(goods.skus[0], 2)], actor=None)
    with pytest.raises(Invalid) as refusal:
        place_order(shopper, [(goods.skus[0], 1)], actor=None)
    assert "每人限购 2 件" in refusal.value.message
    assert refusal.value.next_step
    place_order(make.shopper(), [(goods.skus[0], 2)], actor=None)


def test_two_tabs_do_not_get_round_the_limit(served):
    with served.app_context(), transaction():
        goods, shopper = listing(limit_per_buyer=1), make.shopper()
        sku_id, buyer_id, listing_id = goods.skus[0].id, shopper.id, goods.id
    gate = Barrier(4)

    def order(_n: int) -> str:
        with served.app_context():
            gate.wait()
            try:
                with transaction():
                    who = db.session.get_one(Shopper, buyer_id)
                    sku = db.session.get_one(Listing, listing_id).skus[0]
                    assert sku.id == sku_id
                    place_order(who, [(sku, 1)], actor=None)
            except Invalid:
                return "refused"
            return "ok"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(order, range(4))) == ["ok", "refused", "refused", "refused"]
