"""The class board: what it says of every trainee's store, and who is stuck."""

import pytest

from app.identity.models import Role
from sim_market.stores.models import StoreState
from tests import make
from tests.sim_market.buyers.shops import lively, run
from tests.sim_market.money import pass_time
from tests.sim_market.statements import counted


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee, state=StoreState.OPEN)


@pytest.fixture
def board(app):
    browser = make.browser(app, make.member(Role.TEACHING_LECTURER).user)
    return lambda: browser.get("/class")


def test_the_board_says_how_far_every_store_is(board, store):
    sku = make.sku(store=store)
    make.order(of=sku)
    make.order(of=sku, paid=False)

    page = board()

    assert page.status_code == 200
    for said in ("店铺状态", "在售商品", "已付订单", "待处理", "实践成果"):
        assert f">{said}</th>" in page.text
    assert "营业中" in page.text
    assert "1 件" in page.text
    assert "1 单" in page.text
    assert "待发货 1" in page.text
    assert "还没提交" in page.text
    assert f'href="/mall/stores/{store.id}"' in page.text


def test_a_late_parcel_puts_its_trainee_first(board, store):
    other = make.store(owner=make.member(who=make.user(name="甲同学")).user)
    make.sku(store=other)
    order = make.order(of=make.sku(store=store))
    pass_time(order.cohort, hours=store.ship_hours + 1)

    text = board().text

    assert "晚发货 1" in text
    assert text.index(f">{store.owner.name}<") < text.index(">甲同学<")


def test_who_has_no_store_is_named(board, trainee):
    text = board().text
    assert "还没申请开店" in text
    assert f"1 人可能卡住了，排在最前面：{trainee.name}" in text


def test_the_board_of_a_class_never_shows_another(app, store):
    stranger = make.member(Role.TEACHING_LECTURER, of=make.cohort()).user
    text = make.browser(app, stranger).get("/class").text
    assert "还没有学员" in text
    assert "营业中" not in text


def test_the_board_costs_the_same_for_many_stores(board, store):
    for _ in range(4):
        make.sku(store=make.store(owner=make.member(Role.TRAINEE).user))
    with counted() as seen:
        assert board().status_code == 200
    assert len(seen) <= 12


def test_a_parcel_to_send_says_how_long_is_left(client, store):
    order = make.order(of=make.sku(store=store))
    pass_time(order.cohort, hours=2)
    assert "最早一单还剩 1 天 22 小时" in client.get("/").text


def test_the_home_draws_the_week_and_orders_the_steps(client, store):
    lively(store.cohort)
    make.sku(store=store, price_fen=2000, stock=50)
    run(store.cohort, 30)

    text = client.get("/").text

    assert "近 7 天的访客和下单" in text
    assert "查看数据表" in text
    steps = ["开店", "上架 5 件商品", "收到第一张订单", "抓取第一张订单", "按时发货"]
    places = [text.rindex(step) for step in steps]
    assert places == sorted(places)
