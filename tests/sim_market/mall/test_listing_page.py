"""The page of a listing: the variant that is chosen, honest prices, presale, reviews."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from app.db import db
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import SkuPrice
from sim_market.orders.models import CartLine
from sim_market.orders.operations import receive_order, ship_order
from sim_market.reviews.models import Review, Stars
from sim_market.reviews.operations import write_review
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.listings.drafts import listing
from tests.sim_market.statements import counted


def shirt(**said):
    def sku(colour, size, price, stock, **more):
        spec = f"{colour} {size}"
        return SkuDraft(price_fen=price, stock=stock, spec=spec, specs=(colour, size), **more)

    skus = (sku("红", "S", 3000, 3), sku("红", "M", 3100, 0), sku("蓝", "M", 3200, 50))
    return listing(title="粗陶马克杯 两种颜色", spec_names=("颜色", "尺码"), skus=skus, **said)


@pytest.fixture
def goods(app):
    return shirt()


def lines():
    return [(line.sku.spec, line.quantity) for line in db.session.query(CartLine)]


def received(goods, trainee):
    order = make.order(of=goods.skus[0], by=shopper_of(trainee, goods.cohort))
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    return order


def test_price_and_stock_follow_the_choice(client, goods):
    page = client.get(f"/mall/listings/{goods.id}", query_string={"s0": "蓝", "s1": "M"}).text
    assert "</small>32.00" in page
    assert "库存 50 件" in page
    page = client.get(f"/mall/listings/{goods.id}", query_string={"s0": "红", "s1": "S"}).text
    assert "</small>30.00" in page
    assert "只剩 3 件" in page


def test_what_cannot_be_bought_is_marked_and_not_sold(client, goods):
    page = client.get(f"/mall/listings/{goods.id}", query_string={"s0": "红", "s1": "M"}).text
    assert "M（缺货）" in page
    page = client.get(f"/mall/listings/{goods.id}", query_string={"s0": "蓝", "s1": "S"}).text
    assert "没有“蓝 S”这个组合" in page
    assert page.count(" disabled") == 2  # both buttons
    form = {"s0": "蓝", "s1": "S", "quantity": 1, "then": "cart"}
    answer = client.post(f"/mall/listings/{goods.id}", data=form)
    assert answer.status_code == 422
    assert lines() == []


def test_the_values_are_bought_and_not_the_id_of_what_stood_there_before(client, goods):
    form = {"sku_id": goods.skus[0].id, "s0": "蓝", "s1": "M", "quantity": 2, "then": "cart"}
    answer = client.post(f"/mall/listings/{goods.id}", data=form)
    assert answer.status_code == 303
    assert lines() == [("蓝 / M", 2)]
    answer = client.post(f"/mall/listings/{goods.id}", data=form | {"then": "buy"})
    assert f"sku_id={goods.skus[2].id}" in answer.location


def test_without_a_script_the_choice_is_looked_at_first(client, goods):
    form = {"s0": "蓝", "s1": "M", "quantity": 2, "then": "look"}
    answer = client.post(f"/mall/listings/{goods.id}", data=form, follow_redirects=True)
    assert "库存 50 件" in answer.text
    assert 'value="2"' in answer.text
    assert lines() == []


@pytest.mark.parametrize(
    "said",
    [{"s0": "绿", "s1": "M"}, {"s0": "<b>", "s1": "\u202e"}, {"s0": "红"}, {"sku_id": "x" * 9000},
     {"sku_id": "99999999999999999999"}, {"picture": "-3"}, {"picture": "9" * 30}, {"to": "火星"}],
)  # fmt: skip
def test_strange_choices_show_the_first_that_can_be_bought(client, goods, said):
    answer = client.get(f"/mall/listings/{goods.id}", query_string=said)
    assert answer.status_code == 200
    assert "</small>30.00" in answer.text
    assert "<b>" + "M" not in answer.text


def test_a_struck_price_is_shown_only_if_it_was_charged(client, app):
    goods = listing()
    sku = goods.skus[0]
    sku.compare_fen = 5900
    assert "¥59.00" not in client.get(f"/mall/listings/{goods.id}").text
    charged = SkuPrice(
        cohort_id=goods.cohort_id, sku_id=sku.id, price_fen=5900,
        since_sim_at=goods.cohort.sim_at - timedelta(days=3),
    )  # fmt: skip
    make.saved(charged)
    page = client.get(f"/mall/listings/{goods.id}").text
    assert "¥59.00" in page
    assert "/rules#B-2" in page


def test_presale_says_the_day_of_sending(client, app):
    goods = listing(presale=True, ship_hours=480)
    page = client.get(f"/mall/listings/{goods.id}").text
    assert "预售" in page
    assert "最晚" in page


def png():
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(out, "PNG")
    return io.BytesIO(out.getvalue()), "cup.png"


def test_reviews_show_pictures_and_are_sorted_by_kind(client, trainee, goods):
    order = received(goods, trainee)
    url = f"/mall/orders/{order.number}/lines/{order.lines[0].id}/review"
    stars = {"goods": "5", "service": "5", "logistics": "4", "words": "<b>很稳</b>\u202e的杯子"}
    answer = client.post(url, data=stars | {"pictures": [png(), png()]})
    assert answer.status_code == 303
    [review] = db.session.query(Review)
    assert (len(review.pictures), review.words) == (2, "很稳的杯子")
    write_review(
        make_received(goods), goods, Stars(goods=2, service=2, logistics=2), words="一般",
        actor=None,
    )  # fmt: skip
    page = client.get(f"/mall/listings/{goods.id}/reviews").text
    assert "差评 1" in page
    assert "有图 1" in page
    page = client.get(f"/mall/listings/{goods.id}/reviews?show=pictures").text
    assert f"/files/{review.pictures[0]}" in page
    assert "一般" not in page


def make_received(goods):
    order = make.order(of=goods.skus[0])
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    return order


def test_four_pictures_or_no_picture_at_all_are_refused(client, trainee, goods):
    order = received(goods, trainee)
    url = f"/mall/orders/{order.number}/lines/{order.lines[0].id}/review"
    stars = {"goods": "5", "service": "5", "logistics": "4", "words": "写好的话"}
    answer = client.post(url, data=stars | {"pictures": [png() for _n in range(4)]})
    assert answer.status_code == 422
    assert "写好的话" in answer.text
    bad = (io.BytesIO(b"<svg onload=alert(1)>"), "x.png")
    answer = client.post(url, data=stars | {"pictures": [bad]})
    assert answer.status_code == 422
    assert db.session.query(Review).count() == 0


def test_another_class_sees_neither_listing_nor_reviews(client, app):
    other = listing(store=make.store(of=make.cohort()))
    assert client.get(f"/mall/listings/{other.id}").status_code == 404
    assert client.get(f"/mall/listings/{other.id}/reviews").status_code == 404


def test_the_page_asks_little(client, goods):
    client.get("/mall")
    with counted() as statements:
        client.get(f"/mall/listings/{goods.id}")
    assert len(statements) <= 12, statements
