from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import db
from app.flow import IllegalMove
from app.jobs import Job, JobState
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.orders.models import CloseReason, OrderState
from supply_chain.capture import window
from supply_chain.capture.models import CaptureCursor, Hitch, SupplyOrder, SupplyState
from supply_chain.capture.operations import (
    cancel_supply,
    confirm,
    confirm_all,
    mark_own,
    pull_orders,
    supply_line_from,
)
from supply_chain.checks import CHECKS
from supply_chain.stock.queries import list_pairs
from supply_chain.verbs import Verb
from tests import make
from tests.supply_chain import goods

pytestmark = pytest.mark.usefixtures("app")


def pull(listing):
    return pull_orders(listing.store, actor=listing.store.owner)


def supplies():
    return db.session.scalars(sa.select(SupplyOrder).order_by(SupplyOrder.number)).all()


def money(store):
    return (
        balance_of(store.cohort_id, AccountKind.STORE_FUNDS, store.id),
        balance_of(store.cohort_id, AccountKind.SUPPLIERS),
    )


def level(listing, place=0):
    allotment = list_pairs(listing.store)[place].allotment
    return allotment.on_hand, allotment.allocated


def all_is_well():
    return [problem for check in CHECKS.values() for problem in check()] == []


def test_a_paid_order_becomes_a_supply_order_that_is_paid_and_set_aside():
    listing = goods.listing()
    order = goods.order(listing, 3)

    pulled = pull(listing)

    [supply] = supplies()
    assert pulled.confirmed == [supply]
    assert (supply.order_number, supply.state) == (order.number, SupplyState.CONFIRMED)
    assert (supply.cost_fen, supply.units) == (3_000, 3)
    assert money(listing.store) == (goods.CAPITAL_FEN - 3_000, 3_000)
    assert level(listing) == (40, 3)
    [job] = db.session.scalars(sa.select(Job).where(Job.kind == "supply.ship"))
    assert job.due_sim_at == supply.ship_due_sim_at
    assert supply.ship_due_sim_at < supply.ship_by_sim_at
    assert len(make.entries(Verb.ORDER_CAPTURED)) == len(make.entries(Verb.SUPPLY_CONFIRMED)) == 1
    assert all_is_well()


def test_the_same_order_twice_is_one_supply_order():
    listing = goods.listing()
    goods.order(listing)
    pull(listing)

    again = pull(listing)

    assert (again.known, again.confirmed, len(supplies())) == (1, [], 1)
    assert level(listing) == (40, 1)


def test_an_order_that_changed_while_the_clock_stood_still_is_not_missed():
    listing = goods.listing()
    late = make.order(of=listing.skus[0], paid=False)
    goods.order(listing)
    pull(listing)
    make.orders.pay_order(late, actor=None)  # older id, the same sandbox time as the cursor

    pull(listing)

    assert late.number in {supply.order_number for supply in supplies()}


def test_unpaid_orders_and_own_goods_are_not_captured():
    listing = goods.listing()
    make.order(of=listing.skus[0], paid=False)
    make.order(of=make.sku(store=listing.store))

    pulled = pull(listing)

    assert (pulled.read, supplies()) == (2, [])


def test_many_orders_are_read_page_by_page(monkeypatch):
    monkeypatch.setattr("supply_chain.capture.operations.pulling.PAGE", 2)
    listing = goods.listing()
    for _n in range(5):
        goods.order(listing)

    assert len(pull(listing).confirmed) == 5
    cursor = db.session.scalars(sa.select(CaptureCursor)).one()
    assert cursor.pulls == 1
    assert cursor.last_order_id == max(supply.order_id for supply in supplies())


def test_the_window_begins_before_the_cursor_and_the_cursor_never_goes_back():
    at = make.SIM_START
    assert window.start_of(None) is None
    assert window.start_of((at, 7)) == (at - timedelta(minutes=30), 0)
    assert window.further((at, 7), (at - timedelta(hours=1), 9)) == (at, 7)


def test_a_store_without_money_is_taught_and_pays_later():
    listing = goods.listing(by=goods.store(fen=2_999))
    goods.order(listing, 3)

    pulled = pull(listing)

    [supply] = pulled.held
    assert (supply.state, supply.hitch) == (SupplyState.WAITING, Hitch.NO_FUNDS)
    assert "要付货款 ¥30.00，店铺资金只有 ¥29.99" in supply.reason
    assert money(listing.store) == (2_999, 0)
    assert level(listing) == (40, 0)

    goods.funded(listing.store, 1)
    confirm(supply, actor=listing.store.owner)
    assert (supply.state, supply.hitch) == (SupplyState.CONFIRMED, None)
    assert all_is_well()


