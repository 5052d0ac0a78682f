import re

import pytest
import sqlalchemy as sa

from app.db import db
from app.identity.models import Role
from sim_market.listings.models import Listing, Sku
from sim_market.stores.models import StoreState
from supply_chain.capture.models import SupplyOrder, SupplyState
from supply_chain.sourcing.models import SourcedSku
from supply_chain.stock.operations import drift
from supply_chain.stock.queries import rule_of
from tests import make
from tests.supply_chain import goods


@pytest.fixture
def store(trainee):
    return goods.store(owner=trainee)


def count(table) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def fields_of(page) -> dict[str, str]:
    """What the form of the page would send: a button that is missing fails the test."""
    found = re.findall(r'<form[^>]*method="post"[^>]*>.*?</form>', page.text, re.DOTALL)
    form = next(f for f in found if 'action="/supply' in f)
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        boxed = 'type="checkbox"' in tag and " checked" not in tag
        if name and not boxed and name[1] not in {"_key", "csrf_token"}:
            sent[name[1]] = value[1] if value else "y"
    return sent


def test_the_market_shows_goods_and_their_way_to_the_shelf(client, store):
    one = goods.product(name="青花陶瓷饭碗 家用餐具")
    goods.product(name="哑光马克杯 办公室喝水")

    page = client.get("/supply?q=陶瓷碗")

    assert page.status_code == 200
    assert f'href="/supply/products/{one.code}"' in page.text
    assert "哑光马克杯" not in page.text
    assert "共 1 件商品" in page.text


def test_filters_that_make_no_sense_are_told_and_ignored(client, store):
    goods.product(name="青花陶瓷饭碗 家用餐具")
    page = client.get("/supply?low=abc&lead=x&sort=y&page=-3&supplier=q")
    assert page.status_code == 422
    assert "金额请写成" in page.text
    assert "青花陶瓷饭碗" in page.text


@pytest.mark.parametrize("path", ["/supply", "/supply/mine", "/supply/orders"])
def test_pages_without_a_store_say_what_to_do(client, path):
    goods.product()
    page = client.get(path)
    assert page.status_code == 200
    assert "去选货" not in page.text


def test_a_product_shows_cost_profit_and_supplier(client, store):
    product = goods.product()
    page = client.get(f"/supply/products/{product.code}")
    assert "¥10.00" in page.text
    assert "¥8.90" in page.text  # 19.90 - 10.00 - 5% commission 1.00
    assert product.supplier.name in page.text
    assert client.get("/supply/products/P99999").status_code == 404


def test_quality_is_shown_on_no_page(client, store):
    product = goods.product(quality_milli=937)
    for path in ("/supply", f"/supply/products/{product.code}"):
        assert "937" not in client.get(path).text


def test_one_click_from_the_market_to_the_shelf(client, store):
    product = goods.product()
    url = f"/supply/products/{product.code}/list"

    page = client.get(f"{url}?markup=250&tail=zero&pack=1")
    sent = fields_of(page)
    assert sent[f"price_{product.skus[0].id}"] == "25.00"
    answer = client.post(f"{url}?markup=250&tail=zero&pack=1", data=sent)

    [listing] = db.session.scalars(sa.select(Listing)).all()
    assert answer.status_code == 303
    assert answer.location == f"/listings/{listing.id}"
    assert [sku.price_fen for sku in listing.skus] == [2_500, 3_000]
    assert "已上架" in client.get(f"/supply/products/{product.code}").text or listing.is_on_sale


def test_only_the_ticked_skus_at_the_typed_price(client, store):
    product = goods.product()
    url = f"/supply/products/{product.code}/list"
    sent = fields_of(client.get(url))
    del sent[f"take_{product.skus[0].id}"]
    sent[f"price_{product.skus[1].id}"] = "２９．９"

    assert client.post(url, data=sent).status_code == 303

    [sku] = db.session.scalars(sa.select(Sku)).all()
    assert (sku.spec, sku.price_fen) == ("雾蓝", 2_990)


