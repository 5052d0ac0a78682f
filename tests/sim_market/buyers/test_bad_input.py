"""Absurd shelves: the market goes on, nobody is hurt, nothing is doubled (issue 5, bad input).

Clock jumps, killed intervals and two schedulers: `test_races.py`.
"""

import pytest
import sqlalchemy as sa

from app.commands import problems
from app.db import db
from app.money import MAX_FEN
from sim_market.buyers.checks import CHECKS
from sim_market.buyers.decisions import Way, compared
from sim_market.buyers.models import Origin, PlannedPurchase, PurchaseState, TrafficHour
from sim_market.buyers.past import history_of
from sim_market.buyers.queries.history import notes_of
from sim_market.buyers.unpromoted import without_promotion
from sim_market.listings.operations.indexing import index_listing
from sim_market.orders.models import Order
from sim_market.promotions.pricing.terms import Kind
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked
from tests.sim_market.promotions.making import coupons, promotion

HOURS = 11


def price(fen: int):
    def change(sku) -> None:
        sku.price_fen = fen

    return change


def without_title(sku) -> None:
    sku.listing.title = ""


def odd_title(sku) -> None:
    sku.listing.title = "‮<b>杯\u200b</b>" + "杯" * 40


def bare(sku) -> None:
    sku.listing.images, sku.listing.detail, sku.listing.attributes = [], [], {}


ODD = {
    "one_fen": price(1),
    "hundred_million": price(MAX_FEN),
    "no_stock": lambda sku: None,
    "no_title": without_title,
    "odd_title": odd_title,
    "bare": bare,
    "contradicting": lambda sku: None,
    "plain": lambda sku: None,
}


@pytest.fixture
def shops(app):
    cohort = make.cohort(name="怪货班")
    made = {}
    for name, change in ODD.items():
        stock = 0 if name == "no_stock" else 500
        made[name], skus = stocked(cohort, price_fen=2000, reference_fen=2000, stock=stock)
        for sku in skus:
            change(sku)
            index_listing(sku.listing)
    store = made["contradicting"]
    on = [
        promotion(store, kind=Kind.TIME_DISCOUNT, parameters={"off_bp": 9900}, name="一"),
        promotion(store, kind=Kind.TIME_DISCOUNT, parameters={"price_fen": 9000}, name="二"),
        promotion(store, parameters={"tiers": [{"from_fen": 1, "off_fen": 99999}]}, name="三",
                  exclusive=True),
        promotion(store, parameters={"tiers": [{"from_fen": 1, "off_fen": 5}]}, name="四",
                  exclusive=True),
        coupons(store, total=3, parameters={"off_fen": 99999}),
    ]  # fmt: skip
    lively(cohort, 900)
    run(cohort, HOURS)
    return made, on


def figures(store) -> tuple[int, int, int]:
    row = db.session.execute(
        sa.select(*(sa.func.coalesce(sa.func.sum(each), 0) for each in (
            TrafficHour.impressions, TrafficHour.clicks, TrafficHour.expected_micro
        ))).where(TrafficHour.store_id == store.id)
    ).one()  # fmt: skip
    return int(row[0]), int(row[1]), int(row[2])


def bought(store) -> list[PlannedPurchase]:
    asked = sa.select(PlannedPurchase).where(
        PlannedPurchase.store_id == store.id, PlannedPurchase.state == PurchaseState.BOUGHT
    )
    return list(db.session.scalars(asked))


def test_absurd_shelves_have_sane_days(app, shops):
    made, on = shops
    plain = figures(made["plain"])
    found = {name: figures(store) for name, store in made.items()}
    assert found["no_stock"] == (0, 0, 0)
    assert bought(made["no_stock"]) == []
    assert found["hundred_million"][2] == 0  # nobody looks at it
    assert 0 < found["no_title"][2] < plain[2]
    assert 0 < found["odd_title"][2] < plain[2]
    assert 0 < found["bare"][2] < plain[2]
    assert found["one_fen"][2] < plain[2]  # too cheap to be true is no gold mine
    for each in bought(made["one_fen"]):
        assert each.order.goods_fen == each.quantity
    for each in bought(made["contradicting"]):
        assert 1 <= each.order.goods_fen <= 2000 * each.quantity
    assert found["contradicting"][2] < 20 * plain[2]
    assert sum(each.spent_fen for each in on) <= sum(
        order.discount_fen for order in db.session.scalars(sa.select(Order))
    )

    # nothing is doubled, everything adds up
    assert [line for check in CHECKS.values() for line in check()] == []
    assert not any(problems().values())
    keys = db.session.execute(
        sa.select(PlannedPurchase.cohort_id, PlannedPurchase.key, sa.func.count())
        .where(PlannedPurchase.origin == Origin.MARKET)
        .group_by(PlannedPurchase.cohort_id, PlannedPurchase.key)
        .having(sa.func.count() > 1)
    ).all()
    assert keys == []

    # and every day is played again as it was
    for name, store in made.items():
        notes = notes_of(store)
        again = compared(history_of(store, notes), Way(notes), 0, HOURS + 1)
        assert sum(each.orders for each in again.was) == figures(store)[2], name
    with app.test_request_context():
        for each in on:
            told = without_promotion(each)
            assert told.why_not or told.was.orders >= 0
            assert told.anyway_fen <= max(0, told.given_fen) or told.given_fen <= 0
