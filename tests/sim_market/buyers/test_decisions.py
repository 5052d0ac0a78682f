"""What would have been: the days that were are found again to the last unit; the rest is the
decision's.
"""

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.buyers.decisions import LONGEST, What, compare, decisions_in
from sim_market.buyers.models import ShelfNote, TrafficHour
from sim_market.buyers.past import history_of
from sim_market.buyers.queries import hours_over
from sim_market.buyers.queries.history import notes_of
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked


@pytest.fixture
def shop(app, trainee):
    """Four days of a store that cut all prices on the second and wrote a better title on the
    third.
    """
    store, skus = stocked(make.ordinary_cohort(), stock=2000)
    store.owner = trainee
    lively(store.cohort, 600)
    run(store.cohort, 30)
    for sku in skus:
        sku.price_fen = round(sku.price_fen * 0.85)
    run(store.cohort, 54)
    skus[0].listing.title = "陶瓷水杯 大容量 办公室 早餐杯 带盖 带勺 微波炉可用"
    run(store.cohort, 80)
    return store


def recorded(store, first: int, last: int) -> int:
    return db.session.scalar(
        sa.select(sa.func.sum(TrafficHour.expected_micro)).where(
            TrafficHour.store_id == store.id,
            TrafficHour.hour >= first, TrafficHour.hour < last,
        )
    )  # fmt: skip


def test_what_was_is_found_again_and_the_rest_is_the_decisions(shop):
    notes = notes_of(shop)
    found = decisions_in(notes)
    assert [(each.what, each.hour // 24 + 1) for each in found] == [
        (What.TITLE, 3), *[(What.PRICE, 2)] * 6,
    ]  # fmt: skip
    cut, now = found[1], hours_over(shop.cohort)
    compared = compare(history_of(shop, notes), cut, now)
    assert sum(day.orders for day in compared.was) == recorded(shop, cut.hour, now)
    assert compared.days == (2, 3, 4)
    assert compared.more("orders") > 0.1  # cheaper sells more
    others = [day.orders for day in compared.other]
    assert all(0 < other < was.orders for other, was in zip(others, compared.was, strict=True))


def test_without_a_decision_that_was_taken_back_only_the_time_between_differs(app):
    store, skus = stocked(make.cohort(), stock=2000)
    lively(store.cohort, 2000)
    run(store.cohort, 6)
    skus[0].price_fen //= 2
    run(store.cohort, 12)
    skus[0].price_fen *= 2
    run(store.cohort, 20)
    found = decisions_in(notes_of(store))
    assert [each.hour for each in found] == [13, 7]
    first = compare(history_of(store, notes_of(store)), found[1], 13)
    assert first.more("orders") > 0
    assert len(notes_of(store)) == 6 + 2


def test_nothing_is_noted_while_nothing_changes(app):
    store, _skus = stocked(make.cohort())
    lively(store.cohort)
    run(store.cohort, 20)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ShelfNote)) == 6


def test_the_page_lists_decisions_and_says_what_one_brought(client, shop):
    page = client.get("/traffic/what-if")
    assert page.status_code == 200
    assert page.text.count("价格 ¥") == 6
    assert "标题改成“陶瓷水杯 大容量" in page.text
    cut = decisions_in(notes_of(shop))[1]
    address = f"/traffic/what-if?listing={cut.listing_id}&hour={cut.hour}&what=price"
    told = client.get(address)
    assert told.status_code == 200
    assert "这个决定多带来" in told.text
    assert told.text.count("<h1") == 1
    assert client.get(address + "x").status_code == 404
    assert client.get("/traffic/what-if?listing=x&hour=y&what=price").status_code == 404


def test_no_more_than_a_week_is_played_again(app):
    cohort = make.cohort()
    sku = make.sku(store=make.store(of=cohort), stock=50)
    sku.listing.category_code = "kitchen.cups.mug"
    lively(cohort, 20)
    run(cohort, 5)
    sku.price_fen += 100
    run(cohort, 190)
    store = sku.listing.store
    [moved] = decisions_in(notes_of(store))
    compared = compare(history_of(store, notes_of(store)), moved, hours_over(cohort))
    assert (moved.hour, len(compared.days)) == (6, LONGEST // 24 + 1)
