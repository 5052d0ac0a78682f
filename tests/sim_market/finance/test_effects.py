"""What a promotion changed: before, during, after, from the rows of orders."""

from datetime import timedelta

import pytest

from app.db import db
from sim_market.finance.effects import When, effects_of, windows_of
from sim_market.promotions.operations import end_promotion
from tests import make
from tests.sim_market.promotions.making import coupons, promotion
from tests.sim_market.statements import counted

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)


@pytest.fixture
def sku():
    """Goods for 120.00 that cost 50.00, ten hours into the sandbox."""
    made = make.sku(price_fen=12000, cost_fen=5000, stock=50)
    made.cohort.sim_at += 10 * HOUR
    db.session.flush()
    return made


def later(sku, hours: int) -> None:
    sku.cohort.sim_at += hours * HOUR
    db.session.flush()


def test_figures_of_the_three_windows_are_those_of_their_orders(sku):
    store = sku.listing.store
    make.order(of=sku)
    later(sku, 6)
    now = store.cohort.sim_at
    made = promotion(store, ends_sim_at=now + 8 * HOUR)  # from 100.00 on 10.00 off
    for _n in range(3):
        make.order(of=sku)
    make.order(of=sku, paid=False)
    later(sku, 8)
    make.order(of=sku)
    later(sku, 20)
    before, during, after = windows_of(made)
    assert [each.when for each in (before, during, after)] == list(When)
    assert [each.profit.orders for each in (before, during, after)] == [1, 3, 1]
    assert [each.profit.revenue_fen for each in (before, during, after)] == [12000, 33000, 12000]
    assert [each.given_fen for each in (before, during, after)] == [0, 3000, 0]
    assert during.profit.goods_cost_fen == 15000
    gross = during.profit.revenue_fen - during.profit.commission_fen - 15000
    assert during.profit.profit_fen == gross
    assert [each.hours for each in (before, during, after)] == [8, 8, 8]
    assert sum(fen for _day, fen, _when in effects_of(made).days) == 57000


def test_a_promotion_that_has_not_begun_has_nothing_to_show(sku):
    now = sku.cohort.sim_at
    made = promotion(sku.listing.store, starts_sim_at=now + HOUR)
    assert [each.hours for each in windows_of(made)] == [0, 0, 0]


def test_only_the_goods_that_it_is_about(sku):
    store = sku.listing.store
    other = make.sku(store=store, price_fen=12000)
    made = promotion(store, listing_ids=(sku.listing_id,))
    make.order(of=other)
    make.order(of=sku)
    later(sku, 2)
    assert [each.profit.orders for each in windows_of(made)] == [0, 1, 0]


def test_the_page_and_its_file(app, sku):
    store = sku.listing.store
    make.order(of=sku)
    later(sku, 3)
    made = promotion(store)
    make.order(of=sku)
    later(sku, 3)
    owner = make.browser(app, store.owner)
    url = f"/promotions/{made.id}/effect"
    db.session.commit()
    owner.get(url)
    with counted() as statements:
        page = owner.get(url)
    assert page.status_code == 200
    assert len(statements) <= 12, len(statements)
    assert "110.00" in page.text
    assert url in owner.get(f"/promotions/{made.id}").text
    file = owner.get(f"{url}.csv")
    assert file.content_type.startswith("text/csv")
    assert "活动中" in file.get_data(as_text=True)
    assert owner.get(f"{url}.xlsx").status_code == 200


def test_others_do_not_see_it(client, sku):
    made = coupons(sku.listing.store)
    end_promotion(made, actor=None)
    db.session.commit()
    assert client.get(f"/promotions/{made.id}/effect").status_code == 404
