"""Ordered is not paid: most pay at once, a reminder or a lower price wins some of the others."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import jobs
from app.cohorts.clock import advance
from app.db import db
from app.journal import By
from sim_market.buyers import queries
from sim_market.buyers.checks import CHECKS
from sim_market.buyers.market import paying
from sim_market.buyers.models import PlannedPurchase, PurchaseState, TrafficHour
from sim_market.buyers.queries import Traffic
from sim_market.orders.models import CloseReason, Order, OrderState, ReminderKind
from sim_market.orders.operations import remind
from sim_market.orders.operations.repricing import change_price
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked

MINUTE = timedelta(minutes=1)


def test_of_many_orders_the_share_that_pays_is_nearly_exact():
    """Whatever one does, of n orders no more than two are off the expected share."""
    for goods in ("P0001-1", "P0002-1"):
        row = [paying.reluctance_of(7, goods, number) for number in range(1000)]
        for willing in (860, 890, 920, 950):
            for n in (10, 100, 1000):
                assert abs(sum(r < willing for r in row[:n]) - n * willing / 1000) <= 2
    assert row != [paying.reluctance_of(8, "P0002-1", number) for number in range(1000)]


def test_what_is_done_only_ever_helps_and_only_so_far():
    assert paying.willing_pm() == 860 < paying.willing_pm(reminded=True) == 890
    steps = [paying.willing_pm(off_pm=off) for off in (-50, 0, 20, 50, 100, 101, 900)]
    assert steps == sorted(steps) == [860, 860, 872, 890, 920, 920, 920]
    assert paying.willing_pm(reminded=True, off_pm=999) == 950
    assert paying.paid_micro(1_000_000) == 860_000


@pytest.fixture
def shop(app):
    store, _skus = stocked(make.cohort(name="催付班"))
    lively(store.cohort, 20_000)
    return store


def orders_of(store, state: OrderState) -> list[Order]:
    found = sa.select(Order).where(Order.store_id == store.id, Order.state == state)
    return list(db.session.scalars(found.order_by(Order.number)))


def until_unpaid(store, hours: int = 40) -> Order:
    """Minute by minute until somebody has ordered without paying; their order."""
    run(store.cohort, 9)
    for minute in range(9 * 60, hours * 60, 5):
        advance(store.cohort_id, store.cohort.sim_start_at + minute * MINUTE)
        db.session.expire_all()
        if found := orders_of(store, OrderState.UNPAID):
            return found[0]
    raise AssertionError("everybody has paid")


def behind(order: Order) -> PlannedPurchase:
    found = queries.find_purchase_of(order.id, cohort_id=order.cohort_id)
    assert found is not None
    return found


def later(order: Order, minutes: int) -> None:
    cohort = order.cohort
    db.session.commit()
    assert advance(cohort.id, cohort.sim_at + minutes * MINUTE)
    db.session.expire_all()


def test_about_one_in_seven_leaves_the_order_and_the_timer_gives_the_goods_back(shop):
    run(shop.cohort, 24)
    run(shop.cohort, 25)
    paid, closed = orders_of(shop, OrderState.PAID), orders_of(shop, OrderState.CLOSED)
    assert 0.05 < len(closed) / (len(paid) + len(closed)) < 0.25
    assert {each.close_reason for each in closed} == {CloseReason.TIMEOUT}
    assert all(behind(each).reluctance_pm >= 860 for each in closed)
    assert all(behind(each).reluctance_pm < 860 for each in paid)
    held = sum(line.sku.reserved for order in paid for line in order.lines)
    assert held >= sum(line.quantity for order in paid for line in order.lines)
    assert [line for check in CHECKS.values() for line in check()] == []
    assert jobs.failed() == []


def test_the_funnel_tells_ordered_from_paid(shop):
    run(shop.cohort, 26)
    sums = sum((day.traffic for day in queries.list_days(shop)), Traffic())
    by_listing = sum((row.traffic for row in queries.list_listings(shop)[0]), Traffic())
    assert sums == by_listing
    assert sums.impressions > sums.clicks > sums.carts > sums.bought > sums.paid > 0
    assert sums.unpaid == sums.bought - sums.paid > 0
    others = sums.clicks - sums.bought
    assert abs((sums.carts - sums.bought) / others - 0.1) < 0.03
    rows = db.session.scalars(sa.select(TrafficHour)).all()
    assert all(row.orders <= row.carts <= row.clicks for row in rows)


@pytest.mark.parametrize(("reluctance", "pays"), [(889, True), (890, False)])
def test_a_reminder_wins_some(shop, reluctance, pays):
    order = until_unpaid(shop)
    behind(order).reluctance_pm = reluctance
    remind(order, ReminderKind.PAY, actor=shop.owner)
    later(order, 5)
    assert order.is_paid == pays
    later(order, 40)
    assert order.state == (OrderState.PAID if pays else OrderState.CLOSED)
    if pays:
        entry = next(e for e in make.entries(Verb.ORDER_PAID) if e.subject_id == order.id)
        assert entry.by == By.SIMULATED
    assert jobs.failed() == []


def test_a_reminder_in_the_last_minute_is_heard_before_the_timer(shop):
    order = until_unpaid(shop)
    behind(order).reluctance_pm = 880
    later(order, (order.pay_by_sim_at - order.cohort.sim_at) // MINUTE - 1)
    remind(order, ReminderKind.PAY, actor=shop.owner)
    later(order, 60)
    assert order.state == OrderState.PAID
    assert order.paid_sim_at < order.pay_by_sim_at


@pytest.mark.parametrize(("cut", "pays"), [(1, False), (5, True), (10, True)])
def test_a_lower_price_wins_by_how_much_it_is_lower(shop, cut, pays):
    order = until_unpaid(shop)
    behind(order).reluctance_pm = 885
    lower = order.goods_fen - order.pay_fen * cut // 100
    change_price(
        order, goods_fen=lower, shipping_fen=order.shipping_fen, reason="老顾客优惠",
        actor=shop.owner,
    )  # fmt: skip
    later(order, 5)
    assert order.is_paid == pays
    assert behind(order).state == PurchaseState.BOUGHT
    if pays:
        assert order.pay_fen == lower + order.shipping_fen


def test_a_higher_price_wins_nobody(shop):
    order = until_unpaid(shop)
    behind(order).reluctance_pm = 861
    change_price(
        order, goods_fen=order.goods_fen + 10, shipping_fen=order.shipping_fen, reason="补运费",
        actor=shop.owner,
    )  # fmt: skip
    later(order, 60)
    assert order.state == OrderState.CLOSED


def test_the_home_page_says_who_has_not_paid_and_what_helps(client, trainee):
    store, _skus = stocked(make.ordinary_cohort())
    store.owner = trainee
    lively(store.cohort, 20_000)
    order = until_unpaid(store)
    home = client.get("/")
    assert "等买家付款" in home.text
    assert "state=unpaid" in home.text
    page = client.get(f"/orders/{order.id}")
    assert page.status_code == 200
    assert "买家下了单，还没有付款" in page.text
    assert "加购" in client.get("/traffic").text
    later(order, 60)
    page = client.get(f"/orders/{order.id}")
    assert "买家下了单，还没有付款" not in page.text
