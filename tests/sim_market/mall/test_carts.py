"""The cart over several stores: ticks, quantities, variants, what can no longer be bought."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db import db, transaction
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.operations import change_price, take_off_sale
from sim_market.orders.models import CartLine
from tests import make
from tests.sim_market.listings.drafts import listing


def two_colours(**said):
    skus = tuple(
        SkuDraft(price_fen=price, stock=stock, spec=colour, specs=(colour,))
        for colour, price, stock in (("红", 3000, 5), ("蓝", 3500, 9), ("白", 3000, 0))
    )
    return listing(title="粗陶马克杯 三种颜色", spec_names=("颜色",), skus=skus, **said)


@pytest.fixture
def mug(app):
    return two_colours()


@pytest.fixture
def pot(app):
    return listing(title="玻璃茶壶 耐热带滤网", skus=(SkuDraft(price_fen=8800, stock=3),))


def put(client, sku, quantity=1):
    form = {"sku_id": sku.id, "quantity": quantity, "then": "cart"}
    return client.post(f"/mall/listings/{sku.listing_id}", data=form)


def lines():
    return list(db.session.query(CartLine).order_by(CartLine.id))


def said(*, tick=None):
    """The form as the page shows it."""
    form = {f"quantity-{line.id}": line.quantity for line in lines()}
    return form | {"tick": [line.id for line in lines() if line.ticked] if tick is None else tick}


def test_all_of_a_store_is_ticked_and_unticked_at_once(client, mug, pot):
    for sku in (mug.skus[0], mug.skus[1], pot.skus[0]):
        put(client, sku)
    deed = {"deed": f"untick-{mug.store_id}"}
    assert client.post("/mall/cart", data=said() | deed).status_code == 303
    assert [line.ticked for line in lines()] == [False, False, True]
    page = client.get("/mall/cart").text
    assert "要买 1 种，合计" in page
    assert (
        client.post("/mall/cart", data=said() | {"deed": f"tick-{mug.store_id}"}).status_code == 303
    )
    assert [line.ticked for line in lines()] == [True, True, True]
    answer = client.post("/mall/cart", data=said() | {"deed": "checkout"})
    assert answer.location.endswith("/mall/checkout")


@pytest.mark.parametrize(
    "typed", ["0", "-1", "1.5", "x", "", "100", "1e3", "９９９", "9" * 5000, "二"]
)
def test_a_strange_quantity_changes_nothing_and_all_that_was_typed_stays(client, mug, pot, typed):
    put(client, mug.skus[0])
    put(client, pot.skus[0])
    first, second = lines()
    form = {f"quantity-{first.id}": typed, f"quantity-{second.id}": "2", "tick": [second.id]}
    answer = client.post("/mall/cart", data=form)
    assert answer.status_code == 422
    assert f'id="e-{first.id}"' in answer.text
    assert f'name="quantity-{second.id}" id="n-{second.id}" value="2"' in answer.text
    assert [(line.quantity, line.ticked) for line in lines()] == [(1, True), (1, True)]


@pytest.mark.parametrize(
    "deed", ["remove-999999999999999", "remove-²", "remove--1", "explode", "remove-", "tick-x"]
)
def test_buttons_that_no_page_has_shown_do_nothing(client, mug, deed):
    put(client, mug.skus[0])
    assert client.post("/mall/cart", data=said() | {"deed": deed}).status_code in {303, 404}
    assert [line.quantity for line in lines()] == [1]


def test_full_width_digits_count(client, mug):
    put(client, mug.skus[0])
    assert client.post("/mall/cart", data={f"quantity-{lines()[0].id}": "３"}).status_code == 303
    assert lines()[0].quantity == 3


def test_no_more_than_there_is_and_than_one_may_buy(client, mug):
    put(client, mug.skus[0])
    [line] = lines()
    answer = client.post("/mall/cart", data={f"quantity-{line.id}": 6})
    assert "只剩 5 件" in answer.text
    mug.limit_per_buyer = 2
    answer = client.post("/mall/cart", data={f"quantity-{line.id}": 3})
    assert answer.status_code == 422
    assert "每人限购 2 件" in answer.text
    assert line.quantity == 1


def test_another_variant_of_the_same_goods(client, mug):
    put(client, mug.skus[0], 2)
    [line] = lines()
    page = client.get(f"/mall/cart/{line.id}/spec?s0=蓝").text
    assert "</small>35.00" in page
    assert client.post(f"/mall/cart/{line.id}/spec", data={"s0": "蓝"}).status_code == 303
    assert [(each.sku.spec, each.quantity) for each in lines()] == [("蓝", 2)]


def test_a_variant_that_is_in_the_cart_already_takes_the_units(client, mug):
    put(client, mug.skus[0], 2)
    put(client, mug.skus[1], 3)
    assert client.post(f"/mall/cart/{lines()[0].id}/spec", data={"s0": "蓝"}).status_code == 303
    assert [(each.sku.spec, each.quantity) for each in lines()] == [("蓝", 5)]


@pytest.mark.parametrize(("form", "status"), [({"s0": "白"}, 409), ({"s0": "绿"}, 303)])
def test_what_is_sold_out_or_unknown_is_not_taken(client, mug, form, status):
    put(client, mug.skus[0], 2)
    answer = client.post(f"/mall/cart/{lines()[0].id}/spec", data=form)
    assert answer.status_code == status
    assert [(each.sku.spec, each.quantity) for each in lines()] == [("红", 2)]


def test_a_changed_price_is_said_until_the_buyer_has_seen_it(client, mug):
    put(client, mug.skus[0])
    change_price(mug.skus[0], 3300, actor=None)
    assert "比放进来时贵了 ¥3.00" in client.get("/mall/cart").text
    client.post("/mall/cart", data=said())
    assert "比放进来时" not in client.get("/mall/cart").text
    change_price(mug.skus[0], 2900, actor=None)
    assert "比放进来时便宜了 ¥4.00" in client.get("/mall/cart").text


def test_what_cannot_be_bought_any_more_is_explained_and_taken_out_in_one_go(client, mug, pot):
    put(client, mug.skus[0])
    put(client, mug.skus[1])
    put(client, pot.skus[0])
    take_off_sale(mug, actor=None)
    page = client.get("/mall/cart").text
    assert "不能买了的 2 件" in page
    assert "商品已下架" in page
    assert client.post("/mall/cart", data=said() | {"deed": "clear"}).status_code == 303
    assert [each.sku_id for each in lines()] == [pot.skus[0].id]


def test_a_variant_that_is_gone_or_sold_out_can_be_changed(client, mug):
    put(client, mug.skus[0])
    mug.skus[0].on_hand = 0
    page = client.get("/mall/cart").text
    assert "卖完了，可以换一个规格" in page
    assert client.post("/mall/cart", data=said() | {"deed": "checkout"}).status_code == 303
    assert client.get("/mall/checkout").status_code == 422


def test_of_the_same_click_twice_at_once_one_counts(served):
    with served.app_context(), transaction():
        sku = two_colours().skus[1]
        sku_id, listing_id = sku.id, sku.listing_id
        browser = make.browser(served, make.member().user)
    url = f"/mall/listings/{listing_id}"
    form = {"sku_id": sku_id, "quantity": 2, "then": "cart", "_key": "double-click-1"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda _n: browser.post(url, data=dict(form)).status_code,
                range(4),
            )
        )
    assert answers == [303] * 4
    with served.app_context():
        assert [line.quantity for line in lines()] == [2]


def test_two_who_take_out_the_same_line_at_once_do_not_break(served):
    with served.app_context(), transaction():
        sku = two_colours().skus[1]
        listing_id, sku_id = sku.listing_id, sku.id
        browser = make.browser(served, make.member().user)
    browser.post(f"/mall/listings/{listing_id}", data={"sku_id": sku_id, "quantity": 2})
    with served.app_context():
        [line_id] = [line.id for line in lines()]
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda _n: (
                    browser.post("/mall/cart", data={"deed": f"remove-{line_id}"}).status_code
                ),
                range(4),
            )
        )
    assert set(answers) <= {303, 404}
    assert 303 in answers
    with served.app_context():
        assert lines() == []
