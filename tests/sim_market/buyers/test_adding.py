"""One thing more in the basket, more often where that reaches a promotion; gifts confuse nobody."""

import pytest
import sqlalchemy as sa

from app import jobs
from app.commands import problems
from app.db import db
from sim_market.buyers.market.baskets import adds, adds_to_reach
from sim_market.buyers.models import MarketState, PlannedPurchase, PurchaseState
from sim_market.buyers.operations import adding
from sim_market.orders.models import Order
from sim_market.promotions.pricing.terms import Kind
from sim_market.reviews.models import Review
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked
from tests.sim_market.buyers.test_operations import deliver_all, ship_all
from tests.sim_market.promotions.making import promotion


def test_shares():
    draws = range(5000)
    assert 0.09 < sum(adds(n) for n in draws) / 5000 < 0.11
    assert 0.18 < sum(adds_to_reach(n) for n in draws) / 5000 < 0.22
    assert all(adds_to_reach(n) for n in draws if adds(n))


@pytest.fixture
def shop(app):
    return stocked(make.cohort(name="凑单班"), price_fen=2000)[0]


def purchases() -> list[PlannedPurchase]:
    found = sa.select(PlannedPurchase).where(PlannedPurchase.state == PurchaseState.BOUGHT)
    return list(db.session.scalars(found))


def added(purchase: PlannedPurchase) -> bool:
    return sum(not line.gift for line in purchase.order.lines) == 2


def test_nobody_adds_for_a_promotion_that_is_not_there(shop, monkeypatch):
    monkeypatch.setattr(adding, "adds", lambda _draw: False)
    monkeypatch.setattr(adding, "adds_to_reach", lambda _draw: True)
    lively(shop.cohort)
    run(shop.cohort, 14)
    assert len(purchases()) > 4
    assert not any(added(each) for each in purchases())


def test_who_is_near_a_threshold_adds_one_thing_and_saves(shop, monkeypatch):
    monkeypatch.setattr(adding, "adds", lambda _draw: False)
    monkeypatch.setattr(adding, "adds_to_reach", lambda _draw: True)
    promotion(shop, parameters={"tiers": [{"from_fen": 4000, "off_fen": 500}]})
    lively(shop.cohort)
    run(shop.cohort, 14)
    alone = [each for each in purchases() if each.quantity == 1]
    assert len(alone) > 4
    for each in alone:
        assert added(each)
        assert each.order.discount_fen == 500
        assert each.line_of(each.order).sku_id == each.sku_id
    assert not any(problems().values())


def test_baskets_with_gifts_and_more_are_received_reviewed_and_sent_back(shop, monkeypatch):
    monkeypatch.setattr(adding, "adds", lambda _draw: True)
    monkeypatch.setattr(adding, "adds_to_reach", lambda _draw: True)
    lively(shop.cohort, 20_000)
    run(shop.cohort, 12)
    assert sum(added(each) for each in purchases()) > 10
    db.session.execute(sa.update(MarketState).values(volume_pm=1))
    shipped = ship_all(shop.cohort)
    run(shop.cohort, 40)
    deliver_all()
    run(shop.cohort, 40 + 24 * 9)
    received = db.session.scalar(
        sa.select(sa.func.count()).where(Order.received_sim_at.is_not(None))
    )
    assert received == shipped > 10
    reviews = db.session.scalars(sa.select(Review)).all()
    came_for = {each.order_id: each.sku.listing_id for each in purchases()}
    assert reviews
    assert all(review.listing_id == came_for[review.order_id] for review in reviews)
    assert jobs.failed() == []
    assert not any(problems().values())


def test_a_gift_is_no_second_thing(shop):
    given = make.sku(store=shop, title="赠品杯垫", price_fen=500, stock=500)
    given.listing.category_code = "kitchen.cups.mug"
    promotion(
        shop, kind=Kind.GIFT,
        parameters={"tiers": [{"from_quantity": 1, "gifts": [{"sku": str(given.id)}]}]},
    )  # fmt: skip
    lively(shop.cohort, 20_000)
    run(shop.cohort, 12)
    db.session.execute(sa.update(MarketState).values(volume_pm=1))
    assert any(line.gift for each in purchases() for line in each.order.lines)
    ship_all(shop.cohort)
    run(shop.cohort, 40)
    deliver_all()
    run(shop.cohort, 40 + 48)
    assert jobs.failed() == []
    assert not any(problems().values())
