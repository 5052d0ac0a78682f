"""Simulated buyers see what sending costs, and live where they live."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.cohorts.clock import advance
from app.cohorts.models import Cohort
from app.db import db
from sim_market.buyers.checks import CHECKS
from sim_market.buyers.models import LostBecause, PlannedPurchase, PurchaseState
from sim_market.buyers.shelves import shelves_of
from sim_market.freight.models import FreightKind, FreightTemplate
from sim_market.freight.operations import FreightDraft, change_template, make_template
from sim_market.freight.provinces import PROVINCES, province_of
from sim_market.orders.models import Order
from sim_market.shoppers.persona import home_of, people_by_province, persona
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked

SOUTH = ["广东", "福建", "浙江", "江苏", "上海", "广西", "海南"]
ZONES = [
    {"provinces": SOUTH, "first_fen": 500, "step_fen": 100},
    {"provinces": ["新疆", "西藏", "北京", "山东", "河南"], "delivers": False},
    {"first_fen": 900, "step_fen": 300},
]


@pytest.fixture
def cohort(app) -> Cohort:
    return make.cohort(name="运费班")


def template(store, zones=ZONES) -> FreightTemplate:
    draft = FreightDraft("分区", FreightKind.PIECE, "浙江", zones)
    return make_template(store, draft, actor=None)


def purchases(state: PurchaseState) -> list[PlannedPurchase]:
    where = PlannedPurchase.state == state
    return list(db.session.scalars(sa.select(PlannedPurchase).where(where)))


def test_everybody_of_the_pool_lives_in_a_province_that_templates_know():
    assert {province_of(name) for name in people_by_province()} <= set(PROVINCES)
    assert [home_of(7, n) for n in range(9)] == [persona(7, n).province for n in range(9)]


def test_a_store_without_templates_looks_as_it_always_did(cohort):
    stocked(cohort)
    shelves = shelves_of(cohort, cohort.sim_at)
    seen = {(v.shipping_fen, v.reach_pm) for each in shelves for v in each.offer.variants}
    assert seen == {(0, 1000)}


def test_the_crowd_sees_the_average_of_its_provinces(cohort):
    store, _skus = stocked(cohort)
    template(store)
    people = people_by_province()
    living = {province_of(name): n for name, n in people.items()}
    total = sum(people.values())
    near = sum(living.get(name, 0) for name in ZONES[0]["provinces"])
    nowhere = sum(living.get(name, 0) for name in ZONES[1]["provinces"])
    served = total - nowhere
    fee = (near * 500 + (served - near) * 900) / served
    for each in shelves_of(cohort, cohort.sim_at):
        assert each.offer.variants[0].shipping_fen == round(fee)
        assert each.offer.variants[0].reach_pm == 1000 * served // total


def test_buyers_pay_the_fee_of_their_province_and_none_live_where_nothing_goes(cohort):
    store, _skus = stocked(cohort)
    template(store)
    lively(cohort, volume_pm=20000)
    run(cohort, 20)
    bought = purchases(PurchaseState.BOUGHT)
    assert len(bought) >= 10
    for each in bought:
        place = province_of(each.order.address["province"])
        first, step = (500, 100) if place in SOUTH else (900, 300)
        assert place not in ZONES[1]["provinces"]
        assert each.order.shipping_fen == first + step * (each.quantity - 1)
        assert each.order.shipping_fen == each.seen_shipping_fen
    assert {each.order.shipping_fen for each in bought} >= {500, 900}
    assert purchases(PurchaseState.LOST) == []
    assert [line for check in CHECKS.values() for line in check()] == []


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ([{"first_fen": 5000}], LostBecause.DEARER),
        ([{"delivers": False}], LostBecause.NOT_SENT),
    ],
)
def test_who_saw_a_lower_fee_does_not_pay_a_higher_one(cohort, after, why):
    store, _skus = stocked(cohort)
    made = template(store)
    lively(cohort)
    start = cohort.sim_start_at
    while not purchases(PurchaseState.PLANNED):
        db.session.commit()
        assert advance(cohort.id, start := start + timedelta(hours=1))
        db.session.expire_all()
    before = db.session.query(Order).count()
    first = min(each.planned_sim_at for each in purchases(PurchaseState.PLANNED))
    draft = FreightDraft("分区", FreightKind.PIECE, "浙江", after)
    change_template(made, store, draft, version=1, actor=None)
    db.session.commit()
    assert advance(cohort.id, first)
    db.session.expire_all()
    assert {each.lost_because for each in purchases(PurchaseState.LOST)} == {why}
    assert db.session.query(Order).count() == before


def test_no_more_is_bought_than_one_buyer_may_have(cohort):
    _store, skus = stocked(cohort)
    for sku in skus:
        sku.listing.limit_per_buyer = 1
    lively(cohort, volume_pm=16000)
    run(cohort, 20)
    bought = purchases(PurchaseState.BOUGHT)
    assert {line.quantity for each in bought for line in each.order.lines} == {1}
    assert max(each.quantity for each in bought) > 1
