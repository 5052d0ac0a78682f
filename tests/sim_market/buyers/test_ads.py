"""Ads: bought by bids, shown by the hour, paid by the click, never beyond the budget or funds."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Invalid
from sim_market.buyers import operations
from sim_market.buyers.market.clicks import paid_clicks
from sim_market.buyers.market.engine import Word, World, expect
from sim_market.buyers.models import AdBid, AdPlan, PlannedPurchase, TrafficHour
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import Listing
from tests import make
from tests.sim_market.buyers.offers import store as some_offers
from tests.sim_market.buyers.shops import lively, run, stocked

pytestmark = pytest.mark.usefixtures("app")
BUDGET = 3_000


def rich(store, fen: int = 100_000) -> None:
    funds = account(store.cohort_id, AccountKind.STORE_FUNDS, store.id)
    world = account(store.cohort_id, AccountKind.WORLD)
    post(TxnKind.OPENING_CAPITAL, f"t-{store.id}", [(world, -fen), (funds, fen)], about=store)


def advertising(cohort, *, budget_fen: int = BUDGET, bid_fen: int = 80):
    store, skus = stocked(cohort)
    rich(store)
    operations.set_ads(store, on=True, budget_fen=budget_fen, actor=None)
    for sku in skus:
        operations.set_bids(sku.listing, dict.fromkeys(range(6), bid_fen), actor=None)
    return store, skus


def sums(store, *columns):
    asked = sa.select(*(sa.func.sum(each) for each in columns)).where(
        TrafficHour.store_id == store.id
    )
    return db.session.execute(asked).one()


def test_ads_bring_visitors_and_cost_what_was_clicked(app):
    cohort = make.cohort()
    store, _skus = advertising(cohort)
    plain, _ = stocked(cohort)
    before = balance_of(cohort.id, AccountKind.STORE_FUNDS, store.id)
    lively(cohort, 1000)
    run(cohort, 23)

    clicks, ad_clicks, fen = sums(
        store, TrafficHour.clicks, TrafficHour.ad_clicks, TrafficHour.ad_fen
    )
    usual, none, nothing = sums(
        plain, TrafficHour.clicks, TrafficHour.ad_clicks, TrafficHour.ad_fen
    )
    assert ad_clicks > 10
    assert usual < clicks <= usual + ad_clicks + 6
    assert (none, nothing) == (0, 0)
    assert 0 < fen <= BUDGET
    assert 10 <= fen / ad_clicks <= 80
    paid = before - balance_of(cohort.id, AccountKind.STORE_FUNDS, store.id)
    assert paid == fen == balance_of(cohort.id, AccountKind.ADVERTISING)


def test_a_store_without_ads_is_played_as_ever_beside_one_with(app):
    alone, beside = make.cohort(name="没人推广"), make.cohort(name="有人推广")
    one, _ = stocked(alone)
    advertising(beside)
    other, _ = stocked(beside)
    for cohort in (alone, beside):
        lively(cohort, 2000)
        run(cohort, 12)
    rows = [
        db.session.execute(
            sa.select(PlannedPurchase.hour, PlannedPurchase.draw)
            .where(PlannedPurchase.store_id == each.id)
            .order_by(PlannedPurchase.hour, PlannedPurchase.draw)
        ).all()
        for each in (one, other)
    ]
    assert rows[0] == rows[1] != []


def test_no_more_is_spent_than_there_is(app):
    cohort = make.cohort()
    store, _ = stocked(cohort)
    rich(store, 150)
    operations.set_ads(store, on=True, budget_fen=50_000, actor=None)
    for listing in store_listings(store):
        operations.set_bids(listing, {0: 1000, 1: 1000}, actor=None)
    lively(cohort, 3000)
    run(cohort, 12)
    [fen] = sums(store, TrafficHour.ad_fen)
    assert 0 < fen <= 150


def store_listings(store):
    return db.session.scalars(sa.select(Listing).where(Listing.store_id == store.id)).all()


def test_ads_that_are_switched_off_cost_nothing(app):
    cohort = make.cohort()
    store, _ = advertising(cohort)
    operations.set_ads(store, on=False, budget_fen=BUDGET, actor=None)
    lively(cohort)
    run(cohort, 6)
    assert sums(store, TrafficHour.ad_fen, TrafficHour.ad_clicks) == (0, 0)


def test_a_day_cut_into_hours_or_not_costs_the_same(app):
    at_once, in_steps = make.cohort(name="一次"), make.cohort(name="分步")
    stores = [advertising(each)[0] for each in (at_once, in_steps)]
    for cohort in (at_once, in_steps):
        lively(cohort, 1000)
    run(at_once, 14)
    for hour in (3, 4, 9, 14):
        run(in_steps, hour)
    columns = (TrafficHour.ad_fen, TrafficHour.ad_clicks, TrafficHour.expected_micro)
    assert sums(stores[0], *columns) == sums(stores[1], *columns)


def test_bids_without_a_budget_are_no_ads():
    offers = some_offers()
    bidding = [replace(each, bids=(90,) * 6) for each in offers]
    world = World(3)
    assert expect(world, 2, 20, bidding) == expect(world, 2, 20, offers)
    more = expect(world, 2, 20, bidding, {offers[0].store: 10_000})
    assert sum(e.clicks_micro for e in more) > sum(
        e.clicks_micro for e in expect(world, 2, 20, offers)
    )
    assert max(word.ad_fen for e in more for word in e.words) <= 90


def test_clicks_are_whole_and_what_is_not_yet_waits():
    word = Word(0, 0, 0, 100, 0, 400_000, 0, 30)
    owed, clicks, fen = (), 0, 0
    for _hour in range(10):
        paid = paid_clicks(1, "g", [word], owed, most=5, left=1000)
        owed, clicks, fen = paid.owed_micro, clicks + paid.clicks, fen + paid.fen
    assert clicks in (4, 5)
    assert fen == 30 * clicks
    assert paid_clicks(1, "g", [word], (3_000_000,), most=5, left=29).clicks == 0
    assert paid_clicks(1, "g", [word], (3_000_000,), most=1, left=99).clicks == 1


@pytest.mark.parametrize("budget", [0, 499, 50_001, 10**12])
def test_a_budget_has_bounds(budget):
    store = make.store()
    with pytest.raises(Invalid):
        operations.set_ads(store, on=True, budget_fen=budget, actor=None)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AdPlan)) == 0


@pytest.mark.parametrize("bids", [{0: 9}, {5: 1001}, {6: 50}, {-1: 50}])
def test_a_bid_has_bounds(bids):
    sku = make.sku()
    with pytest.raises(Invalid):
        operations.set_bids(sku.listing, bids, actor=None)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AdBid)) == 0


def test_the_pages_take_a_budget_and_bids_and_say_what_is_wrong(app, client, trainee):
    sku = make.sku(store=make.store(owner=trainee), title="陶瓷水杯 带盖")
    page = client.get("/traffic/ads")
    assert page.status_code == 200
    assert "推广（模拟）" in page.text
    wrong = client.post("/traffic/ads", data={"on": "y", "budget": "4.99"})
    assert wrong.status_code == 422
    assert 'value="4.99"' in wrong.text
    assert client.post("/traffic/ads", data={"on": "y", "budget": "２０"}).status_code == 303
    address = f"/traffic/ads/{sku.listing_id}"
    assert client.get(address).status_code == 200
    refused = client.post(address, data={"bid_0": "0.50", "bid_1": "99"})
    assert refused.status_code == 422
    assert "出价要在" in refused.text
    assert client.post(address, data={"bid_0": "0.50", "bid_1": "1"}).status_code == 303
    assert db.session.execute(sa.select(AdBid.word, AdBid.bid_fen)).all() == [(0, 50), (1, 100)]
    assert client.post(address, data={"bid_0": "abc"}).status_code == 422
    stranger = make.browser(app, make.member().user)
    make.store(owner=db.session.merge(make.member().user))
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, data={"bid_0": "1"}).status_code == 404