def test_a_pack_of_two_doubles_cost_and_price(client, store):
    product = goods.product()
    url = f"/supply/products/{product.code}/list?markup=200&tail=nine&pack=2"
    page = client.get(url)
    assert "¥20.00" in page.text
    assert client.post(url, data=fields_of(page)).status_code == 303
    assert {sku.cost_fen for sku in db.session.scalars(sa.select(Sku))} == {2_000, 2_400}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "请写标题"),
        ({"title": "杯" * 90}, "标题太长"),
        ({"title": "全网最低价马克杯"}, "不合规则"),
        ({"price": "abc"}, "金额请写成"),
        ({"price": "0"}, "价格要大于 0"),
        ({"price": "999999999"}, "金额太大"),
        ({"price": "60000"}, "价格太高"),
        ({"pack": "99"}, "每份件数"),
        ({"take": None}, "至少选一个规格"),
    ],
)
def test_what_cannot_be_listed_is_told_and_kept(client, store, changes, message):
    product = goods.product()
    url = f"/supply/products/{product.code}/list"
    sent = fields_of(client.get(url))
    for name in list(sent):
        part = name.split("_")[0]
        if part in changes:
            if changes[part] is None:
                del sent[name]
            else:
                sent[name] = changes[part]

    page = client.post(url, data=sent)

    assert page.status_code == 422
    assert message in page.text
    assert (count(Listing), count(SourcedSku)) == (0, 0)
    if changes.get("price") == "abc":
        assert 'value="abc"' in page.text


def test_a_price_rule_that_makes_no_sense_is_told(client, store):
    product = goods.product()
    for rule in ("markup=5", "markup=x", "pack=0", "tail=lots"):
        page = client.get(f"/supply/products/{product.code}/list?{rule}")
        assert page.status_code == 422, rule


def test_listing_twice_is_refused_with_the_way_to_the_first(client, store):
    product = goods.product()
    first = goods.listing(of=product, by=store)
    url = f"/supply/products/{product.code}/list"

    page = client.post(url, data=fields_of(client.get(url)))

    assert page.status_code == 409
    assert f'href="/listings/{first.id}"' in page.text
    assert count(Listing) == 1


