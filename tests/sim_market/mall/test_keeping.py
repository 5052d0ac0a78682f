"""Favourites, footprints and the page of what is mine."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db import db, transaction
from app.identity.models import Role
from sim_market.mall.models import Favourite, Footprint
from sim_market.mall.operations import keeping, note_visit
from tests import make
from tests.sim_market.listings.drafts import listing


@pytest.fixture
def mug(app):
    return listing()


def kept():
    return [(each.listing_id, each.store_id) for each in db.session.query(Favourite)]


def prints():
    return [each.listing_id for each in db.session.query(Footprint)]


def test_goods_and_stores_are_kept_found_and_dropped(client, mug):
    for _twice in range(2):
        assert client.post(f"/mall/listings/{mug.id}/favourite").status_code == 303
        assert client.post(f"/mall/stores/{mug.store_id}/favourite").status_code == 303
    assert kept() == [(mug.id, None), (None, mug.store_id)]
    assert mug.title in client.get("/mall/favourites").text
    assert mug.store.name in client.get("/mall/favourites?tab=stores").text
    assert "已收藏" in client.get(f"/mall/listings/{mug.id}").text
    answer = client.post(
        f"/mall/listings/{mug.id}/favourite", data={"deed": "drop", "from": "favourites"}
    )
    assert answer.location.endswith("/mall/favourites")
    client.post(f"/mall/stores/{mug.store_id}/favourite", data={"deed": "drop"})
    assert kept() == []


def test_what_is_kept_is_ones_own(client, app, mug):
    client.post(f"/mall/listings/{mug.id}/favourite")
    client.post(f"/mall/listings/{mug.id}/seen")
    other = make.browser(app, make.member().user)
    assert mug.title not in other.get("/mall/favourites").text
    assert mug.title not in other.get("/mall/footprints").text
    other.post("/mall/footprints")
    assert prints() == [mug.id]


def test_other_classes_do_not_exist_and_visitors_keep_nothing(client, app, mug):
    far = listing(store=make.store(of=make.cohort()))
    for path in ("listings/{}/favourite", "listings/{}/seen"):
        assert client.post(f"/mall/{path.format(far.id)}").status_code == 404
    assert client.post(f"/mall/stores/{far.store_id}/favourite").status_code == 404
    teacher = make.browser(app, make.member(Role.TEACHING_LECTURER).user)
    assert teacher.post(f"/mall/listings/{mug.id}/favourite").status_code == 403
    assert teacher.get("/mall/favourites").status_code == 403
    assert (kept(), prints()) == ([], [])


def test_there_is_an_end_to_keeping(client, mug, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_KEPT", 1)
    client.post(f"/mall/listings/{mug.id}/favourite")
    answer = client.post(f"/mall/stores/{mug.store_id}/favourite")
    assert answer.status_code == 409
    assert "最多收藏 1 个" in answer.text
    assert kept() == [(mug.id, None)]


def test_footprints_are_noted_once_and_forgotten_one_by_one_or_all(client, mug):
    pot = listing(title="玻璃茶壶 耐热带滤网")
    for goods in (mug, pot, mug):
        assert client.post(f"/mall/listings/{goods.id}/seen").status_code == 204
    page = client.get("/mall/footprints").text
    assert page.index(mug.title) < page.index(pot.title)
    client.post("/mall/footprints", data={"listing": mug.id})
    assert prints() == [pot.id]
    client.post("/mall/footprints", data={"listing": "9" * 40})
    assert prints() == [pot.id]
    client.post("/mall/footprints")
    assert prints() == []
    assert "还没有足迹" in client.get("/mall/footprints").text


def test_only_so_many_footprints_stay(client, trainee, mug, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_FOOTPRINTS", 2)
    goods = [mug, listing(title="玻璃茶壶 耐热带滤网"), listing(title="木托盘 实木茶盘")]
    for each in goods:
        note_visit(each, actor=trainee)
    assert prints() == [each.id for each in goods[1:]]


def test_the_page_of_what_is_mine_leads_everywhere(client, mug):
    client.post(f"/mall/listings/{mug.id}/favourite")
    page = client.get("/mall/me").text
    for link in ("/mall/favourites", "/mall/footprints", "/mall/orders", "/mall/till"):
        assert f'href="{link}' in page
    assert "<b>1</b><span>收藏的商品" in page


def test_the_same_heart_pressed_four_times_at_once_keeps_once(served):
    with served.app_context(), transaction():
        goods = listing()
        listing_id = goods.id
        browser = make.browser(served, make.member().user)
    with ThreadPoolExecutor(4) as pool:
        url = f"/mall/listings/{listing_id}/favourite"
        answers = list(pool.map(lambda _n: browser.post(url).status_code, range(4)))
    assert answers == [303] * 4
    with served.app_context():
        assert kept() == [(listing_id, None)]
