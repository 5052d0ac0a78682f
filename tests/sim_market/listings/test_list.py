"""The merchant's list of goods: filters in the address, counts, kept views, ticks for bulk."""

import pytest
from lxml import html

from app.db import db
from sim_market.listings import operations
from sim_market.listings.album import album
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.looking import quality_of
from sim_market.listings.models import Listing, ListingView
from sim_market.listings.queries.shelf import WEAK
from tests import make
from tests.sim_market.listings.drafts import listing

ZERO_WIDTH = "\u200b"


@pytest.fixture
def shop(trainee):
    """One of each: plenty, few, none left, sent back, weak."""
    store = make.store(owner=trainee)

    def goods(title: str, stock: int = 50, **said):
        return listing(
            store=store, title=title, skus=(SkuDraft(price_fen=3900, stock=stock),), **said
        )

    album_of = album("kitchen.cups.mug")[:5]
    words = tuple({"kind": "text", "text": "热水放二十分钟还温手，" * 8} for _ in range(3))
    skus = (SkuDraft(price_fen=3900, cost_fen=1800, stock=50, weight_g=320, merchant_code="M-1"),)
    listing(store=store, title=GOOD, images=tuple(album_of), detail=words, skus=skus)
    goods("剩得不多的手冲杯 280ml", 3)
    operations.count_stock(goods("卖完了的粗陶手冲杯").skus[0], 0, actor=None)
    operations.submit_listing(goods("国家级手冲杯 280ml", on_sale=False), actor=None)
    goods("杯杯杯杯杯", on_sale=False, detail=(), attributes={})
    db.session.commit()
    return store


GOOD = "够卖的粗陶手冲杯 复古厚壁马克杯 带盖 280ml"


def titles(page) -> list[str]:
    tree = html.fromstring(page.text)
    return [
        " ".join(cell.text_content().split())
        for cell in tree.xpath("//tbody//td[@class='is-wide']")
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("only=low", {"剩得不多", "卖完了"}),
        ("only=sold_out", {"卖完了"}),
        ("only=sent_back", {"国家级"}),
        ("only=low&q=剩得", {"剩得不多"}),
        ("only=low&state=draft", set()),
        ("only=nonsense&state=draft", {"国家级", "杯杯杯"}),
        ("category=kitchen&q=够卖", {"够卖的"}),
        ("category=no.such&state=xx&page=-3", {"够卖的", "剩得不多", "卖完了", "国家级", "杯杯杯"}),
    ],
)
def test_filters_narrow_the_list(client, shop, filters, expected):
    page = client.get(f"/listings?{filters}")
    assert page.status_code == 200
    found = titles(page)
    assert len(found) == len(expected)
    assert all(any(words in title for title in found) for words in expected)


def test_weak_goods_are_those_that_say_too_little(client, shop):
    found = titles(client.get("/listings?only=weak"))
    scores = {each.title: quality_of(each).score for each in db.session.query(Listing)}
    assert {scores[GOOD] >= WEAK, scores["杯杯杯杯杯"] < WEAK} == {True}
    assert not any(GOOD in title for title in found)
    assert len(found) == sum(score < WEAK for score in scores.values())


def test_each_filter_says_how_many_there_are(client, shop):
    tree = html.fromstring(client.get("/listings").text)
    chips = [
        "".join(chip.text_content().split())
        for chip in tree.xpath("//nav[@aria-label='快捷视图']/a")
    ]
    assert chips == ["库存不多2", "卖完了1", "审核没通过1", "信息分低"]


def test_ticks_lead_to_the_bulk_page_with_the_same_goods(client, shop):
    tree = html.fromstring(client.get("/listings").text)
    boxes = tree.xpath("//input[@name='ids'][@form='picked']/@value")
    assert len(boxes) == 5
    page = client.get("/bulk", query_string={"ids": boxes[:2]})
    picked = html.fromstring(page.text).xpath("//input[@name='ids'][@checked]/@value")
    assert sorted(picked) == sorted(boxes[:2])


def test_filters_are_kept_under_a_name_and_dropped(client, shop):
    page = client.post("/listings?only=low&q=手冲", data={"name": "快没了"})
    assert page.status_code == 303
    assert page.location.endswith("only=low&q=手冲") or "only=low" in page.location
    tree = html.fromstring(client.get("/listings").text)
    link = tree.xpath("//nav[@aria-label='快捷视图']/a[contains(., '快没了')]/@href")[0]
    assert len(titles(client.get(link))) == 2
    client.post("/listings?only=sold_out", data={"name": "快没了"})
    view = db.session.query(ListingView).one()
    assert view.filters == {"only": "sold_out"}
    assert client.post(f"/listings/views/{view.id}/drop").status_code == 303
    assert db.session.query(ListingView).count() == 0


@pytest.mark.parametrize(
    ("address", "name"),
    [("/listings", "全部"), ("/listings?only=low", ""), ("/listings?only=low", ZERO_WIDTH),
     ("/listings?only=low", "长" * 13), ("/listings?only=low", "x" * 100_000),
     ("/listings?page=3&evil=1", "别的参数")],
)  # fmt: skip
def test_a_view_that_cannot_be_kept_is_refused_in_place(client, shop, address, name):
    page = client.post(address, data={"name": name})
    assert page.status_code == 422
    assert db.session.query(ListingView).count() == 0


def test_only_twelve_views_are_kept(client, shop):
    for n in range(13):
        page = client.post("/listings?only=low", data={"name": f"视图{n}"})
    assert page.status_code == 422
    assert "最多存 12 个视图" in page.text
    assert db.session.query(ListingView).count() == 12
    assert client.post("/listings?only=weak", data={"name": "视图3"}).status_code == 303


def test_views_of_others_are_not_there(client, shop):
    other = make.store()
    operations.keep_view(other, "他们的", {"only": "low"}, actor=other.owner)
    db.session.commit()
    view = db.session.query(ListingView).one()
    assert "他们的" not in client.get("/listings").text
    assert client.post(f"/listings/views/{view.id}/drop").status_code == 404
    assert db.session.query(ListingView).count() == 1
