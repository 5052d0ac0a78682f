"""Who was content comes straight back, after a while; who was disappointed does not."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from sim_market.buyers.analysis import came_straight, totals
from sim_market.buyers.checks import CHECKS
from sim_market.buyers.market.aftermath import Verdict
from sim_market.buyers.market.engine import World, expect
from sim_market.buyers.market.outcome import Running, settle
from sim_market.buyers.market.regulars import COMES_BACK, content, forgets_hours, rests_hours
from sim_market.buyers.models import ListingDemand, Origin, PlannedPurchase, StoreRegular
from sim_market.buyers.operations.regulars import leave_store, remember_store
from sim_market.buyers.queries.figures import endings_of, hours_seen, sales_of
from sim_market.buyers.queries.shelf import own_shelf
from sim_market.orders.models import Order
from tests import make
from tests.sim_market.buyers.offers import CAREFUL, store
from tests.sim_market.buyers.shops import lively, run, stocked
from tests.sim_market.buyers.test_operations import deliver_all, ship_all

WORLD = World(seed=7)
CONTENT, DISAPPOINTED = Verdict(5, 5, 5), Verdict(3, 4, 5)


def with_regulars(many: int, name: str = "s0"):
    return [replace(each, store=name, regulars=many) for each in store(**CAREFUL)]


def day_of(offers) -> list[int]:
    """Orders of a day in millionths: all, and those of regulars."""
    hours = [expect(WORLD, 2, hour, offers) for hour in range(24)]
    return [
        sum(each.orders_micro for found in hours for each in found),
        sum(each.straight_orders_micro for found in hours for each in found),
        sum(each.straight_clicks_micro for found in hours for each in found),
    ]


def test_regulars_add_to_what_strangers_buy_in_proportion():
    none, some, twice = (day_of(with_regulars(n)) for n in (0, 50, 100))
    assert none[1:] == [0, 0]
    assert some[0] == pytest.approx(none[0] + some[1], abs=300)
    assert twice[1] == pytest.approx(2 * some[1], rel=1e-3)
    assert some[2] == pytest.approx(50 * COMES_BACK * 1e6, rel=1e-3)
    assert 0.03 < some[1] / some[2] < 0.4


def test_a_store_has_its_own_regulars_whoever_else_is_there():
    one, other = with_regulars(40), with_regulars(0, "s9")
    assert expect(WORLD, 2, 20, [*one, *other])[:6] == expect(WORLD, 2, 20, one)
    assert expect(WORLD, 2, 20, [*other, *one][::-1])[:6][::-1] == expect(WORLD, 2, 20, one)


def test_regulars_buy_no_more_than_there_is():
    few = [replace(o, variants=tuple(replace(v, available=1) for v in o.variants))
           for o in with_regulars(10**6)]  # fmt: skip
    for offer, found in zip(few, expect(WORLD, 2, 20, few), strict=True):
        assert found.orders_micro <= len(offer.variants) * 10**6
        assert settle(WORLD, 2, 20, offer, found, Running()).orders <= len(offer.variants)


def test_who_is_content_rests_before_they_come_back():
    assert [content(Verdict(*stars)) for stars in ((5, 5, 5), (5, 4, 4), (4, 5, 5), (5, 3, 5))] == [
        True, True, False, False,
    ]  # fmt: skip
    rests = [rests_hours(draw) for draw in range(500)]
    assert 7 * 24 <= min(rests) < max(rests) < 30 * 24
    forgets = sorted(forgets_hours(draw) for draw in range(500))
    assert 30 * 24 < forgets[250] < 60 * 24
    assert forgets[-1] <= 240 * 24


@pytest.fixture
def shop(app):
    made, _skus = stocked(make.cohort(name="回头客班"))
    lively(made.cohort, 8000)
    run(made.cohort, 20)
    return made


def bought(shop) -> list[PlannedPurchase]:
    asked = sa.select(PlannedPurchase).where(PlannedPurchase.order_id.is_not(None))
    return list(db.session.scalars(asked.order_by(PlannedPurchase.id)))


def regulars_of(shop) -> dict[int, StoreRegular]:
    db.session.expire_all()
    found = db.session.scalars(sa.select(StoreRegular).where(StoreRegular.store_id == shop.id))
    return {each.buyer_number: each for each in found}


def test_content_stays_disappointed_leaves_and_nobody_is_counted_twice(shop):
    first, second, *_rest = bought(shop)
    remember_store(first, CONTENT, keeps=True)
    remember_store(first, CONTENT, keeps=True)
    remember_store(second, CONTENT, keeps=False)
    known = regulars_of(shop)
    assert list(known) == [first.buyer_number]
    assert known[first.buyer_number].times == 2
    assert known[first.buyer_number].rests_until_hour >= first.hour + 7 * 24
    leave_store(second)  # nobody there
    remember_store(first, DISAPPOINTED, keeps=True)
    assert regulars_of(shop)[first.buyer_number].until_hour == 20


def test_they_come_back_of_their_own_accord_and_then_rest(shop):
    first = bought(shop)
    for each in first:
        remember_store(each, CONTENT, keeps=True)
    many = len(regulars_of(shop))
    db.session.execute(sa.update(StoreRegular).values(rests_until_hour=20, until_hour=5000))
    numbers = sorted(set(range(1001, 1401)) - set(regulars_of(shop)))
    db.session.execute(
        sa.insert(StoreRegular),
        [{"cohort_id": shop.cohort_id, "store_id": shop.id, "buyer_number": n, "times": 1,
          "rests_until_hour": 20, "until_hour": 5000, "created_at": shop.created_at}
         for n in numbers],
    )  # fmt: skip
    run(shop.cohort, 46)
    back = [each for each in bought(shop) if each.origin == Origin.REGULAR]
    assert len(back) >= 2
    known = regulars_of(shop)
    assert len(known) == many + len(numbers)
    for each in back:
        assert known[each.buyer_number].rests_until_hour >= each.hour + 7 * 24
    visits, orders = came_straight(hours_seen(shop, 1), endings_of(shop, 1))
    assert visits >= orders >= 1
    sums = totals(hours_seen(shop, 2), endings_of(shop, 2), sales_of(shop, 2))
    again = {each.buyer_number for each in back if each.order.is_paid and each.hour >= 24}
    assert sums.came_back >= len(again & {each.buyer_number for each in first})
    assert own_shelf(shop).offers[0].regulars == len(known) - len({b.buyer_number for b in back})
    assert [line for check in CHECKS.values() for line in check()] == []


def test_what_really_happened_makes_regulars(shop):
    ship_all(shop.cohort)
    run(shop.cohort, 60)
    deliver_all()
    run(shop.cohort, 100)
    received = db.session.scalar(
        sa.select(sa.func.count()).where(Order.received_sim_at.is_not(None))
    )
    awake = [each for each in regulars_of(shop).values() if each.until_hour > 100]
    assert 0.3 * received < len(awake) < 0.9 * received
    assert jobs.failed() == []


def test_two_stores_with_equal_decisions_have_equal_regulars(app):
    cohort = make.cohort(name="双胞胎班")
    one, other = stocked(cohort)[0], stocked(cohort)[0]
    lively(cohort, 4000)
    run(cohort, 16)
    ship_all(cohort)
    run(cohort, 40)
    deliver_all()
    run(cohort, 80)

    def told(shop):
        rows = regulars_of(shop).values()
        return sorted((e.buyer_number, e.rests_until_hour, e.until_hour, e.times) for e in rows)

    assert told(one) == told(other) != []
    sums = db.session.execute(
        sa.select(sa.func.count(), sa.func.count(sa.distinct(ListingDemand.orders_micro)))
    ).one()
    assert sums[0] == 2 * sums[1]
