"""Building a store's page as its owner does it, and what buyers see of it."""

import pytest

from app.db import db
from sim_market.decoration import operations, queries
from sim_market.decoration.models import StoreCategory
from sim_market.decoration.queries import find_page, published_page
from tests import make
from tests.sim_market.listings.drafts import listing


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


@pytest.fixture
def goods(store):
    return [listing(store=store, title=f"粗陶手冲杯 厚壁款 {n} 号") for n in range(3)]


def version(store) -> str:
    db.session.expire_all()
    page = find_page(store)
    return str(page.version if page else 1)


def send(client, store, where, **data):
    return client.post(f"/decoration{where}", data={"version": version(store), **data})


def test_a_page_from_a_template_is_published_and_seen_by_buyers(client, store, goods):
    assert "选一个模板开始" in client.get("/decoration").text
    assert send(client, store, "/start", start="opening").status_code == 303
    assert "新店开张" in client.get("/decoration").text
    assert "新店开张" not in client.get(f"/mall/stores/{store.id}").text
    assert send(client, store, "/publish").status_code == 303
    page = client.get(f"/mall/stores/{store.id}")
    assert "新店开张" in page.text
    assert goods[0].title in page.text
    assert len(make.entries("store.decorated")) == 1


@pytest.mark.parametrize("start", ["opening", "single", "many", "story", "plain"])
def test_every_template_can_be_published_at_once(client, store, goods, start):
    send(client, store, "/start", start=start)
    assert send(client, store, "/publish").status_code == 303


def test_blocks_are_added_filled_moved_copied_removed_and_brought_back(client, store, goods):
    send(client, store, "/add", kind="text")
    send(client, store, "/add", kind="goods")
    send(client, store, "/blocks/1", title="说明", text="每天下午四点前的订单当天发", show="all")
    assert [b["kind"] for b in find_page(store).blocks] == ["text", "goods"]
    assert find_page(store).blocks[0]["text"] == "每天下午四点前的订单当天发"
    send(client, store, "/blocks/2/move", to="up")
    send(client, store, "/blocks/1/copy")
    db.session.expire_all()
    assert [b["id"] for b in find_page(store).blocks] == [2, 1, 3]
    send(client, store, "/blocks/2/move", to="2")
    db.session.expire_all()
    assert [b["id"] for b in find_page(store).blocks] == [1, 3, 2]
    send(client, store, "/blocks/3/remove")
    send(client, store, "/undo")
    db.session.expire_all()
    assert [b["id"] for b in find_page(store).blocks] == [1, 3, 2]


def test_a_stale_step_is_told_and_changes_nothing(client, store, goods):
    send(client, store, "/add", kind="text")
    old = version(store)
    send(client, store, "/blocks/1", title="新", text="新的话", show="all")
    typed = {"version": old, "title": "旧", "text": "我打的字", "show": "all"}
    page = client.post("/decoration/blocks/1", data=typed)
    assert page.status_code == 409
    assert "我打的字" in page.text
    db.session.expire_all()
    assert find_page(store).blocks[0]["text"] == "新的话"


@pytest.mark.parametrize(
    ("where", "data", "status"),
    [("/add", {"kind": "iframe"}, 422), ("/start", {"start": "x"}, 422),
     ("/blocks/9/move", {"to": "up"}, 409), ("/undo", {}, 409), ("/publish", {}, 422)],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_next_step(client, store, where, data, status):
    page = send(client, store, where, **data)
    assert page.status_code == status
    assert find_page(store) is None or find_page(store).blocks == []


def test_hostile_words_are_shown_as_they_are_typed(client, store, goods):
    send(client, store, "/add", kind="text")
    send(client, store, "/blocks/1", title="<b>", text="<script>alert(1)</script>", show="all")
    send(client, store, "/add", kind="goods")
    send(client, store, "/publish")
    page = client.get(f"/mall/stores/{store.id}")
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;" in page.text


def test_a_page_with_forbidden_words_or_a_dead_link_is_not_published(client, store, goods):
    send(client, store, "/start", start="single")
    assert send(client, store, "/publish").status_code == 303
    db.session.expire_all()
    goods[0].store.state = "open"
    for each in goods:
        client.post(f"/listings/{each.id}/off-sale")
    refused = send(client, store, "/publish")
    assert refused.status_code == 422
    assert "不在售" in refused.text
    send(client, store, "/add", kind="text")
    last = find_page(store).blocks[-1]["id"]
    send(client, store, f"/blocks/{last}", title="", text="全国第一的杯子", show="all")
    assert "/rules#L-4" in client.get("/decoration").text
    assert published_page(store).number == 1


def test_an_old_version_comes_back_as_a_new_one(client, store, goods):
    send(client, store, "/start", start="plain")
    send(client, store, "/publish")
    send(client, store, "/start", start="opening")
    send(client, store, "/publish")
    assert "新店开张" in client.get(f"/mall/stores/{store.id}").text
    assert client.post("/decoration/versions/1").status_code == 303
    db.session.expire_all()
    assert published_page(store).number == 3
    assert "新店开张" not in client.get(f"/mall/stores/{store.id}").text
    assert client.post("/decoration/versions/99").status_code == 404


def test_goods_stand_in_categories_of_the_store(client, store, goods):
    client.post("/decoration/groups", data={"name": "送人"})
    group = db.session.query(StoreCategory).one()
    other = listing(title="别家的杯子 厚壁款 加大号")
    form = {"name": "送人的", "listings": [str(goods[0].id)]}
    client.post(f"/decoration/groups/{group.id}", data=form)
    page = client.get(f"/mall/stores/{store.id}?group={group.id}")
    assert goods[0].title in page.text
    assert goods[1].title not in page.text
    bad = client.post(
        f"/decoration/groups/{group.id}", data={"name": "送人的", "listings": [str(other.id)]}
    )
    assert bad.status_code == 422
    assert list(queries.shelf_of(store).standing[group.id]) == [goods[0].id]
    again = client.post("/decoration/groups", data={"name": "送人的"})
    assert again.status_code == 409
    assert "已经有" in again.text


def test_other_stores_pages_do_not_exist(client, store, goods):
    other = make.store()
    group = operations.add_group(other, "别家分类", actor=other.owner)
    assert client.get(f"/decoration/groups/{group.id}").status_code == 404
    assert client.post(f"/decoration/groups/{group.id}/remove").status_code == 404
    assert client.post(f"/decoration/groups/{group.id}", data={"name": "我的"}).status_code == 404
    db.session.refresh(group)
    assert group.name == "别家分类"


def test_a_store_that_is_not_open_has_nothing_to_decorate(client, trainee):
    page = client.get("/decoration")
    assert page.status_code == 200
    assert "先开店，再装修" in page.text
    assert client.post("/decoration/add", data={"kind": "text"}).status_code == 404
