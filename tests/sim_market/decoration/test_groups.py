"""The store's own categories: two levels, goods by hand or by rule, in the merchant's order."""

import pytest

from app.db import db
from app.errors import Invalid
from sim_market.decoration import operations, queries
from sim_market.decoration.models import GroupRule, StoreCategory
from sim_market.listings.drafts import SkuDraft
from tests import make
from tests.sim_market.listings.drafts import listing


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


def cup(store, price_fen, title):
    return listing(store=store, title=title, skus=(SkuDraft(price_fen=price_fen, stock=5),))


def add(store, name, **said):
    return operations.add_group(store, name, actor=store.owner, **said)


def shown(store, group):
    return [card.listing.title for card in queries.shelf_of(store).cards_in(group.id)]


def names(store):
    return [(each.name, each.parent_id) for each in queries.list_groups(store)]


def test_a_category_shows_its_own_goods_and_those_below_it(store):
    mug, pot = cup(store, 3900, "粗陶马克杯 复古"), cup(store, 8800, "玻璃茶壶 耐热")
    top = add(store, "喝茶")
    low = add(store, "茶壶", parent_id=top.id)
    operations.fill_group(top, store, [mug.id], actor=store.owner)
    operations.fill_group(low, store, [pot.id, mug.id], actor=store.owner)
    assert sorted(shown(store, top)) == sorted([mug.title, pot.title])
    assert len(shown(store, low)) == 2


@pytest.mark.parametrize(
    ("rule", "first"), [(GroupRule.LOW, "便宜马克杯"), (GroupRule.BEST, "热卖马克杯")]
)
def test_goods_by_rule_follow_prices_and_sales(store, rule, first):
    cup(store, 1900, "便宜马克杯 粗陶")
    hot = cup(store, 5900, "热卖马克杯 粗陶")
    make.order(of=hot.skus[0])
    hot.skus[0].sold = 3
    db.session.flush()
    found = shown(store, add(store, "按规则", rule=rule))
    assert found[0].startswith(first)
    assert len(found) == 2


def test_there_are_two_levels_and_no_more(store):
    top = add(store, "一级")
    low = add(store, "二级", parent_id=top.id)
    other = add(store, "别的")
    with pytest.raises(Invalid):
        add(store, "三级", parent_id=low.id)
    with pytest.raises(Invalid):
        operations.change_group(
            top, store, "一级", parent_id=other.id, rule=GroupRule.HAND, actor=store.owner
        )
    with pytest.raises(Invalid):
        add(store, "无根", parent_id=999)
    assert len(names(store)) == 3


def test_another_stores_category_is_no_parent(store, client):
    far = add(make.store(), "别家")
    answer = client.post(
        "/decoration/groups", data={"name": "偷放", "parent": far.id, "rule": "hand"}
    )
    assert answer.status_code == 422
    assert names(store) == []


def test_a_category_with_some_below_is_not_deleted(store, client):
    top = add(store, "一级")
    low = add(store, "二级", parent_id=top.id)
    answer = client.post(f"/decoration/groups/{top.id}/remove")
    assert answer.status_code == 409
    assert "先删掉下级分类" in answer.text
    assert client.post(f"/decoration/groups/{low.id}/remove").status_code == 303
    assert client.post(f"/decoration/groups/{top.id}/remove").status_code == 303
    assert names(store) == []


def test_siblings_are_moved_by_buttons(store, client):
    first, second = add(store, "甲"), add(store, "乙")
    assert client.post(f"/decoration/groups/{second.id}/up").status_code == 303
    assert client.post(f"/decoration/groups/{second.id}/up").status_code == 303
    assert [name for name, _parent in names(store)] == ["乙", "甲"]
    client.post(f"/decoration/groups/{second.id}/down")
    assert [name for name, _parent in names(store)] == ["甲", "乙"]
    assert client.post(f"/decoration/groups/{first.id}/sideways").status_code == 404
    assert client.post(f"/decoration/groups/{add(make.store(), '别家').id}/up").status_code == 404


def test_the_page_makes_changes_and_shows_the_tree_to_buyers(store, client, app):
    mug = cup(store, 3900, "粗陶马克杯 复古")
    top = add(store, "喝茶")
    form = {"name": "新品", "parent": top.id, "rule": "newest"}
    assert client.post("/decoration/groups", data=form).status_code == 303
    low = db.session.query(StoreCategory).filter_by(name="新品").one()
    assert (low.parent_id, low.rule) == (top.id, GroupRule.NEWEST)
    page = client.get("/decoration/groups").text
    assert "新品：最近上架的 20 件" in page
    form = {"name": "刚上架", "parent": 0, "rule": "low", "listings": [mug.id]}
    assert client.post(f"/decoration/groups/{low.id}", data=form).status_code == 303
    assert (low.name, low.parent_id, low.rule) == ("刚上架", None, GroupRule.LOW)
    operations.change_group(
        low, store, "刚上架", parent_id=top.id, rule=GroupRule.LOW, actor=store.owner
    )
    buyer = make.browser(app, make.member().user)
    page = buyer.get(f"/mall/stores/{store.id}?group={top.id}").text
    assert "下级分类" in page
    assert mug.title in page


@pytest.mark.parametrize("rule", ["", "x", "<b>", "hand' OR 1=1"])
def test_a_rule_that_there_is_not_is_refused(store, client, rule):
    answer = client.post("/decoration/groups", data={"name": "奇怪", "parent": 0, "rule": rule})
    assert answer.status_code == 422
    assert names(store) == []