def test_what_the_supplier_lacks_waits_and_nothing_is_paid():
    listing = goods.listing()
    goods.order(listing, 10)
    goods.drift_to(listing, 4)

    [supply] = pull(listing).held

    assert supply.hitch == Hitch.NO_STOCK
    assert money(listing.store) == (goods.CAPITAL_FEN, 0)
    assert level(listing) == (4, 0)
    assert make.entries(Verb.SUPPLY_HELD)[0].facts["hitch"] == "no_stock"
    assert all_is_well()


def test_a_line_that_nobody_supplies_is_a_work_item():
    listing = goods.listing()
    own = make.sku(store=listing.store)
    make.orders.buy_at_once(make.shopper(), [(listing.skus[0], 1), (own, 2)], actor=None)

    [supply] = pull(listing).held

    assert supply.hitch == Hitch.UNMAPPED
    [line] = supply.unmapped
    source = goods.product().skus[1]
    left = supply_line_from(line, source, pack=2, actor=listing.store.owner)
    assert left is None
    assert (line.units, supply.cost_fen) == (4, 1_000 + 4 * 1_200)
    assert supply.state == SupplyState.CONFIRMED
    assert all_is_well()


def test_own_goods_may_travel_in_the_suppliers_parcel():
    listing = goods.listing()
    own = make.sku(store=listing.store)
    make.orders.buy_at_once(make.shopper(), [(listing.skus[0], 1), (own, 2)], actor=None)
    [supply] = pull(listing).held

    line = supply.unmapped[0]
    assert mark_own(line, actor=listing.store.owner) is None

    assert (supply.state, supply.cost_fen) == (SupplyState.CONFIRMED, 1_000)
    with pytest.raises(IllegalMove):
        mark_own(line, actor=listing.store.owner)


def test_units_refunded_before_they_left_are_not_sent_and_not_paid():
    listing = goods.listing()
    order = goods.order(listing, 3)
    pull(listing)
    goods.refund(order, 1)

    pulled = pull(listing)

    [supply] = supplies()
    assert pulled.followed == 1
    assert (supply.units, supply.cost_fen) == (2, 2_000)
    assert money(listing.store)[1] == 2_000
    assert level(listing) == (40, 2)
    assert all_is_well()


def test_an_order_closed_by_refund_cancels_the_supply_order_and_returns_the_money():
    listing = goods.listing()
    order = goods.order(listing, 3)
    pull(listing)
    goods.refund(order, 3)
    assert (order.state, order.close_reason) == (OrderState.CLOSED, CloseReason.REFUNDED)

    pull(listing)

    [supply] = supplies()
    assert supply.state == SupplyState.CANCELLED
    assert money(listing.store) == (goods.CAPITAL_FEN, 0)
    assert level(listing) == (40, 0)
    [job] = db.session.scalars(sa.select(Job).where(Job.kind == "supply.ship"))
    assert job.state == JobState.CANCELLED
    assert all_is_well()


def test_what_is_on_its_way_cannot_be_cancelled():
    listing = goods.listing()
    goods.order(listing)
    pull(listing)
    goods.pass_hours(listing.cohort, 20)
    [supply] = supplies()
    assert supply.state == SupplyState.SHIPPED

    with pytest.raises(IllegalMove):
        cancel_supply(supply, "不要了", actor=listing.store.owner)

    assert money(listing.store)[1] == supply.cost_fen


def test_several_are_confirmed_each_with_its_own_reason():
    listing = goods.listing(by=goods.store(fen=0))
    for quantity in (1, 2, 3):
        goods.order(listing, quantity)
    pull(listing)
    goods.funded(listing.store, 4_000)

    results = confirm_all(supplies(), actor=listing.store.owner)

    assert [refusal is None for _supply, refusal in results] == [True, True, False]
    assert "店铺资金只有 ¥10.00" in results[2][1].message
    assert all_is_well()


def test_orders_of_another_store_are_left_alone():
    mine, other = goods.listing(), goods.listing()
    goods.order(other)

    assert pull(mine).read == 0
    assert supplies() == []
