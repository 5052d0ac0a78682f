import pytest

from app.identity.models import Role
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.operations import take_off_sale
from tests import make
from tests.sim_market.listings.drafts import listing


@pytest.fixture
def mug(app):
    return listing(store=make.store(name="山野小铺", name_key="山野小铺"))


def test_the_home_page_shows_shelves_and_says_that_it_is_simulated(client, mug):
    page = client.get("/mall")
    assert page.status_code == 200
    assert mug.title in page.text
    assert "1 家学员小店" in page.text
    assert "餐厨用品" in page.text
    assert "模拟商城：只用练习币" in page.text


def test_an_empty_mall_says_what_comes_next(client):
    assert "商城里还没有商品" in client.get("/mall").text


def test_searching_sorting_and_narrowing(client, mug):
    cheap = listing(
        store=mug.store, title="小马克杯 白瓷 120ml", skus=(SkuDraft(price_fen=900, stock=3),)
    )
    page = client.get("/mall/search?q=马克杯&sort=price_up")
    assert page.text.index(cheap.title) < page.text.index(mug.title)
    assert mug.title not in client.get("/mall/search?q=马克杯&high=10").text
    assert "没有找到商品" in client.get("/mall/search?q=洗衣机").text


@pytest.mark.parametrize(
    "query",
    ["sort=x", "low=abc", "page=0", "page=-3", "page=99999999999", "page=x", "q=" + "长" * 3000],
)
def test_strange_addresses_are_borne(client, mug, query):
    assert client.get(f"/mall/search?{query}").status_code == 200


def test_categories_lead_to_goods(client, mug):
    assert "水杯" in client.get("/mall/categories").text
    assert mug.title in client.get("/mall/categories/kitchen").text
    assert mug.title not in client.get("/mall/categories/kitchen.cups.flask").text
    assert client.get("/mall/categories/no-such").status_code == 404


def test_a_listing_shows_price_variants_promise_and_store(client, mug):
    page = client.get(f"/mall/listings/{mug.id}")
    assert page.status_code == 200
    assert "39.00" in page.text
    assert "48 小时内发货" in page.text
    assert "山野小铺" in page.text
    assert "280 ml" in page.text
    assert "立即购买" in page.text
    assert "还没有评价" in page.text
    assert client.get(f"/mall/listings/{mug.id}?picture=3").status_code == 200
    assert client.get(f"/mall/listings/{mug.id}?picture=77&sku_id=x").status_code == 200


def test_a_listing_that_was_taken_off_says_so_and_a_draft_does_not_exist(client, mug):
    draft = listing(store=mug.store, on_sale=False)
    take_off_sale(mug, actor=None)
    page = client.get(f"/mall/listings/{mug.id}")
    assert "已经下架" in page.text
    assert "立即购买" not in page.text
    assert client.get(f"/mall/listings/{draft.id}").status_code == 404


def test_my_own_goods_have_no_buy_button_and_the_rule_beside_them(client, trainee):
    own = listing(store=make.store(owner=trainee))
    page = client.get(f"/mall/listings/{own.id}")
    assert "立即购买" not in page.text
    assert "/rules#T-6" in page.text


def test_a_store_page_shows_its_goods_only(client, mug):
    other = listing(title="玻璃茶壶 耐热带滤网")
    page = client.get(f"/mall/stores/{mug.store_id}")
    assert mug.title in page.text
    assert other.title not in page.text
    assert mug.title not in client.get(f"/mall/stores/{mug.store_id}?q=茶壶").text


def test_another_classs_goods_and_stores_do_not_exist(client, mug):
    foreign = listing(store=make.store(of=make.cohort()))
    assert client.get(f"/mall/listings/{foreign.id}").status_code == 404
    assert client.get(f"/mall/stores/{foreign.store_id}").status_code == 404
    assert foreign.title not in client.get("/mall/search").text or foreign.title == mug.title


def test_a_teacher_looks_and_cannot_buy(app, mug):
    teacher = make.browser(app, make.member(Role.TEACHING_LECTURER).user)
    page = teacher.get(f"/mall/listings/{mug.id}")
    assert "您在参观" in page.text
    assert "立即购买" not in page.text
    form = {"sku_id": mug.skus[0].id, "quantity": 1, "then": "cart"}
    assert teacher.post(f"/mall/listings/{mug.id}", data=form).status_code == 403
    assert teacher.get("/mall/cart").status_code == 403


def test_an_authority_chooses_a_class_of_its_region_first(app, mug):
    official = make.browser(app, make.member(Role.AUTHORITY).user)
    assert official.get("/mall").status_code == 404
    page = official.get(f"/mall/visit/{mug.cohort_id}", follow_redirects=True)
    assert mug.title in page.text
    far = make.cohort(institution=make.institution(region="110000"))
    assert official.get(f"/mall/visit/{far.id}").status_code == 404


def test_nobody_looks_without_signing_in(app, mug):
    assert app.test_client().get("/mall").status_code == 302


def test_prices_typed_the_wrong_way_round_still_find_and_nonsense_is_said(client, mug):
    price = mug.price_fen // 100
    around = f"/mall/search?low={price + 10}&high={price - 10 if price > 10 else 0}"
    assert mug.title in client.get(around).text
    assert mug.title not in client.get(f"/mall/search?low={price + 10}&high={price + 20}").text
    page = client.get("/mall/search?low=-5&high=abc")
    assert page.status_code == 200
    assert mug.title in page.text
    assert page.text.count("没有按价格筛选：") == 2
