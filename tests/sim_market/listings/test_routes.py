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
    "detail-0-kind": "text", "detail-0-text": "杯壁比普通马克杯厚一点。",
    "detail-1-kind": "text", "detail-1-text": "热水放二十分钟还温手。",
    "specs-0-name": "颜色", "specs-0-values": "陶土色、海浪蓝",
    "skus-0-one": "陶土色", "skus-0-price": "39.90", "skus-0-cost": "18", "skus-0-stock": "8",
    "skus-1-one": "海浪蓝", "skus-1-price": "42",
}  # fmt: skip
NEW = "/listings/new?category_code=kitchen.cups.mug"


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


@pytest.fixture
def mine(store):
    return listing(store=store)


def said(listing: Listing, **changes) -> dict:
    typed = {name: value for name, value in TYPED.items() if not name.startswith("s")}
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
    assert "category_code=kitchen.cups.mug" in client.get("/listings/new?q=水杯").text
    assert "材质" in client.get(NEW).text
    page = client.post(NEW, data=TYPED, follow_redirects=True)
    assert "已存为草稿" in page.text
    made = db.session.scalar(sa.select(Listing))
    assert made.attributes == {"材质": "粗陶", "容量": 280, "功能": ["带盖"]}
    assert [(s.spec, s.price_fen, s.on_hand) for s in made.skus] == [
        ("陶土色", 3990, 8), ("海浪蓝", 4200, 0),
    ]  # fmt: skip
    assert [block["text"] for block in made.detail] == [
        TYPED["detail-0-text"], TYPED["detail-1-text"],
    ]  # fmt: skip
    page = client.post(f"/listings/{made.id}/on-sale", follow_redirects=True)
    assert "已上架" in page.text
    assert made.state == ListingState.ON_SALE


@pytest.mark.parametrize(
    "changes",
    [{"title": ""}, {"title": "长" * 81}, {"skus-0-price": ""}, {"skus-0-price": "abc"},
     {"skus-0-price": "-5"}, {"skus-0-price": "0"}, {"skus-0-price": "1.999"},
     {"skus-0-price": "99999999"}, {"skus-0-stock": "1.5"}, {"skus-0-stock": "999999"},
     {"skus-0-compare": "39.90"}, {"skus-0-weight": "-1"}, {"detail-0-text": "长" * 3001},
     {"specs-0-values": "陶土色、" + "长" * 21}, {"attribute:材质": ""}, {"attribute:容量": "10ml"},
     {"attribute:容量": "9999"}, {"limit_per_buyer": "-1"}, {"freight_id": "77"},
     {"presale": "y", "ship_hours": ""}],
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


def rows(listing: Listing, **changes) -> dict:
    """Its matrix as the page would send it, the first row with these changes."""
    typed = {}
    for n, sku in enumerate(listing.skus):
        row = {"id": sku.id, "price": sku.price_fen / 100, "stock": sku.on_hand, "weight": 320}
        row |= changes if n == 0 else {}
        typed |= {f"skus-{n}-{name}": str(value) for name, value in row.items()}
    return typed


def test_prices_and_stock_are_changed_together_or_not_at_all(client, mine):
    sku = mine.skus[0]
    form = said(mine) | rows(mine, price="３５.5", stock="20")
    assert client.post(f"/listings/{mine.id}", data=form).status_code == 303
    assert (sku.price_fen, sku.on_hand) == (3550, 20)
    for bad in ({"price": "0"}, {"stock": "-1"}, {"price": "x"}, {"price": "1.005"}):
        form = said(mine, title="改过的粗陶杯") | rows(mine, **bad)
        page = client.post(f"/listings/{mine.id}", data=form)
        assert page.status_code == 422
        assert "改过的粗陶杯" in page.text
    assert (sku.price_fen, sku.on_hand) == (3550, 20)
    assert mine.title == TYPED["title"]


def test_supplied_stock_has_no_field_and_is_not_changed_by_hand(client, store):
    supplied = listing(store=store, skus=(SkuDraft(price_fen=3900, stock=8, supplied=True),))
    sku = supplied.skus[0]
    assert 'name="skus-0-stock"' not in client.get(f"/listings/{supplied.id}").text
    form = said(supplied) | rows(supplied, price="40", stock="99", cost="1")
    assert client.post(f"/listings/{supplied.id}", data=form).status_code == 303
    assert (sku.price_fen, sku.on_hand, sku.cost_fen) == (4000, 8, 0)


def test_taking_off_sale_twice_is_a_conflict(client, mine):
    assert client.post(f"/listings/{mine.id}/off-sale").status_code == 303
    assert client.post(f"/listings/{mine.id}/off-sale").status_code == 409
    assert mine.state == ListingState.OFF_SALE


def test_other_peoples_goods_do_not_exist(client, store):
    other = listing()
    for answer in (
        client.get(f"/listings/{other.id}"),
        client.post(f"/listings/{other.id}", data=said(other)),
        client.post(f"/listings/{other.id}", data=said(other) | rows(other, price="1")),
        client.post(f"/listings/{other.id}/off-sale"),
    ):
        assert answer.status_code == 404
    assert other.state == ListingState.ON_SALE
