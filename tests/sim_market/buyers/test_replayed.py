"""What was is found again to the last unit, with ads, empty shelves and reviews; what might have
been differs by what was asked.
"""

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.buyers import operations
from sim_market.buyers.decisions import Way, What, compared, decisions_in
from sim_market.buyers.models import TrafficHour
from sim_market.buyers.past import history_of
from sim_market.buyers.queries import hours_over
from sim_market.buyers.queries.history import notes_of
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked
from tests.sim_market.buyers.test_ads import rich


@pytest.fixture
def shop(app, trainee):
    """Two days of a store that advertises on a small budget and runs out of two goods."""
    store, skus = stocked(make.ordinary_cohort(), stock=500)
    store.owner = trainee
    rich(store)
    operations.set_ads(store, on=True, budget_fen=600, actor=None)
    for sku in skus[:3]:
        operations.set_bids(sku.listing, dict.fromkeys(range(6), 60), actor=None)
    skus[0].on_hand = 4
    lively(store.cohort, 2500)
    run(store.cohort, 47)
    return store


def recorded(store) -> list[tuple[int, int]]:
    rows = db.session.execute(
        sa.select(TrafficHour.day, sa.func.sum(TrafficHour.expected_micro))
        .where(TrafficHour.store_id == store.id)
        .group_by(TrafficHour.day)
        .order_by(TrafficHour.day)
    )
    return [(row[0], int(row[1])) for row in rows]


def played(store, **way):
    notes = notes_of(store)
    return compared(history_of(store, notes), Way(notes, **way), 0, hours_over(store.cohort) + 1)


def test_what_was_is_found_again_with_ads_and_empty_shelves(shop):
    same = played(shop)
    assert [(day, was.orders) for day, was in zip(same.days, same.was, strict=True)] == recorded(
        shop
    )
    assert same.was == same.other
    assert {each.ads > 0 for each in same.was} == {True}
    assert [d.what for d in decisions_in(notes_of(shop))] == []  # no money left is no decision


def test_ads_and_empty_shelves_can_be_thought_away(shop):
    no_ads, dearer, more = played(shop, bids=0), played(shop, bids=2), played(shop, budget=2)
    assert sum(each.ads for each in no_ads.other) == 0
    assert no_ads.more("ads") > 600  # fen in two days
    assert no_ads.more("orders") > 0
    spent = [each.ads / 1e6 for each in more.other]
    assert all(600 < fen <= 1250 for fen in spent)
    assert dearer.more("clicks") > 0  # as much money buys fewer, dearer clicks
    stocked_up = played(shop, stocked=True)
    assert stocked_up.more("orders") < -0.5


def test_ads_that_are_switched_off_are_a_decision(shop):
    operations.set_ads(shop, on=False, budget_fen=600, actor=None)
    run(shop.cohort, 52)
    found = decisions_in(notes_of(shop))
    assert [(each.what, each.hour) for each in found] == [(What.ADS, 48)] * 3


def test_the_page_answers_what_may_be_asked(app, client, shop):
    page = client.get("/traffic/what-if")
    for words in ("如果没有投推广", "如果出价高一倍", "如果日预算多一倍", "如果没有断货"):
        assert words in page.text
    for question, said in (
        ("no_ads", "推广费"), ("bids_double", "推广费"), ("budget_double", "推广费"),
        ("never_out", "断货的代价"),
    ):  # fmt: skip
        told = client.get(f"/traffic/what-if?ask={question}")
        assert told.status_code == 200
        assert said in told.text
        assert "毛利" in told.text
    assert client.get("/traffic/what-if?ask=nothing").status_code == 404
