import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.db import db
from app.errors import Conflict, Invalid
from sim_market.listings.operations import hold_stock, set_stock
from supply_chain.checks import allotments_add_up
from supply_chain.stock.elsewhere import day_delta
from supply_chain.stock.models import Allotment, PushOutcome, SupplierOutOfStock, SyncPush
from supply_chain.stock.operations import (
    allocate,
    change_rule,
    drift,
    push,
    release,
    send,
    sync_cohort,
    sync_store,
)
from supply_chain.stock.quantity import Level, Rule, shop_on_hand, shown
from supply_chain.stock.queries import list_pairs, list_pushes, rule_of
from supply_chain.verbs import Verb
from tests import make
from tests.supply_chain import goods

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    ("level", "rule", "units"),
    [
        (Level(40, 0, 0), Rule(), 40),
        (Level(40, 10, 10), Rule(), 30),
        (Level(40, 0, 5), Rule(), 35),
        (Level(40, 10, 13), Rule(), 27),
        (Level(40, 0, 0), Rule(rate_percent=50), 20),
        (Level(41, 0, 0), Rule(rate_percent=50), 20),
        (Level(40, 0, 0), Rule(buffer=15), 25),
        (Level(10, 0, 0), Rule(buffer=15), 0),
        (Level(40, 0, 0), Rule(cap=7), 7),
        (Level(41, 0, 0, pack=3), Rule(), 13),
        (Level(41, 6, 4, pack=3), Rule(), 9),
        (Level(2, 0, 5), Rule(), 0),
    ],
)
def test_the_shop_shows_what_the_supplier_can_still_promise(level, rule, units):
    assert shown(level, rule) == units
    assert shop_on_hand(level, rule) == units + level.reserved


@given(
    on_hand=st.integers(0, 500),
    allocated=st.integers(0, 500),
    reserved=st.integers(0, 200),
    pack=st.integers(1, 12),
    rate=st.integers(1, 100),
    buffer=st.integers(0, 100),
    cap=st.integers(1, 300),
)
def test_the_shop_never_offers_what_is_not_there(
    on_hand, allocated, reserved, pack, rate, buffer, cap
):
    level = Level(max(on_hand, allocated), allocated, reserved, pack)
    offered = shown(level, Rule(rate, buffer, cap))
    assert 0 <= offered <= cap
    assert offered == 0 or offered * pack <= level.available


def pair_of(listing):
    return list_pairs(listing.store)[0]


def test_setting_aside_freeing_and_sending_adds_up():
    allotment = pair_of(goods.listing()).allotment

    allocate(allotment, 5, "G1")
    release(allotment, 2, "G1")
    send(allotment, 3, "G1")

    assert (allotment.on_hand, allotment.allocated) == (37, 0)
    assert allotments_add_up() == []


def test_more_than_is_there_is_not_set_aside():
    allotment = pair_of(goods.listing()).allotment
    allocate(allotment, 39, "G1")

    with pytest.raises(SupplierOutOfStock, match="要 2 件，可用 1 件"):
        allocate(allotment, 2, "G2")

    assert (allotment.on_hand, allotment.allocated) == (40, 39)


@pytest.mark.parametrize("move", [release, send])
def test_what_was_never_set_aside_cannot_leave(move):
    allotment = pair_of(goods.listing()).allotment
    with pytest.raises(Conflict):
        move(allotment, 1, "G1")
    assert (allotment.on_hand, allotment.allocated) == (40, 0)
    assert allotments_add_up() == []


def test_the_supplier_sells_elsewhere_but_not_what_is_set_aside():
    allotment = pair_of(goods.listing()).allotment
    allocate(allotment, 30, "G1")

    assert drift(allotment, -50, "day 2") == -10
    assert drift(allotment, -1, "day 3") == 0
    assert drift(allotment, 25, "day 4") == 25

    assert (allotment.on_hand, allotment.allocated) == (55, 30)
    assert allotments_add_up() == []


