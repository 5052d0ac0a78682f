"""Where returned goods go."""

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.stores.models import StoreAddress
from sim_market.stores.queries import default_address, list_addresses
from tests import make

GOOD = {
    "receiver": "模拟仓库老周", "phone": "19900001234", "province": "河南",
    "street": "模拟市练习路 8 号 3 号库",
}  # fmt: skip


@pytest.fixture
def shop(trainee):
    return make.store(owner=trainee)


def added(client, **said) -> StoreAddress:
    assert client.post("/store/addresses", data=GOOD | said).status_code == 303
    return db.session.scalars(sa.select(StoreAddress).order_by(StoreAddress.id.desc())).first()


def test_the_first_is_the_default_and_there_is_only_one(client, shop):
    first, second = added(client), added(client, receiver="模拟仓库小李")
    assert default_address(shop) == first
    client.post(f"/store/addresses/{second.id}/default")
    db.session.expire_all()
    assert [a.is_default for a in list_addresses(shop)] == [True, False]
    assert default_address(shop) == second
    third = added(client, receiver="模拟门店", is_default="y")
    db.session.expire_all()
    assert default_address(shop) == third


def test_it_is_changed_and_removed_and_another_becomes_the_default(client, shop):
    first, second = added(client), added(client, receiver="模拟仓库小李")
    page = client.get(f"/store/addresses/{first.id}").text
    assert 'value="模拟仓库老周"' in page
    changed = client.post(f"/store/addresses/{first.id}", data=GOOD | {"street": "新的模拟路 9 号"})
    assert changed.status_code == 303
    assert "新的模拟路 9 号" in client.get("/store/addresses").text
    assert client.post(f"/store/addresses/{first.id}/remove").status_code == 303
    db.session.expire_all()
    assert [(a.id, a.is_default) for a in list_addresses(shop)] == [(second.id, True)]


@pytest.mark.parametrize(
    "said", [{"receiver": "张三"}, {"receiver": ""}, {"phone": "13800138000"}, {"phone": "1990000"},
             {"province": ""}, {"province": "长" * 21}, {"street": "短"}, {"street": "长" * 101},
             {"receiver": "\u200b"}],
)  # fmt: skip
def test_real_people_and_nonsense_are_refused(client, shop, said):
    page = client.post("/store/addresses", data=GOOD | said)
    assert page.status_code == 422
    assert list_addresses(shop) == []


def test_numbers_typed_on_a_chinese_keyboard_are_tidied(client, shop):
    assert added(client, phone="１９９ ００００ １２３４").phone == "19900001234"


def test_there_are_ten_at_most(client, shop):
    for n in range(10):
        added(client, receiver=f"模拟仓库{n}")
    page = client.post("/store/addresses", data=GOOD)
    assert page.status_code == 409
    assert len(list_addresses(shop)) == 10


def test_another_store_s_address_is_none_of_mine(app, client, shop):
    mine = added(client)
    stranger = make.browser(app, make.store().owner)
    for path in ("", "/default", "/remove"):
        assert stranger.post(f"/store/addresses/{mine.id}{path}", data=GOOD).status_code == 404
    assert stranger.get(f"/store/addresses/{mine.id}").status_code == 404
    assert "还没有退货地址" in stranger.get("/store/addresses").text
    assert default_address(shop) == mine
