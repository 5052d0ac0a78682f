"""Simulated buyers feel promotions, pay the promoted price, and never more than they saw."""

from datetime import timedelta

import pytest

from app.cohorts.clock import advance
from app.cohorts.models import Cohort
from app.commands import problems
from app.db import db
from sim_market.buyers.models import LostBecause, PlannedPurchase, PurchaseState
from sim_market.buyers.shelves import shelves_of
from sim_market.orders.models import Order
from sim_market.promotions.operations import pause_promotion
from sim_market.promotions.pricing.terms import Kind
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked
from tests.sim_market.promotions.making import coupons, promotion
from tests.sim_market.statements import counted


@pytest.fixture
def cohort(app) -> Cohort:
    return make.cohort(name="促销班")


def felt(cohort) -> set[tuple[int, int]]:
    shelves = shelves_of(cohort, cohort.sim_at)
    return {(v.off_fen, v.paid_fen) for each in shelves for v in each.offer.variants}


def purchases(state: PurchaseState) -> list[PlannedPurchase]:
    return db.session.query(PlannedPurchase).filter_by(state=state).all()


def test_a_price_for_everybody_is_felt_and_what_needs_more_is_not(cohort):
    store, skus = stocked(cohort, price_fen=2000)
    promotion(store, parameters={"tiers": [{"from_fen": 3000, "off_fen": 500}]})
    coupons(store, kind=Kind.NEW_CUSTOMER_COUPON)
    assert felt(cohort) == {(0, 2000)}
    mine = (skus[0].listing_id,)
    promotion(store, kind=Kind.TIME_DISCOUNT, parameters={"off_bp": 2500}, listing_ids=mine)
    assert felt(cohort) == {(0, 2000), (500, 1500)}


def test_classes_without_promotions_are_asked_once_an_hour(cohort):
    stocked(cohort)
    with counted() as asked:
        shelves_of(cohort, cohort.sim_at)
    assert sum("FROM promotion" in each for each in asked) == 1
    assert not any("promotion_target" in each for each in asked)


def test_buyers_pay_what_they_felt(cohort):
    store, _skus = stocked(cohort, price_fen=2000, reference_fen=2000)
    off = promotion(store, kind=Kind.TIME_DISCOUNT, parameters={"off_bp": 2500})
    lively(cohort, volume_pm=20000)
    run(cohort, 12)
    bought = purchases(PurchaseState.BOUGHT)
    assert len(bought) >= 5
    assert {each.order.goods_fen // each.order.quantity for each in bought} == {1500}
    open_orders = db.session.query(Order).filter(Order.closed_sim_at.is_(None))
    assert off.spent_fen == sum(order.discount_fen for order in open_orders)
    assert not any(problems().values())


def test_who_saw_a_promotion_does_not_pay_without_it(cohort):
    store, _skus = stocked(cohort, price_fen=2000, reference_fen=2000)
    off = promotion(store, kind=Kind.TIME_DISCOUNT, parameters={"off_bp": 2500})
    lively(cohort, volume_pm=20000)
    start = cohort.sim_start_at
    while not purchases(PurchaseState.PLANNED):
        db.session.commit()
        assert advance(cohort.id, start := start + timedelta(hours=1))
        db.session.expire_all()
    before = db.session.query(Order).count()
    first = min(each.planned_sim_at for each in purchases(PurchaseState.PLANNED))
    pause_promotion(off, actor=None)
    db.session.commit()
    assert advance(cohort.id, first)
    db.session.expire_all()
    assert {each.lost_because for each in purchases(PurchaseState.LOST)} == {LostBecause.DEARER}
    assert db.session.query(Order).count() == before


def test_a_coupon_for_anybody_is_felt_shown_claimed_and_used(cohort):
    store, _skus = stocked(cohort, price_fen=2000, reference_fen=2000)
    given = coupons(store, total=6)
    assert felt(cohort) == {(500, 1500)}
    shelves = shelves_of(cohort, cohort.sim_at)
    assert {each.offer.badge_pm for each in shelves} == {1000}
    lively(cohort, volume_pm=20000)
    run(cohort, 12)

    bought = purchases(PurchaseState.BOUGHT)
    with_coupon = [each for each in bought if each.order.discount_fen]
    assert len(with_coupon) == given.batch.claimed == 6
    assert {each.order.discount_fen for each in with_coupon} == {500}
    for each in bought:
        assert each.order.goods_fen <= each.order.quantity * each.seen_price_fen - each.seen_off_fen
    assert felt(cohort) == {(0, 2000)}  # none is left
    assert not any(problems().values())
