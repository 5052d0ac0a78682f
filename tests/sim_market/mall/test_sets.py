"""Sets and gifts as buyers meet them: one click for all of a set; what a gift is, and why not."""

import pytest

from app.db import db
from sim_market.orders.models import CartLine, Order
from sim_market.promotions.models import Promotion
from sim_market.promotions.operations import pause_promotion
from sim_market.promotions.pricing.terms import Kind
from tests import make
from tests.sim_market.promotions.making import promotion


@pytest.fixture
def cup(app):
    return make.sku(price_fen=6000, title="粗陶手冲杯")


@pytest.fixture
def store(cup):
    return cup.listing.store


@pytest.fixture
def tray(store):
    return make.sku(store=store, price_fen=4000, title="木托盘")


@pytest.fixture
def pair(store, cup, tray):
    """A cup and two trays for 110.00 instead of 140.00."""
    items = [{"sku": str(cup.id)}, {"sku": str(tray.id), "quantity": 2}]
    return promotion(
        store, kind=Kind.BUNDLE, name="下午茶", parameters={"items": items, "price_fen": 11000}
    )


def take(client, listing, pair, then="cart"):
    return client.post(f"/mall/listings/{listing}/sets/{pair.id}", data={"then": then})


def in_cart() -> dict[int, int]:
    db.session.expire_all()
    return {line.sku_id: line.quantity for line in db.session.query(CartLine)}


def test_the_page_of_each_of_its_goods_shows_the_set(client, cup, tray, pair):
    for sku in (cup, tray):
        page = client.get(f"/mall/listings/{sku.listing_id}").text
        assert "下午茶" in page
        assert "一套省 ¥30.00" in page
        assert "整套放进购物车" in page


def test_one_click_puts_all_of_it_in_the_cart_at_its_price(client, cup, tray, pair):
    answer = take(client, cup.listing_id, pair)
    assert (answer.status_code, answer.location) == (303, "/mall/cart")
    assert in_cart() == {cup.id: 1, tray.id: 2}
    assert "搭配套餐：下午茶" in client.get("/mall/cart").text
    take(client, tray.listing_id, pair)
    assert in_cart() == {cup.id: 2, tray.id: 4}
    assert 'name="seen_fen" value="22000"' in client.get("/mall/checkout").text


def test_bought_at_once_the_cart_stays_as_it_is(client, cup, tray, pair):
    answer = take(client, cup.listing_id, pair, "buy")
    assert answer.location == f"/mall/checkout?set={pair.id}"
    page = client.get(answer.location).text
    assert 'name="seen_fen" value="11000"' in page
    said = {"seen_fen": "11000", "note": ""}
    assert client.post(answer.location, data=said).status_code == 303
    order = db.session.query(Order).one()
    assert (order.pay_fen, [line.quantity for line in order.lines]) == (11000, [1, 2])
    assert in_cart() == {}


@pytest.mark.parametrize("then", ["cart", "buy"])
def test_a_set_of_which_something_is_gone_is_not_put_in_at_all(then, client, cup, tray, pair):
    tray.on_hand = 1
    db.session.commit()
    answer = take(client, cup.listing_id, pair, then)
    assert answer.status_code == 409
    assert "只剩 1 件" in answer.text
    assert "现在买不到" in answer.text
    assert in_cart() == {}


def test_sets_that_are_not_sold_do_not_exist(client, cup, tray, pair, store):
    other = promotion(make.store(of=make.cohort()))
    discount = promotion(store)
    lone = make.sku()
    client.post(
        f"/mall/listings/{lone.listing_id}", data={"sku_id": lone.id, "quantity": 1, "then": "cart"}
    )
    for each in (other, discount):
        assert take(client, cup.listing_id, each).status_code == 404
    assert client.post(f"/mall/listings/{cup.listing_id}/sets/{10**18}").status_code == 404
    assert client.get(f"/mall/checkout?set={10**30}").status_code == 404
    assert client.get("/mall/checkout?set=x").status_code == 404
    pause_promotion(db.session.get(Promotion, pair.id), actor=None)
    db.session.commit()
    answer = take(client, cup.listing_id, pair)
    assert answer.status_code == 404
    assert "套餐现在不卖了" in answer.text
    assert in_cart() == {lone.id: 1}


def test_the_owner_sees_it_and_cannot_buy_it(client, cup, pair, store):
    owner = make.browser(client.application, store.owner)
    page = owner.get(f"/mall/listings/{cup.listing_id}").text
    assert "下午茶" in page
    assert "整套放进购物车" not in page
    assert take(owner, cup.listing_id, pair).status_code == 403
    assert in_cart() == {}


def gift(store, sku, from_fen=10000):
    tiers = [{"from_fen": from_fen, "gifts": [{"sku": str(sku.id), "quantity": 1}]}]
    return promotion(store, kind=Kind.GIFT, name="满百送", parameters={"tiers": tiers})


def test_what_the_gift_is_is_said_before_and_after_it_is_reached(client, cup, tray, store):
    gift(store, tray)
    put = {"sku_id": cup.id, "quantity": 1, "then": "cart"}
    client.post(f"/mall/listings/{cup.listing_id}", data=put)
    for page in ("/mall/cart", "/mall/checkout", f"/mall/listings/{cup.listing_id}"):
        text = client.get(page).text
        assert "还差 40.00 元" in text
        assert "赠品：木托盘 × 1" in text
    client.post(f"/mall/listings/{cup.listing_id}", data=put)
    for page in ("/mall/cart", "/mall/checkout"):
        assert "赠品：木托盘 × 1</dt>" in client.get(page).text
    client.post("/mall/checkout", data={"seen_fen": "12000", "note": ""})
    order = db.session.query(Order).one()
    assert [(line.listing_title, line.gift) for line in order.lines][-1] == ("木托盘", True)
    assert "木托盘" in client.get(f"/mall/orders/{order.number}").text


def test_a_gift_that_is_gone_is_said_to_be_gone(client, cup, tray, store):
    gift(store, tray, from_fen=100)
    tray.on_hand = 0
    db.session.commit()
    client.post(
        f"/mall/listings/{cup.listing_id}", data={"sku_id": cup.id, "quantity": 1, "then": "cart"}
    )
    text = client.get("/mall/cart").text
    assert "赠品已经送完" in text
    assert "木托盘" in text


def test_a_set_costs_what_the_cart_will_say(client, cup, tray, pair, store):
    """With all that runs beside it; where goods cost less one by one, no saving is claimed."""
    off = promotion(store, kind=Kind.TIME_DISCOUNT, name="九折", parameters={"off_bp": 1000})
    page = client.get(f"/mall/listings/{cup.listing_id}").text
    assert "一套省 ¥16.00" in page  # 126.00 one by one, 110.00 together
    pause_promotion(db.session.get(Promotion, off.id), actor=None)
    promotion(store, kind=Kind.TIME_DISCOUNT, name="六折", parameters={"off_bp": 4000})
    db.session.commit()
    page = client.get(f"/mall/listings/{cup.listing_id}").text
    assert "现在分开买也是这个价" in page
    take(client, cup.listing_id, pair)
    assert 'name="seen_fen" value="8400"' in client.get("/mall/checkout").text
