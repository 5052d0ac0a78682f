from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.db import db
from app.journal import By
from sim_market.orders import carriers
from sim_market.orders.models import OrderState, Shipment
from supply_chain.capture.models import SupplyLine, SupplyOrder, SupplyState
from supply_chain.capture.operations import pull_orders
from supply_chain.checks import CHECKS
from supply_chain.shipping.route import Journey, events_of, hub_of, parcel_of
from supply_chain.sourcing.models import SourcedSku
from supply_chain.stock.models import Allotment
from supply_chain.stock.queries import list_pairs
from supply_chain.verbs import Verb
from tests import make
from tests.supply_chain import goods

pytestmark = pytest.mark.usefixtures("app")


def journey(number="P1 2026", province="广东省", **values):
    return Journey(
        **{
            "seed": 1, "key": number, "number": number, "city": "景德镇", "province": "江西",
            "address": {"province": province, "city": "深圳市"},
            "leaves_at": make.SIM_START,
        }
        | values
    )  # fmt: skip


def test_a_parcel_takes_two_to_four_days_and_the_near_one_less():
    for n in range(200):
        far = journey(f"P{n}")
        hours = (parcel_of(far).arrives_at - far.leaves_at) / timedelta(hours=1)
        assert 48 <= hours <= 96, hours
        near = journey(f"P{n}", province="湖南省")
        assert parcel_of(near).arrives_at < parcel_of(far).arrives_at + timedelta(hours=12)
        assert (parcel_of(near).arrives_at - near.leaves_at) >= timedelta(hours=34)


def test_events_come_in_order_and_say_where():
    events = events_of(journey())
    times = [datetime.fromisoformat(event["at"]) for event in events]
    assert times == sorted(times)
    assert [event["text"] for event in events] == [
        "景德镇揽收点已收件", "到达武汉分拨中心", "到达广州分拨中心",
        "到达深圳市，正在派送", "已送达，请查收",
    ]  # fmt: skip


def test_numbers_have_a_check_digit_and_another_attempt_another_number():
    one, two = parcel_of(journey()), parcel_of(journey(), 1)
    assert carriers.is_number_of(one.carrier, one.tracking_number)
    assert one.tracking_number != two.tracking_number
    assert parcel_of(journey()) == one


@pytest.mark.parametrize(
    ("province", "hub"),
    [("广西壮族自治区", "广州"), ("浙江", "杭州"), ("", "武汉"), ("火星", "武汉")],
)
def test_every_place_has_a_sorting_centre(province, hub):
    assert hub_of(province) == hub


def captured(quantity=2):
    listing = goods.listing()
    order = goods.order(listing, quantity)
    pull_orders(listing.store, actor=None)
    return listing, order, db.session.scalars(sa.select(SupplyOrder)).one()


def all_is_well():
    return [problem for check in CHECKS.values() for problem in check()] == []


def test_the_supplier_ships_by_itself_and_the_parcel_arrives():
    listing, order, supply = captured()

    goods.pass_hours(listing.cohort, 24)

    assert (supply.state, order.state) == (SupplyState.SHIPPED, OrderState.SHIPPED)
    shipment = db.session.scalars(sa.select(Shipment)).one()
    assert shipment.tracking_number == supply.tracking_number
    [pair, _other] = list_pairs(listing.store)
    assert (pair.allotment.on_hand, pair.allotment.allocated) == (38, 0)
    assert (pair.sku.on_hand, pair.sku.reserved, pair.sku.sold) == (38, 0, 2)
    assert {entry.by for entry in make.entries(Verb.SUPPLY_SHIPPED)} == {By.SIMULATED}
    assert all_is_well()

    goods.pass_hours(listing.cohort, 24 * 5)

    assert supply.state == SupplyState.DELIVERED
    assert shipment.delivered_sim_at == supply.delivered_sim_at
    assert all_is_well()


def test_it_ships_within_the_promise_of_the_store():
    _listing, order, supply = captured()
    assert supply.ship_due_sim_at <= order.ship_by_sim_at


