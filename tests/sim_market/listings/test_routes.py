import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.listings.album import album
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Listing, ListingState
from tests import make
from tests.sim_market.listings.drafts import draft, listing

TYPED = {
    "title": "粗陶手冲杯 复古马克杯 280ml",
    "images": album("kitchen.cups.mug")[:3],
    "attribute:材质": "粗陶",
    "attribute:容量": "280",
    "attribute:功能": ["带盖"],
    "detail": "杯壁比普通马克杯厚一点。\n\n热水放二十分钟还温手。",
    "spec_name": "颜色",
    "spec_1": "陶土色", "price_1": "39.90", "cost_1": "18", "stock_1": "8", "weight_1": "320",
    "spec_2": "海浪蓝", "price_2": "42", "cost_2": "", "stock_2": "", "weight_2": "",
}  # fmt: skip
NEW = "/listings/new?category_code=kitchen.cups.mug"


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


@pytest.fixture
def mine(store):
    return listing(store=store)


def said(listing: Listing, **changes) -> dict:
    typed = {name: value for name, value in TYPED.items() if not name[-1].isdecimal()}
    kept = {"version": str(listing.version), "images": listing.images}
    return typed | kept | changes


def test_without_a_store_the_list_says_to_open_one(client):
    page = client.get("/listings")
    assert page.status_code == 200
    assert "先开店" in page.text


def test_the_list_shows_my_goods_with_state_and_faults(client, mine):
    bad = listing(store=mine.store, on_sale=False, title="国家级手冲杯")
    other = listing(title="别人家的玻璃茶壶")
    page = client.get("/listings")
    assert mine.title in page.text
    assert bad.title in page.text
    assert "国家级”，请换个说法" in page.text
    assert other.title not in page.text
    page = client.get("/listings?state=draft&q=国家")
    assert bad.title in page.text
    assert mine.code not in page.text
    assert "没有符合的商品" in client.get("/listings?q=100%25").text


def test_a_listing_is_made_by_hand_and_put_on_sale(client, store):
    assert "选择类目" in client.get("/listings/new").text
    assert "材质" in client.get(NEW).text
    page = client.post(NEW, data=TYPED, follow_redirects=True)
    assert "已存为草稿" in page.text
    made = db.session.scalar(sa.select(Listing))
    assert made.attributes == {"材质": "粗陶", "容量": 280, "功能": ["带盖"]}
    assert [(s.spec, s.price_fen, s.on_hand) for s in made.skus] == [
        ("陶土色", 3990, 8), ("海浪蓝", 4200, 0),
    ]  # fmt: skip
    assert [block["text"] for block in made.detail] == TYPED["detail"].split("\n\n")
    page = client.post(f"/listings/{made.id}/on-sale", follow_redirects=True)
    assert "已上架" in page.text
    assert made.state == ListingState.ON_SALE


@pytest.mark.parametrize(
    "changes",
    [{"title": ""}, {"title": "长" * 81}, {"price_1": ""}, {"price_1": "abc"}, {"price_1": "-5"},
     {"price_1": "0"}, {"price_1": "1.999"}, {"stock_1": "1.5"}, {"stock_1": "999999"},
     {"spec_2": "陶土色"}, {"detail": "长" * 5001}, {"attribute:材质": ""}],
)  # fmt: skip
def test_a_new_listing_that_cannot_be_kept_is_refused_with_what_was_typed(client, store, changes):
    page = client.post(NEW, data=TYPED | changes)
    assert page.status_code == 422
    assert "陶土色" in page.text
    assert db.session.scalar(sa.select(sa.func.count(Listing.id))) == 0


def test_faults_are_shown_at_their_fields_and_nothing_goes_on_sale(client, store):
    bad = listing(store=store, on_sale=False, title="国家级手冲杯", attributes={})
    page = client.post(f"/listings/{bad.id}/on-sale", follow_redirects=True)
    assert "第 1 轮审核没有通过" in page.text
    assert "请填写材质" in page.text
    assert "/rules#L-4" in page.text
    assert bad.state == ListingState.DRAFT


def test_a_listing_without_stock_says_so(client, store):
    empty = listing(store=store, on_sale=False, skus=(SkuDraft(price_fen=3900),))
    page = client.post(f"/listings/{empty.id}/on-sale", follow_redirects=True)
    assert empty.state == ListingState.DRAFT
    assert "没有库存，上架了也买不了" in page.text


def test_the_content_is_edited(client, mine):
    page = client.post(
        f"/listings/{mine.id}", data=said(mine, title="粗陶手冲杯 厚壁 280ml"),
        follow_redirects=True,
    )  # fmt: skip
    assert "商品内容已保存" in page.text
    assert (mine.title, mine.version) == ("粗陶手冲杯 厚壁 280ml", 2)


def test_a_stale_edit_is_told_and_nothing_is_lost_or_changed(client, mine):
    client.post(f"/listings/{mine.id}", data=said(mine, title="粗陶手冲杯 厚壁 280ml"))
    page = client.post(f"/listings/{mine.id}", data=said(mine, version="1", title="粗陶杯 另一个"))
    assert page.status_code == 409
    assert "粗陶杯 另一个" in page.text
    assert mine.title == "粗陶手冲杯 厚壁 280ml"


def test_goods_on_sale_stay_within_the_rules(client, mine):
    page = client.post(f"/listings/{mine.id}", data=said(mine, title="全国第一的手冲杯"))
    assert page.status_code == 422
    assert "/rules#L-4" in page.text
    assert mine.title == draft().title


def test_prices_and_stock_are_changed_together_or_not_at_all(client, mine):
    sku = mine.skus[0]
    form = {f"price_{sku.id}": "35.5", f"stock_{sku.id}": "20"}
    assert client.post(f"/listings/{mine.id}/skus", data=form).status_code == 303
    assert (sku.price_fen, sku.on_hand) == (3550, 20)
    for bad in ({f"price_{sku.id}": "0"}, {f"stock_{sku.id}": "-1"}, {f"price_{sku.id}": "x"}):
        assert client.post(f"/listings/{mine.id}/skus", data=form | bad).status_code == 422
    assert (sku.price_fen, sku.on_hand) == (3550, 20)


def test_supplied_stock_has_no_field_and_is_not_changed_by_hand(client, store):
    supplied = listing(store=store, skus=(SkuDraft(price_fen=3900, stock=8, supplied=True),))
    sku = supplied.skus[0]
    assert f'name="stock_{sku.id}"' not in client.get(f"/listings/{supplied.id}").text
    client.post(
        f"/listings/{supplied.id}/skus", data={f"price_{sku.id}": "40", f"stock_{sku.id}": "99"}
    )
    assert (sku.price_fen, sku.on_hand) == (4000, 8)


def test_taking_off_sale_twice_is_a_conflict(client, mine):
    assert client.post(f"/listings/{mine.id}/off-sale").status_code == 303
    assert client.post(f"/listings/{mine.id}/off-sale").status_code == 409
    assert mine.state == ListingState.OFF_SALE


def test_other_peoples_goods_do_not_exist(client, store):
    other = listing()
    for answer in (
        client.get(f"/listings/{other.id}"),
        client.post(f"/listings/{other.id}", data=said(other)),
        client.post(f"/listings/{other.id}/skus", data={}),
        client.post(f"/listings/{other.id}/off-sale"),
    ):
        assert answer.status_code == 404
    assert other.state == ListingState.ON_SALE
