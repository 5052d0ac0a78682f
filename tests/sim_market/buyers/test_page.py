"""The page 数据, the figures on the home page, and what the sentence says."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import db
from app.identity.models import Role
from sim_market.buyers import queries
from sim_market.buyers.figures import traffic_figures
from sim_market.buyers.meaning import meaning_of
from sim_market.buyers.models import PlannedPurchase, PurchaseState
from sim_market.buyers.queries import DayTraffic, Traffic
from sim_market.buyers.queries.benchmark import standings
from sim_market.buyers.queries.figures import endings_of, sales_of
from sim_market.listings.models import Listing, Sku
from sim_market.orders.models import Order
from sim_market.stores.models import Store
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked
from tests.sim_market.statements import counted


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c, _k, statement, *_rest):
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def shop(trainee) -> Store:
    """The trainee's store, two days old."""
    store, _skus = stocked(make.ordinary_cohort())
    store.owner = trainee
    lively(store.cohort)
    run(store.cohort, 40)
    return store


def test_without_a_store_the_page_says_how_to_begin(client):
    page = client.get("/traffic")
    assert page.status_code == 200
    assert "还没有店铺" in page.text
    assert 'href="/store/apply"' in page.text


def test_a_store_without_visitors_is_told_when_they_come(client, trainee):
    make.store(owner=trainee)
    page = client.get("/traffic")
    assert page.status_code == 200
    assert "还没有访客" in page.text


def test_the_page_shows_what_was_counted(client, shop):
    days = queries.list_days(shop)
    sums = sum((day.traffic for day in days), Traffic())
    bought = db.session.scalar(
        sa.select(sa.func.count()).where(
            PlannedPurchase.state == PurchaseState.BOUGHT, PlannedPurchase.hour < 40
        )
    )
    assert sums.bought == bought > 5
    with statements() as seen:
        page = client.get("/traffic")
    assert page.status_code == 200
    assert sum("SAVEPOINT" not in each for each in seen) <= 12
    assert f"第 1 天有 {days[0].traffic.clicks} 位访客" in page.text
    assert "进行中" in page.text
    assert page.text.count("<h1") == 1


def test_no_number_is_shown_before_its_hour_is_over(client, shop):
    """The hour under way was planned at its start; nobody can read the future on the page."""
    now = queries.hours_over(shop.cohort)
    assert now == 40
    hidden = db.session.scalar(sa.select(sa.func.count()).where(PlannedPurchase.hour == 40))
    shown = sum(day.traffic.bought + day.traffic.lost for day in queries.list_days(shop))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(PlannedPurchase))
    assert shown == total - hidden


def test_days_and_listings_add_up_to_the_same(shop):
    days, (listings, total) = queries.list_days(shop), queries.list_listings(shop)
    assert total == len(listings) == 6
    by_day = sum((day.traffic for day in days), Traffic())
    by_listing = sum((row.traffic for row in listings), Traffic())
    assert by_day == by_listing
    clicks = [row.traffic.clicks for row in listings]
    assert clicks == sorted(clicks, reverse=True)


def test_another_trainee_sees_their_own_store_only(app, shop):
    other = make.member()
    page = make.browser(app, other.user).get("/traffic")
    assert "还没有店铺" in page.text
    assert "陶瓷水杯" not in page.text


def test_who_may_not_see_traffic_is_refused(app):
    page = make.browser(app, make.member(Role.SCORING_LECTURER).user).get("/traffic")
    assert page.status_code == 403


def test_a_strange_page_number_is_no_error(client, shop):
    for number in ("0", "-3", "99", "x"):
        assert client.get(f"/traffic?page={number}").status_code == 200


def test_the_home_page_has_figures_once_there_are_visitors(client, trainee, shop):
    figures = traffic_figures(make.viewer_of(trainee))
    assert [figure.unit for figure in figures] == ["人", "单"]
    assert int(figures[0].value) > 0
    assert figures[0].value in client.get("/").text


PAGES = ("", "/words", "/goods", "/ads", "/ads/{listing}", "/what-if", "/news")


def test_no_page_of_figures_asks_much(client, shop):
    listing = db.session.scalar(sa.select(Listing.id).where(Listing.store_id == shop.id))
    db.session.commit()
    for page in PAGES:
        with counted() as asked:
            assert client.get(f"/traffic{page.format(listing=listing)}").status_code == 200
        wanted = [each for each in asked if "SAVEPOINT" not in each]
        assert len(wanted) <= 12, (page, wanted)


def day(n: int, *, is_over: bool = True, **counts: int) -> DayTraffic:
    return DayTraffic(n, is_over, Traffic(**counts))


@pytest.mark.parametrize(
    ("traffic", "word"),
    [
        ({"impressions": 5000, "clicks": 200, "bought": 6, "lost": 3}, "没买成"),
        ({"impressions": 90, "clicks": 4, "bought": 1}, "看到商品的人还少"),
        ({"impressions": 5000, "clicks": 100, "bought": 5}, "只有 2 人点进来"),
        ({"impressions": 5000, "clicks": 200, "bought": 2}, "只有 1 人下单"),
        ({"impressions": 5000, "clicks": 200, "bought": 6}, "有 3 人下单，保持住"),
    ],
)
def test_the_sentence_names_the_weakest_step(app, traffic, word):
    said = meaning_of([day(1, **traffic)])
    assert word in said.said
    assert f"{traffic['clicks']} 位访客" in said.strong


def test_the_sentence_compares_whole_days(app):
    usual = {"impressions": 5000, "clicks": 200}
    days = [day(1, bought=6, **usual), day(2, bought=8, **usual), day(3, is_over=False, bought=1)]
    said = meaning_of(days)
    assert said.strong.startswith("第 2 天有")
    assert "多 2 单" in said.said
    assert meaning_of([]) is None


def test_orders_of_the_running_hour_wait_for_its_visitors(shop):
    """Paid orders never outnumber those that visitors placed: both end with the full hour."""
    hour = 40
    while not paid_since(shop, hour):
        hour += 1
        run(shop.cohort, hour + 0.98)
    ended = [each for each in endings_of(shop, 1) if each.state == PurchaseState.BOUGHT]
    paid = sum(each.paid for each in ended)
    assert len(sales_of(shop, 1)) == paid < sum(each.number for each in ended)
    own = next(each for each in standings(shop, 1) if each.store_id == shop.id)
    assert own.orders == paid
    assert own.order_bp == queries.share_bp(paid, own.clicks)


def test_an_order_that_no_visitor_placed_is_told_apart(client, shop):
    assert "班里的人在商城买的" not in client.get("/traffic").text
    make.order(
        of=db.session.scalar(sa.select(Sku).join(Sku.listing).where(Listing.store_id == shop.id))
    )
    run(shop.cohort, 42)
    paid = sum(each.paid for each in endings_of(shop, 1) if each.state == PurchaseState.BOUGHT)
    total = len(sales_of(shop, 1))
    assert total == paid + 1
    assert f"付款订单一共 {total} 单：另外 1 单" in client.get("/traffic").text


def paid_since(shop: Store, hour: int) -> int:
    since = shop.cohort.sim_start_at + timedelta(hours=hour)
    paid = (Order.store_id == shop.id, Order.paid_sim_at >= since)
    return db.session.scalar(sa.select(sa.func.count()).where(*paid)) or 0
