"""The crowd's deeds: an hour is played once, a plan is bought at most once, equals fare equally."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import jobs
from app.cohorts.clock import advance
from app.cohorts.models import Cohort
from app.db import db
from app.jobs import Job
from app.journal import By
from sim_market.after_sales.models import Refund, RefundReason
from sim_market.buyers.checks import CHECKS
from sim_market.buyers.market.aftermath import StockOut
from sim_market.buyers.models import (
    ListingDemand,
    LostBecause,
    MarketState,
    PlannedPurchase,
    PurchaseState,
    TrafficHour,
)
from sim_market.buyers.operations import play_hour
from sim_market.listings.models import ListingState
from sim_market.orders.models import Order, OrderLine, OrderState
from sim_market.orders.operations import deliver_shipment, ship_order
from sim_market.reviews.models import Review
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def cohort(app) -> Cohort:
    return make.cohort(name="买家班")


def story(store) -> list[tuple]:
    """What happened at a store, without anything that names the store."""
    rows = db.session.execute(
        sa.select(
            PlannedPurchase.hour,
            PlannedPurchase.planned_sim_at,
            PlannedPurchase.buyer_number,
            PlannedPurchase.quantity,
            PlannedPurchase.draw,
            PlannedPurchase.state,
        )
        .where(PlannedPurchase.store_id == store.id)
        .order_by(PlannedPurchase.planned_sim_at, PlannedPurchase.draw)
    )
    return [tuple(row) for row in rows]


def counted(model) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def problems() -> list[str]:
    return [line for check in CHECKS.values() for line in check()]


def test_buyers_come_buy_and_pay_as_people_do(cohort):
    store, skus = stocked(cohort)
    lively(cohort)
    run(cohort, 24)

    bought = db.session.scalars(
        sa.select(PlannedPurchase).where(PlannedPurchase.state == PurchaseState.BOUGHT)
    ).all()
    assert len(bought) >= 10
    for purchase in bought:
        assert purchase.order.store_id == store.id
        assert purchase.order.placed_sim_at == purchase.planned_sim_at
        assert purchase.order.paid_sim_at in (purchase.planned_sim_at, None)
        assert (purchase.order.paid_sim_at is None) == (purchase.reluctance_pm >= 860)
    paid = make.entries(Verb.ORDER_PAID)
    assert len(paid) < len(bought) == counted(Order)
    assert {entry.by for entry in paid} == {By.SIMULATED}
    there = [p for p in bought if p.order.state != OrderState.CLOSED]
    assert sum(sku.reserved for sku in skus) == sum(p.order.quantity for p in there)
    assert problems() == []


@pytest.mark.slow
def test_equal_stores_have_equal_days_and_a_careless_one_sells_less(cohort):
    first, _ = stocked(cohort)
    dear, _ = stocked(cohort, price_fen=2600)
    second, _ = stocked(cohort)
    lively(cohort)
    run(cohort, 24)

    assert story(first) == story(second)
    assert len(story(first)) > 10
    assert len(story(dear)) < len(story(first)) / 1.5


@pytest.mark.slow
def test_a_store_fares_the_same_whoever_else_is_there(app):
    alone, full = make.cohort(name="一人班"), make.cohort(name="满班")
    one, _ = stocked(alone)
    for _n in range(3):
        stocked(full, price_fen=1500)
    other, _ = stocked(full)
    for cohort in (alone, full):
        lively(cohort)
        run(cohort, 20)

    assert story(one) == story(other) != []


def test_advancing_again_or_in_steps_changes_nothing(app):
    at_once, in_steps = make.cohort(name="一次班"), make.cohort(name="分步班")
    one, _ = stocked(at_once)
    other, _ = stocked(in_steps)
    for cohort in (at_once, in_steps):
        lively(cohort)
    run(at_once, 12)
    for minutes in (30, 45, 60, 60, 200, 480, 719, 720, 720):
        advance(in_steps.id, in_steps.sim_start_at + timedelta(minutes=minutes))

    assert story(one) == story(other)
    assert problems() == []


def test_an_hour_that_was_played_is_not_played_again(cohort):
    stocked(cohort)
    lively(cohort)
    run(cohort, 10)
    before = counted(PlannedPurchase), counted(TrafficHour), owed()
    hours = sa.select(Job).where(Job.kind == "buyers.hour").order_by(Job.due_sim_at)

    for job in db.session.scalars(hours.limit(5)):
        play_hour(job)

    assert (counted(PlannedPurchase), counted(TrafficHour), owed()) == before
    assert db.session.scalars(sa.select(MarketState.last_hour)).one() == 10


def owed() -> list[int]:
    found = sa.select(ListingDemand.orders_micro).order_by(ListingDemand.listing_id)
    return list(db.session.scalars(found))


def test_a_plan_is_bought_once_even_if_its_job_is_run_twice(cohort):
    stocked(cohort)
    lively(cohort)
    run(cohort, 12)
    orders = counted(Order)
    db.session.execute(
        sa.update(Job)
        .where(Job.kind == "buyers.purchase", Job.state == "done")
        .values(state="waiting", handled_at=None)
    )
    run(cohort, 12)

    assert counted(Order) == orders > 0


def test_hours_go_on_where_they_stopped_after_a_crash(cohort, monkeypatch):
    """A process that dies in an hour leaves nothing of it; the next one plays it whole."""
    store, _ = stocked(cohort)
    twin, _ = stocked(make.cohort(name="平安班"))
    lively(cohort)
    lively(twin.cohort)
    run(twin.cohort, 12)

    class Killed(BaseException):
        pass

    def die(*_args):
        raise Killed

    run(cohort, 9)
    with monkeypatch.context() as broken:
        broken.setattr("sim_market.buyers.operations.hour.plan_purchases", die)
        with pytest.raises(Killed):
            run(cohort, 12)
    run(cohort, 12)

    assert story(store) == story(twin)
    assert problems() == []


def test_what_cannot_be_bought_is_a_lost_sale(cohort, monkeypatch):
    fate(monkeypatch, StockOut.LEAVES)
    _, skus = stocked(cohort)
    lively(cohort, volume_pm=60_000)
    run(cohort, 10)
    waiting = db.session.scalars(
        sa.select(PlannedPurchase).where(PlannedPurchase.state == PurchaseState.PLANNED)
    ).all()
    spoil = (sell_out, make_dearer, take_away)
    for number, sku in enumerate(skus):
        spoil[number % 3](sku)
    orders = counted(Order)
    run(cohort, 11)

    assert counted(Order) == orders
    assert {p.state for p in waiting} == {PurchaseState.LOST}
    assert {p.lost_because for p in waiting} == {
        LostBecause.OUT_OF_STOCK,
        LostBecause.DEARER,
        LostBecause.OFF_SALE,
    }
    facts = [entry.facts["because"] for entry in make.entries(Verb.SALE_LOST)]
    assert sorted(facts) == sorted(p.lost_because for p in waiting)
    assert problems() == []


def fate(monkeypatch, what: StockOut) -> None:
    """What all do who find it out; nobody leaves an order unpaid, which would give goods back."""
    monkeypatch.setattr("sim_market.buyers.operations.purchase.willing_pm", lambda: 1000)
    monkeypatch.setattr("sim_market.buyers.operations.purchase.stock_out_of", lambda _draw: what)


@pytest.mark.parametrize("price", [1999, 2398, 2400])
def test_who_finds_it_out_may_take_another_variant_for_not_much_more(cohort, monkeypatch, price):
    fate(monkeypatch, StockOut.TAKES_OTHER)
    store, skus = stocked(cohort)
    lively(cohort, volume_pm=60_000)
    run(cohort, 10)
    waiting = planned_for(skus[0])
    other = make.sku(store=store, title=skus[0].listing.title, price_fen=price, stock=50)
    other.listing.category_code = skus[0].listing.category_code
    sell_out(skus[0])
    run(cohort, 10.98)

    assert waiting
    ended = {(each.state, each.sku_id) for each in waiting}
    if price <= 1999 * 1.2:
        assert ended == {(PurchaseState.BOUGHT, other.id)}
    else:
        assert ended == {(PurchaseState.LOST, skus[0].id)}
    assert problems() == []


@pytest.mark.parametrize("refilled", [True, False])
def test_who_waits_comes_again_once(cohort, monkeypatch, refilled):
    fate(monkeypatch, StockOut.WAITS)
    _store, skus = stocked(cohort)
    lively(cohort, volume_pm=60_000)
    run(cohort, 10)
    db.session.execute(sa.update(MarketState).values(volume_pm=1))
    waiting = planned_for(skus[0])
    sell_out(skus[0])
    run(cohort, 11)
    assert {each.state for each in waiting} == {PurchaseState.PLANNED}
    assert problems() == []
    sell_out(skus[0])
    if refilled:
        skus[0].on_hand += 500
    run(cohort, 36)
    assert {each.state for each in waiting} == {
        PurchaseState.BOUGHT if refilled else PurchaseState.LOST
    }
    assert jobs.failed() == []


def planned_for(sku) -> list[PlannedPurchase]:
    found = sa.select(PlannedPurchase).where(
        PlannedPurchase.state == PurchaseState.PLANNED, PlannedPurchase.sku_id == sku.id
    )
    return list(db.session.scalars(found))


def sell_out(sku):
    sku.on_hand = sku.reserved


def make_dearer(sku):
    sku.price_fen += 1


def take_away(sku):
    sku.listing.state = ListingState.OFF_SALE


def test_a_lower_price_is_welcome(cohort):
    _, skus = stocked(cohort)
    lively(cohort, volume_pm=60_000)
    run(cohort, 10)
    waiting = db.session.scalars(
        sa.select(PlannedPurchase).where(PlannedPurchase.state == PurchaseState.PLANNED)
    ).all()
    for sku in skus:
        sku.price_fen -= 100
    run(cohort, 11)

    assert {p.state for p in waiting} == {PurchaseState.BOUGHT}
    assert {p.order.lines[0].unit_price_fen for p in waiting} == {1899}


def ship_all(cohort: Cohort) -> int:
    orders = db.session.scalars(sa.select(Order).where(Order.state == OrderState.PAID)).all()
    for order in orders:
        ship_order(
            order, carrier="练递", tracking_number=f"LD{order.number}", events=[], actor=None
        )
    db.session.commit()
    return len(orders)


def deliver_all() -> None:
    for order in db.session.scalars(sa.select(Order).where(Order.state == OrderState.SHIPPED)):
        deliver_shipment(order.shipment)
    db.session.commit()


def test_delivered_goods_are_received_reviewed_and_sometimes_sent_back(cohort):
    stocked(cohort)
    lively(cohort, volume_pm=20_000)
    run(cohort, 24)
    db.session.execute(sa.update(OrderLine).values(category_code="apparel.top.tshirt"))
    db.session.execute(sa.update(MarketState).values(volume_pm=1))
    shipped = ship_all(cohort)
    run(cohort, 60)
    deliver_all()
    run(cohort, 60 + 36)

    received = sa.select(sa.func.count()).where(Order.received_sim_at.is_not(None))
    assert db.session.scalar(received) == shipped > 40
    run(cohort, 60 + 36 + 31)
    reviews = db.session.scalars(sa.select(Review)).all()
    assert 0.1 * shipped < len(reviews) < 0.6 * shipped
    assert sum(review.goods for review in reviews) / len(reviews) > 4
    assert all(review.words for review in reviews)
    run(cohort, 60 + 36 + 24 * 6 + 2)
    back = sa.select(Refund).join(Order, Order.id == Refund.order_id)
    refunds = db.session.scalars(back.where(Order.received_sim_at.is_not(None))).all()
    assert refunds
    assert {r.reason for r in refunds} <= {
        RefundReason.NOT_WANTED, RefundReason.QUALITY, RefundReason.DIFFERENT
    }  # fmt: skip
    assert jobs.failed() == []


def test_who_waits_in_vain_asks_for_the_money_back(cohort):
    stocked(cohort)
    lively(cohort, volume_pm=20_000)
    run(cohort, 24)
    orders = counted(Order)
    db.session.execute(sa.update(MarketState).values(volume_pm=1))
    run(cohort, 24 + 48 + 38)

    refunds = db.session.scalars(sa.select(Refund).where(Refund.reason == RefundReason.LATE)).all()
    assert 0.2 * orders < len(refunds) < 0.7 * orders
    assert all(refund.words for refund in refunds)
    assert {entry.by for entry in make.entries(Verb.REFUND_REQUESTED)} == {By.SIMULATED}


def test_two_runs_of_one_class_are_the_same(app):
    runs = []
    for name in ("第一遍", "第二遍"):
        cohort = make.cohort(name=name, seed=42)
        store, _ = stocked(cohort)
        lively(cohort)
        run(cohort, 16)
        runs.append(story(store))
    other = make.cohort(name="别的种子", seed=43)
    store, _ = stocked(other)
    lively(other)
    run(other, 16)

    assert runs[0] == runs[1]
    assert story(store) != runs[0]