def test_an_open_after_sale_makes_the_parcel_wait():
    listing, order, supply = captured()
    goods.ask_refund(order, 1)

    goods.pass_hours(listing.cohort, 30)
    assert (supply.state, order.state) == (SupplyState.CONFIRMED, OrderState.PAID)

    goods.pass_hours(listing.cohort, 30)  # silence for 48 hours agrees, then it is sent
    assert supply.state == SupplyState.SHIPPED
    assert (supply.units, supply.cost_fen) == (1, 1_000)
    assert all_is_well()


def test_an_order_refunded_before_it_left_is_never_sent():
    listing, order, supply = captured()
    goods.refund(order, 2)

    goods.pass_hours(listing.cohort, 30)

    assert supply.state == SupplyState.CANCELLED
    assert db.session.scalars(sa.select(Shipment)).all() == []
    assert all_is_well()


def test_a_number_that_is_taken_is_drawn_again(monkeypatch):
    listing, _order, supply = captured()
    first = parcel_of(
        Journey(
            1, supply.chance_key, f"{supply.store.code} {supply.number}", "", "", {}, make.SIM_START
        )
    ).tracking_number
    other = make.order()
    make.orders.ship_order(other, carrier="x", tracking_number=first, events=[], actor=None)

    goods.pass_hours(listing.cohort, 24)

    assert supply.state == SupplyState.SHIPPED
    assert supply.tracking_number != first


def test_the_hour_pulls_and_syncs_for_stores_that_want_it():
    wants = goods.listing(by=goods.store(auto_capture=True))
    not_yet = goods.listing()
    for listing in (wants, not_yet):
        goods.order(listing)
    goods.begin_hours(wants.cohort)

    goods.pass_hours(wants.cohort, 2)

    [supply] = db.session.scalars(sa.select(SupplyOrder)).all()
    assert supply.store_id == wants.store_id
    assert supply.state == SupplyState.CONFIRMED


def test_the_hour_tries_again_when_money_has_come():
    listing = goods.listing(by=goods.store(fen=0, auto_capture=True))
    goods.order(listing)
    goods.begin_hours(listing.cohort)
    goods.pass_hours(listing.cohort, 2)
    [supply] = db.session.scalars(sa.select(SupplyOrder)).all()
    assert supply.state == SupplyState.WAITING
    assert len(make.entries(Verb.SUPPLY_HELD)) == 1

    goods.funded(listing.store)
    goods.pass_hours(listing.cohort, 3)

    assert supply.state == SupplyState.CONFIRMED
    assert len(make.entries(Verb.SUPPLY_HELD)) == 1


def test_days_at_the_supplier_reach_the_shop():
    listing = goods.listing()
    goods.begin_hours(listing.cohort)

    goods.pass_hours(listing.cohort, 24 * 6)

    for pair in list_pairs(listing.store):
        assert pair.allotment.on_hand == pair.sku.on_hand
    assert all_is_well()


def test_the_same_goods_at_the_same_moment_leave_many_stores_at_once():
    product = goods.product()
    listings = [goods.listing(of=product, by=goods.store()) for _n in range(8)]
    for listing in listings:
        goods.order(listing)
        goods.pull(listing)

    goods.pass_hours(listings[0].cohort, 24)

    supplies = db.session.scalars(sa.select(SupplyOrder)).all()
    assert [supply.state for supply in supplies] == [SupplyState.SHIPPED] * 8
    assert len({supply.tracking_number for supply in supplies}) == 8
    assert len({supply.shipped_sim_at for supply in supplies}) == 1


@pytest.mark.parametrize(
    ("break_it", "check"),
    [
        (lambda: sa.update(SupplyLine).values(quantity=9), "supply.agrees_with_market"),
        (lambda: sa.update(Shipment).values(tracking_number="X"), "supply.agrees_with_market"),
        (lambda: sa.update(SupplyOrder).values(cost_fen=1), "supply.suppliers_are_paid"),
        (lambda: sa.update(Allotment).values(allocated=1), "supply.allotments_wait_for_orders"),
        (lambda: sa.delete(SourcedSku), "supply.agrees_with_market"),
    ],
)
def test_the_checks_notice_what_does_not_fit(break_it, check):
    listing, _order, _supply = captured()
    goods.pass_hours(listing.cohort, 24)
    assert CHECKS[check]() == []

    db.session.execute(break_it())

    assert CHECKS[check]() != []