def test_a_check_notices_stock_that_moved_without_a_reason():
    allotment = pair_of(goods.listing()).allotment
    db.session.execute(sa.update(Allotment).where(Allotment.id == allotment.id).values(on_hand=39))
    assert len(allotments_add_up()) == 1


def test_the_suppliers_day_is_the_same_for_every_store_and_small():
    days = [day_delta(1, "P1-1", day, opened=500, available=400) for day in range(60)]
    assert days == [day_delta(1, "P1-1", day, opened=500, available=400) for day in range(60)]
    assert -20 <= min(days) < 0
    assert 10 < len([day for day in days if day]) < 30
    assert max(days) <= 0
    assert 300 in [day_delta(1, "P1-1", day, opened=500, available=100) for day in range(60)]


def test_sync_brings_the_shop_in_step_and_logs_each_push():
    listing = goods.listing()
    drift(pair_of(listing).allotment, -12, "day 2")

    synced = sync_store(listing.store, actor=listing.store.owner)

    assert (synced.seen, synced.pushed) == (2, 1)
    assert [sku.on_hand for sku in listing.skus] == [28, 40]
    [row] = list_pushes(listing.store)[0]
    assert (row.was, row.wanted, row.now, row.outcome) == (40, 28, 28, PushOutcome.ACCEPTED)
    assert sync_store(listing.store, actor=None).pushed == 0
    assert len(make.entries(Verb.STOCK_SYNCED)) == 1


def test_sync_leaves_room_for_orders_that_are_not_captured_yet():
    listing = goods.listing()
    goods.order(listing, 30)
    drift(pair_of(listing).allotment, -12, "day 2")

    sync_store(listing.store, actor=None)

    sku = listing.skus[0]
    assert (sku.on_hand, sku.reserved, sku.available) == (30, 30, 0)


def test_reserved_units_are_kept_even_when_the_supplier_has_none():
    listing = goods.listing()
    pair = pair_of(listing)
    hold_stock(pair.sku, 20, "D1")

    assert push(listing.store, pair.allotment, pair.sku, seq=1, wanted=5) == PushOutcome.KEPT
    assert pair.sku.on_hand == 20


def test_an_old_push_that_comes_late_does_nothing():
    listing = goods.listing()
    pair = pair_of(listing)
    push(listing.store, pair.allotment, pair.sku, seq=2, wanted=10)

    late = push(listing.store, pair.allotment, pair.sku, seq=1, wanted=35)
    again = push(listing.store, pair.allotment, pair.sku, seq=2, wanted=10)

    assert (late, again) == (PushOutcome.STALE, PushOutcome.STALE)
    assert pair.sku.on_hand == 10
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SyncPush)) == 3


def test_the_rule_of_the_store_is_followed_from_then_on():
    listing = goods.listing()
    change_rule(listing.store, Rule(50, 10, 12), actor=listing.store.owner)
    change_rule(listing.store, Rule(50, 10, 14), actor=listing.store.owner)

    sync_store(listing.store, actor=None)

    assert rule_of(listing.store) == Rule(50, 10, 14)
    assert [sku.on_hand for sku in listing.skus] == [14, 14]


@pytest.mark.parametrize(
    "rule", [Rule(0), Rule(101), Rule(buffer=-1), Rule(cap=0), Rule(cap=10**6)]
)
def test_a_senseless_rule_is_refused(rule):
    store = goods.store()
    with pytest.raises(Invalid):
        change_rule(store, rule, actor=store.owner)
    assert rule_of(store) == Rule()


def test_only_stores_out_of_step_are_synced():
    still, moved = goods.listing(), goods.listing()
    set_stock(moved.skus[0], 3, ref="test")

    assert sync_cohort(still.cohort_id) == 1
    assert moved.skus[0].on_hand == 40


def test_classmates_do_not_share_stock():
    product = goods.product()
    one, two = goods.listing(of=product), goods.listing(of=product)
    allocate(pair_of(one).allotment, 40, "G1")

    sync_cohort(one.cohort_id)

    assert (one.skus[0].on_hand, two.skus[0].on_hand) == (40, 40)
    assert pair_of(two).allotment.available == 40
