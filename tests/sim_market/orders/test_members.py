"""Members of a store (P-4): levels by what was spent and kept, prices for them, thresholds."""

from datetime import timedelta

import pytest

from app.db import db
from app.errors import Conflict, Invalid
from sim_market.orders.members import count_members, levels_of, list_levels, memberships_of
from sim_market.orders.operations import receive_order, ship_order
from sim_market.orders.operations.members import set_levels
from sim_market.promotions.pricing import Kind
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.promotions.making import promotion

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def sku():
    return make.sku(price_fen=6000, stock=30)


@pytest.mark.parametrize(
    ("bought", "level", "missing"), [(0, 0, 5000), (1, 1, 6000), (2, 2, 0), (3, 2, 0)]
)
def test_a_level_is_what_was_spent_and_kept(sku, bought, level, missing):
    store = sku.listing.store
    set_levels(store, [5000, 12000], actor=store.owner)
    shopper = make.shopper(of=store.cohort)
    for _n in range(bought):
        order = make.order(of=sku, by=shopper)
        received(order)
    make.order(of=sku, by=shopper)  # paid, and not received: does not count
    assert levels_of(shopper, [store.id]) == {store.id: level}
    if bought:
        assert memberships_of(shopper)[0].missing_fen == missing
    assert sum(count_members(store, [5000, 12000])) == (1 if bought else 0)


def received(order):
    ship_order(
        order, carrier="模拟快递", tracking_number=f"MN{order.id:012d}", events=[], actor=None
    )
    order.cohort.sim_at += timedelta(minutes=1)
    receive_order(order, actor=None)
    db.session.flush()


def test_a_member_pays_the_members_price_and_others_do_not(sku):
    store = sku.listing.store
    set_levels(store, [5000], actor=store.owner)
    promotion(
        store, kind=Kind.MEMBER_PRICE, name="会员价", parameters={"price_fen": 4000},
        condition={"from_level": 1},
    )  # fmt: skip
    member = make.shopper(of=store.cohort)
    first = make.order(of=sku, by=member)
    assert first.goods_fen == 6000
    received(first)
    assert make.order(of=sku, by=member).goods_fen == 4000
    assert make.order(of=sku).goods_fen == 6000


@pytest.mark.parametrize("steps", [[0], [-1], [5000, 5000], [9000, 5000], [1, 2, 3, 4], [10**13]])
def test_thresholds_that_cannot_be_are_refused(sku, steps):
    store = sku.listing.store
    set_levels(store, [5000], actor=store.owner)
    with pytest.raises(Invalid) as told:
        set_levels(store, steps, actor=store.owner)
    assert told.value.rule == "P-4"
    assert list_levels(store) == [5000]


@pytest.mark.parametrize(("steps", "works"), [([4000], True), ([5001], False), ([], False)])
def test_nobody_falls_by_a_new_threshold(sku, steps, works):
    store = sku.listing.store
    set_levels(store, [5000], actor=store.owner)
    received(make.order(of=sku))
    if works:
        set_levels(store, steps, actor=store.owner)
    else:
        with pytest.raises(Conflict):
            set_levels(store, steps, actor=store.owner)
    assert list_levels(store) == (steps if works else [5000])


def test_the_pages_of_merchant_and_buyer(app, client, trainee, sku):
    store = sku.listing.store
    owner = make.browser(app, store.owner)
    assert owner.get("/orders/members").status_code == 200
    said = {"level_1": "50", "level_2": "120"}
    assert owner.post("/orders/members", data=said).status_code == 303
    assert list_levels(store) == [5000, 12000]
    bad = owner.post("/orders/members", data=said | {"level_2": "1"})
    assert bad.status_code == 422
    assert 'value="1"' in bad.text
    received(make.order(of=sku, by=shopper_of(trainee, store.cohort)))
    db.session.commit()
    page = client.get("/mall/members").text
    assert "1 级会员" in page
    assert "60.00" in page
    assert "1" in owner.get("/orders/members").text
