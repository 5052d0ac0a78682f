"""Promotions as buyers see them: listing, cart, checkout and order show one price."""

import pytest

from app.db import db
from sim_market.orders.models import Order
from sim_market.promotions.models import Coupon, Promotion
from sim_market.promotions.operations import claim_coupon, pause_promotion
from sim_market.promotions.pricing.terms import Kind
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.promotions.making import coupons, promotion
from tests.sim_market.statements import counted


@pytest.fixture
def cup(app):
    return make.sku(price_fen=6000, title="粗陶手冲杯")


@pytest.fixture
def store(cup):
    return cup.listing.store


def put(client, sku, quantity=1):
    form = {"sku_id": sku.id, "quantity": quantity, "then": "cart"}
    return client.post(f"/mall/listings/{sku.listing_id}", data=form)


def test_what_is_missing_is_said_in_cart_and_checkout(client, cup, store):
    promotion(store, name="满百减十")
    put(client, cup)
    for page in ("/mall/cart", "/mall/checkout"):
        assert "还差 40.00 元" in client.get(page).text
    put(client, cup)
    for page in ("/mall/cart", "/mall/checkout"):
        text = client.get(page).text
        assert "满减：满百减十" in text
        assert "¥110.00" in text


def test_the_listing_shows_the_price_with_and_without_coupons(client, cup, store):
    promotion(store, kind=Kind.TIME_DISCOUNT, name="开春", parameters={"off_bp": 1000})
    coupons(store, parameters={"off_fen": 400})
    page = client.get(f"/mall/listings/{cup.listing_id}").text
    assert "活动价" in page
    assert "领券后 ¥50.00" in page
    assert "限时折扣：开春" in page


def test_a_coupon_is_chosen_or_left_and_the_order_says_which(client, trainee, cup, store):
    shopper = shopper_of(trainee, store.cohort)
    small = claim_coupon(
        coupons(store, name="小券", parameters={"off_fen": 300}).batch, shopper, actor=None
    )
    claim_coupon(
        coupons(store, name="大券", parameters={"off_fen": 700}).batch, shopper, actor=None
    )
    db.session.commit()
    url = f"/mall/checkout?sku_id={cup.id}&quantity=1"
    assert 'name="seen_fen" value="5300"' in client.get(url).text
    assert 'name="seen_fen" value="6000"' in client.get(url + "&coupon=none").text
    chosen = client.get(f"{url}&coupon=none&coupon={small.id}").text
    assert 'name="seen_fen" value="5700"' in chosen
    said = {"seen_fen": "5700", "coupon": ["none", str(small.id)], "note": ""}
    assert client.post(url, data=said).status_code == 303
    order = db.session.query(Order).one()
    assert (order.pay_fen, order.promotions[0]["name"]) == (5700, "小券")
    assert "店铺券：小券" in client.get(f"/mall/orders/{order.number}").text
    merchant = make.browser(client.application, store.owner)
    assert "店铺券：小券" in merchant.get(f"/orders/{order.id}").text


@pytest.mark.parametrize("said", ["x", "-1", "9" * 30, "１２", "0"])
def test_strange_coupons_are_as_if_not_there(said, client, trainee, cup, store):
    shopper = shopper_of(trainee, store.cohort)
    claim_coupon(coupons(store).batch, shopper, actor=None)
    db.session.commit()
    page = client.get("/mall/checkout", query_string={"sku_id": cup.id, "coupon": said})
    assert page.status_code == 200
    assert 'name="seen_fen" value="6000"' in page.text


def test_a_price_that_went_up_asks_again_and_uses_nothing(client, trainee, cup, store):
    """E4: the promotion ended between looking and ordering."""
    shopper_of(trainee, store.cohort)
    off = promotion(store, kind=Kind.TIME_DISCOUNT, parameters={"off_fen": 1000})
    url = f"/mall/checkout?sku_id={cup.id}&quantity=1"
    assert 'name="seen_fen" value="5000"' in client.get(url).text
    pause_promotion(off, actor=None)
    db.session.commit()
    answer = client.post(url, data={"seen_fen": "5000", "note": ""})
    assert answer.status_code == 409
    assert "价格变了" in answer.text
    assert 'name="seen_fen" value="6000"' in answer.text
    db.session.expire_all()
    assert (db.session.query(Order).count(), db.session.query(Coupon).count()) == (0, 0)
    assert db.session.query(Promotion).one().spent_fen == 0


def test_no_page_asks_more_than_twelve_times_however_much_runs(client, trainee, cup, store):
    shopper = shopper_of(trainee, store.cohort)
    lid = make.sku(store=store, price_fen=2000)
    promotion(store, kind=Kind.TIME_DISCOUNT, parameters={"off_bp": 1000})
    gifts = [{"from_quantity": 1, "gifts": [{"sku": str(lid.id)}]}]
    promotion(store, kind=Kind.GIFT, parameters={"tiers": gifts})
    claim_coupon(coupons(store).batch, shopper, actor=None)
    new = coupons(store, kind=Kind.NEW_CUSTOMER_COUPON)
    claim_coupon(new.batch, shopper, actor=None)
    put(client, cup)
    client.post(f"/mall/checkout?sku_id={cup.id}&quantity=1", data={"seen_fen": "999999"})
    number = db.session.query(Order).one().number
    for url in (
        f"/mall/listings/{cup.listing_id}", "/mall/cart", "/mall/checkout",
        f"/mall/orders/{number}",
    ):  # fmt: skip
        with counted() as asked:
            assert client.get(url).status_code == 200
        assert len(asked) <= 12, (url, asked)
