"""Closing one's own store: only when nothing is owed, and then for good."""

import pytest

from app.commands import problems
from app.db import db
from app.errors import Conflict, NotAllowed
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.shoppers.operations import shopper_of
from sim_market.stores.models import StaffState, StoreState
from sim_market.stores.operations import Unsettled, close_store, opening, unsettled
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.stores.applying import apply, the_store
from tests.sim_market.stores.test_staff import hired


def test_deposit_and_funds_come_back_and_the_goods_leave_the_mall(client, trainee):
    apply(client)
    store, cohort = the_store(), the_store().cohort
    goods = make.sku(store=store, title="粗陶手冲杯 复古马克杯 一号")
    staff = hired(client)
    assert "关店以后" in client.get("/store/close").text
    assert goods.listing.title in client.get("/mall/search?q=手冲杯").text

    assert client.post("/store/close").status_code == 303

    db.session.expire_all()
    assert store.state == StoreState.CLOSED
    wallet = shopper_of(trainee, cohort)
    start = cohort.params["start_capital_fen"]
    assert balance_of(cohort.id, AccountKind.WALLET, wallet.id) == start
    for kind in (AccountKind.STORE_DEPOSIT, AccountKind.STORE_FUNDS):
        assert balance_of(cohort.id, kind, store.id) == 0
    assert staff.state == StaffState.OFF
    assert goods.listing.title not in client.get("/mall/search?q=手冲杯").text
    assert "店铺已关闭" in client.get("/store").text
    [entry] = make.entries(Verb.STORE_CLOSED)
    assert (entry.actor_id, entry.facts["back_fen"]) == (trainee.id, 600_000)
    assert {name: wrong for name, wrong in problems().items() if wrong} == {}


def test_an_order_under_way_stands_in_the_way(client):
    apply(client)
    store = the_store()
    make.order(of=make.sku(store=store))
    page = client.get("/store/close").text
    assert "没有结算的订单" in page
    assert 'action="/store/close"' not in page
    answer = client.post("/store/close")
    assert answer.status_code == 409
    assert "/rules#K-4" in answer.text
    assert the_store().state == StoreState.OPEN
    assert balance_of(store.cohort_id, AccountKind.STORE_DEPOSIT, store.id) == 100_000


@pytest.mark.parametrize("state", [StoreState.RESTRICTED, StoreState.SUSPENDED, StoreState.CLOSED])
def test_a_store_under_penalty_is_not_closed_to_get_away(app, state):
    store = make.store(state=state)
    with pytest.raises(NotAllowed):
        close_store(store, actor=store.owner)
    assert store.state == state


def test_a_closed_store_is_not_opened_again(client):
    apply(client)
    client.post("/store/close")
    assert client.post("/store/close").status_code == 403
    assert client.get("/store/close").status_code == 303
    assert client.post("/store/apply").status_code == 409
    assert client.get("/store/apply").status_code == 303
    staff = {"role": "store_service", "name": "客服小林"}
    assert client.post("/store/staff", data=staff).status_code == 403


def test_what_is_not_known_here_is_asked_of_upper_rooms(app, monkeypatch):
    store = make.store()
    db.session.commit()
    monkeypatch.setattr(opening, "UNSETTLED", [lambda _: Unsettled("供货单", 2, "/supply/orders")])
    assert [each.count for each in unsettled(store)] == [2]
    with pytest.raises(Conflict) as refused:
        close_store(store, actor=store.owner)
    assert refused.value.link == "/supply/orders"
    db.session.rollback()
    assert store.state == StoreState.OPEN
