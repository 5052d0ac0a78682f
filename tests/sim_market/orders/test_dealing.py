"""What a buyer does about an order: urges, answers a new price, sends it elsewhere; addresses."""

import pytest

from app.db import db
from sim_market.freight.models import FreightKind
from sim_market.freight.operations import FreightDraft, make_template
from sim_market.orders.models import Order
from sim_market.orders.operations import ship_order
from sim_market.orders.operations.repricing import change_price
from sim_market.shoppers.models import ShopperAddress
from sim_market.shoppers.operations import MOST_ADDRESSES, shopper_of
from tests import make
from tests.sim_market.money import problems

HOME = {
    "label": "家", "receiver": "小练", "province": "浙江省", "city": "杭州市",
    "street": "模拟路 1 号", "phone_tail": "0000",
}  # fmt: skip


@pytest.fixture
def me(client, trainee):
    return shopper_of(trainee, make.ordinary_cohort())


def book() -> list[ShopperAddress]:
    db.session.expire_all()
    return list(db.session.query(ShopperAddress).order_by(ShopperAddress.id))


def test_the_book_keeps_changes_and_drops_addresses(client, me):
    before = me.address
    assert client.post("/mall/addresses", data=HOME).status_code == 303
    [entry] = book()
    assert (
        client.post(f"/mall/addresses/{entry.id}", data=HOME | {"city": "宁波市"}).status_code
        == 303
    )
    assert book()[0].city == "宁波市"
    assert client.post(f"/mall/addresses/{entry.id}/default").status_code == 303
    db.session.refresh(me)
    assert me.address["city"] == "宁波市"
    assert book()[0].address == before
    assert client.post(f"/mall/addresses/{entry.id}/delete").status_code == 303
    assert book() == []


def test_the_book_is_full_at_ten(client, me):
    for _n in range(MOST_ADDRESSES - 1):
        client.post("/mall/addresses", data=HOME)
    assert client.post("/mall/addresses", data=HOME).status_code == 409
    assert len(book()) == MOST_ADDRESSES - 1


@pytest.mark.parametrize(
    "wrong",
    [{"receiver": "​"}, {"phone_tail": "13800138000"}, {"street": "x" * 101}, {"label": "x" * 11}],
)
def test_strange_addresses_are_not_kept(client, me, wrong):
    assert client.post("/mall/addresses", data=HOME | wrong).status_code == 422
    assert book() == []


def test_a_strangers_address_is_not_there(client, me):
    other = shopper_of(make.member().user, me.cohort)
    entry = make.saved(ShopperAddress(cohort_id=me.cohort_id, shopper_id=other.id, **HOME))
    order = make.order(by=me)
    for path in (f"{entry.id}", f"{entry.id}/default", f"{entry.id}/delete", "99999999999"):
        assert client.post(f"/mall/addresses/{path}", data=HOME).status_code == 404
    data = {"address": entry.id}
    assert client.post(f"/mall/orders/{order.number}/address", data=data).status_code == 404
    assert order.address == me.address


def test_an_order_is_sent_elsewhere_before_it_leaves(client, me):
    order = make.order(by=me)
    client.post("/mall/addresses", data=HOME)
    path, data = f"/mall/orders/{order.number}/address", {"address": book()[0].id}
    assert "模拟路" in client.get(path).text
    assert client.post(path, data=data).status_code == 303
    db.session.refresh(order)
    assert order.address["city"] == "杭州市"
    assert order.version == 2
    ship_order(order, carrier="x", tracking_number="X1", events=[], actor=None)
    db.session.commit()
    page = client.post(path, data={"address": 0})
    assert page.status_code == 409
    assert "S-1" in page.text
    assert problems() == []


def test_another_fee_needs_another_order(client, me):
    sku = make.sku()
    far = [{"provinces": ["浙江"], "first_fen": 900}, {"first_fen": 0}]
    store = sku.listing.store
    make_template(store, FreightDraft("远的贵", FreightKind.PIECE, "河南", far), actor=store.owner)
    me.province = "河南省"
    db.session.flush()
    order = make.order(of=sku, by=me)
    client.post("/mall/addresses", data=HOME)
    data = {"address": book()[0].id}
    page = client.post(f"/mall/orders/{order.number}/address", data=data)
    assert page.status_code == 409
    assert "运费不一样" in page.text
    assert db.session.get_one(Order, order.id).address == me.address


def test_urging_on_the_page_reaches_the_merchant(client, me):
    store = make.store()
    order = make.order(of=make.sku(store=store), by=me)
    assert "催发货" in client.get(f"/mall/orders/{order.number}").text
    assert client.post(f"/mall/orders/{order.number}/urge").status_code == 303
    assert client.post(f"/mall/orders/{order.number}/urge").status_code == 409
    merchant = make.browser(client.application, store.owner)
    assert "买家催发货" in merchant.get("/").text
    assert "买家催发货" in merchant.get("/orders").text
    assert "买家在催发货" in merchant.get(f"/orders/{order.id}").text


def test_a_higher_price_is_answered_on_the_page(client, me):
    sku = make.sku(price_fen=1000)
    order = make.order(of=sku, by=me, paid=False)
    change_price(
        order, goods_fen=1200, shipping_fen=0, reason="加急", actor=sku.listing.store.owner
    )
    path = f"/mall/orders/{order.number}"
    assert "商家想把价格从 ¥10.00 改成 ¥12.00" in client.get(path).text
    for wrong in ("1100", "", "x", "1" * 40):
        page = client.post(f"{path}/price", data={"to_fen": wrong, "agree": "yes"})
        assert page.status_code == 409
    assert client.post(f"{path}/price", data={"to_fen": "1200", "agree": "yes"}).status_code == 303
    db.session.refresh(order)
    assert order.pay_fen == 1200
    assert "商家改了价" in client.get(path).text


def test_other_buyers_orders_are_not_there(client, me):
    foreign = make.order(paid=False)
    for path in ("urge", "price", "address", "invoice", "invoice/withdraw"):
        assert client.post(f"/mall/orders/{foreign.number}/{path}").status_code == 404