def test_the_same_form_sent_twice_lists_once(client, store):
    product = goods.product()
    url = f"/supply/products/{product.code}/list"
    sent = fields_of(client.get(url)) | {"_key": "same-key-twice"}
    answers = [client.post(url, data=sent) for _n in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert count(Listing) == 1


def test_several_are_listed_with_a_result_for_each(client, store):
    one, two, three = goods.product(), goods.product(), goods.product()
    goods.listing(of=two, by=store)
    url = f"/supply/batch?code={one.code}&code={two.code}&code={three.code}"
    sent = fields_of(client.get(url))
    sent[f"title_{three.id}"] = "国家级马克杯送礼"

    page = client.post(url, data=sent)

    assert page.status_code == 200
    assert "1 件已上架，2 件没有上架" in page.text
    assert "店里已经上架了这件商品" in page.text
    assert "不合规则" in page.text
    assert count(Listing) == 2


def test_a_batch_of_nothing_or_of_failures_changes_nothing(client, store):
    assert "还没有选商品" in client.get("/supply/batch").text
    one = goods.product()
    goods.listing(of=one, by=store)
    url = f"/supply/batch?code={one.code}&code=P99999"
    assert client.post(url, data=fields_of(client.get(url))).status_code == 422
    assert count(Listing) == 1


def test_my_sources_show_both_sides_and_the_sync_button_works(client, store):
    listing = goods.listing(by=store)
    drift(goods.list_pairs(store)[0].allotment, -7, "day 2")
    page = client.get("/supply/mine")
    assert "待同步为 33" in page.text

    answer = client.post("/supply/mine/sync", follow_redirects=True)

    assert "核对了 2 个规格，推送 1 个" in answer.text
    assert db.session.get(Sku, listing.skus[0].id).on_hand == 33
    assert "已接收" in client.get("/supply/mine/log").text


def test_the_sync_rule_is_changed_and_a_bad_one_is_not(client, store):
    goods.listing(by=store)
    good = {"rate_percent": "80", "buffer": "5", "cap": "20"}
    assert client.post("/supply/mine/rule", data=good).status_code == 303
    assert rule_of(store).buffer == 5

    page = client.post("/supply/mine/rule", data=good | {"rate_percent": "0"})

    assert page.status_code == 422
    assert rule_of(store).rate_percent == 80


def test_orders_are_pulled_by_the_button(client, store):
    listing = goods.listing(by=store)
    goods.order(listing, 2)

    page = client.post("/supply/orders/pull", follow_redirects=True)

    assert "1 张已确认备货" in page.text
    [supply] = db.session.scalars(sa.select(SupplyOrder)).all()
    assert supply.number in page.text
    detail = client.get(f"/supply/orders/{supply.id}")
    assert "供应商预计发出" in detail.text
    assert "没有新订单" in client.post("/supply/orders/pull", follow_redirects=True).text


def test_the_way_of_the_parcel_is_shown_as_time_passes(client, store):
    listing = goods.listing(by=store)
    goods.order(listing)
    client.post("/supply/orders/pull")
    [supply] = db.session.scalars(sa.select(SupplyOrder)).all()
    goods.pass_hours(listing.cohort, 30)

    page = client.get(f"/supply/orders/{supply.id}")

    assert "揽收点已收件" in page.text
    assert "已送达，请查收" not in page.text


def test_automatic_pulls_are_turned_on_and_off(client, store):
    assert "已打开自动抓单" in client.post("/supply/orders/auto", follow_redirects=True).text
    assert store.auto_capture
    client.post("/supply/orders/auto")
    assert not store.auto_capture


def test_those_that_wait_are_confirmed_with_a_reason_for_each_that_is_not(client, trainee):
    store = goods.store(owner=trainee, fen=0)
    listing = goods.listing(by=store)
    for quantity in (1, 2):
        goods.order(listing, quantity)
    client.post("/supply/orders/pull")
    ids = list(db.session.scalars(sa.select(SupplyOrder.id).order_by(SupplyOrder.id)))

    page = client.post("/supply/orders/confirm", data={"ids": ids})
    assert page.status_code == 409
    assert "店铺资金只有 ¥0.00" in page.text

    goods.funded(store, 1_500)
    page = client.post("/supply/orders/confirm", data={"ids": ids})

    assert page.status_code == 200
    assert "确认了 1 张，1 张没有确认" in page.text
    states = db.session.scalars(sa.select(SupplyOrder.state).order_by(SupplyOrder.id)).all()
    assert states == [SupplyState.CONFIRMED, SupplyState.WAITING]


@pytest.mark.parametrize("data", [{}, {"ids": "x"}, {"ids": "999999"}])
def test_confirming_nothing_is_refused(client, store, data):
    assert client.post("/supply/orders/confirm", data=data).status_code == 422


def test_a_line_without_a_source_is_mended_on_its_page(client, store):
    listing, source = goods.listing(by=store), goods.product().skus[0]
    own = make.sku(store=store)
    make.orders.buy_at_once(make.shopper(), [(listing.skus[0], 1), (own, 1)], actor=None)
    client.post("/supply/orders/pull")
    [supply] = db.session.scalars(sa.select(SupplyOrder)).all()
    line = supply.unmapped[0]
    url = f"/supply/orders/{supply.id}/lines/{line.id}/link"
    assert f'action="{url}"' in client.get(f"/supply/orders/{supply.id}").text

    page = client.post(url, data={"code": "P0-0", "pack": "1"})
    assert page.status_code == 422
    assert "没有这个编号" in page.text
    assert client.post(url, data={"code": source.code, "pack": "77"}).status_code == 422
    assert supply.state == SupplyState.WAITING

    assert client.post(url, data={"code": source.code.lower(), "pack": "1"}).status_code == 303
    db.session.expire_all()
    assert supply.state == SupplyState.CONFIRMED


def test_own_goods_travel_along(client, store):
    listing = goods.listing(by=store)
    make.orders.buy_at_once(
        make.shopper(), [(listing.skus[0], 1), (make.sku(store=store), 1)], actor=None
    )
    client.post("/supply/orders/pull")
    [supply] = db.session.scalars(sa.select(SupplyOrder)).all()
    line = supply.unmapped[0]

    assert client.post(f"/supply/orders/{supply.id}/lines/{line.id}/own").status_code == 303
    db.session.expire_all()
    assert supply.state == SupplyState.CONFIRMED
    assert client.post(f"/supply/orders/{supply.id}/lines/{line.id}/own").status_code == 409
    assert client.post(f"/supply/orders/{supply.id}/lines/999999/own").status_code == 404


def test_a_classmates_supply_order_does_not_exist(client, store):
    other = goods.listing()
    goods.order(other)
    goods.pull(other)
    [supply] = db.session.scalars(sa.select(SupplyOrder)).all()
    line = supply.lines[0]

    for path in (f"/supply/orders/{supply.id}", "/supply/orders"):
        assert supply.number not in client.get(path).text
    assert client.get(f"/supply/orders/{supply.id}").status_code == 404
    for deed in ("confirm", f"lines/{line.id}/own", f"lines/{line.id}/link"):
        assert client.post(f"/supply/orders/{supply.id}/{deed}").status_code == 404
    assert client.post("/supply/orders/confirm", data={"ids": supply.id}).status_code == 422


def test_lecturers_may_look_but_not_list(app):
    product = goods.product()
    lecturer = make.browser(app, make.member(Role.TEACHING_LECTURER).user)
    assert lecturer.get("/supply").status_code == 200
    assert lecturer.get(f"/supply/products/{product.code}").status_code == 200
    assert lecturer.get(f"/supply/products/{product.code}/list").status_code == 403
    assert lecturer.get("/supply/orders").status_code == 403


def test_a_store_that_is_not_open_cannot_list(client, trainee):
    make.store(owner=trainee, state=StoreState.DRAFT, opened_sim_at=None)
    product = goods.product()
    assert "店铺开张以后才能上架" in client.get("/supply").text
    url = f"/supply/products/{product.code}/list"
    assert client.post(url, data=fields_of(client.get(url))).status_code == 403
    assert count(Listing) == 0


def test_home_says_what_waits_and_what_was_done(client, store):
    listing = goods.listing(by=store)
    goods.order(listing)
    home = client.get("/")
    assert "新订单等着抓取" in home.text
    assert "抓取第一张订单" in home.text

    goods.drift_to(listing, 0)
    client.post("/supply/orders/pull")
    assert "供货单待处理" in client.get("/").text


@pytest.mark.parametrize(
    "path",
    [
        "/supply",
        "/supply?q=陶瓷&category=kitchen",
        "/supply/mine",
        "/supply/mine/log",
        "/supply/orders",
    ],
)
def test_pages_ask_the_database_at_most_twelve_times(client, store, path, statements):
    for _n in range(6):
        goods.order(goods.listing(by=store), 2)
    client.post("/supply/orders/pull")
    client.post("/supply/mine/sync")
    client.get(path)
    with statements() as asked:
        assert client.get(path).status_code == 200
    assert len(asked) <= 12, asked


def test_the_pages_of_one_thing_ask_the_database_at_most_twelve_times(client, store, statements):
    product = goods.product()
    listing = goods.listing(by=store)
    goods.order(listing)
    client.post("/supply/orders/pull")
    [supply] = db.session.scalars(sa.select(SupplyOrder)).all()
    codes = "&".join(f"code={goods.product().code}" for _n in range(5))
    for path in (
        f"/supply/products/{product.code}",
        f"/supply/products/{product.code}/list",
        f"/supply/batch?{codes}",
        f"/supply/orders/{supply.id}",
    ):
        client.get(path)
        with statements() as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= 12, (path, asked)


@pytest.mark.parametrize(
    "path",
    [
        "/supply?page=99999999999999999999999999",
        "/supply?supplier=99999999999999999999999999",
        "/supply?q=%25%27%22%5C_%00<script>",
        "/supply?q=" + "杯" * 500,
        "/supply?category=../../etc&sort=;drop&province=%F0%9F%8D%B5",
        "/supply/mine?page=x",
        "/supply/mine/log?page=99999999999999999999999999",
        "/supply/orders?page=-1&state=;--&q=%00",
        "/supply/orders/99999999999999999999999999",
        "/supply/products/%00",
        "/supply/batch?code=" + "&code=".join(f"P{n}" for n in range(300)),
        "/supply/products/P1/list?markup=1e9&pack=-1&tail=<b>",
    ],
)
def test_hostile_addresses_are_answered_calmly(client, store, path):
    goods.listing(by=store)
    assert client.get(path).status_code in {200, 404, 422}


@pytest.mark.parametrize(
    "data",
    [
        {"ids": ["99999999999999999999999999"]},
        {"ids": ["-1", "0"]},
        {"ids": [str(n) for n in range(5_000)]},
    ],
)
def test_hostile_choices_are_refused(client, store, data):
    assert client.post("/supply/orders/confirm", data=data).status_code == 422
