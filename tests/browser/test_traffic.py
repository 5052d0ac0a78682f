"""The page 数据 of a store that has been open for three days."""

import pytest

from app.cohorts.models import Cohort
from app.db import db
from app.identity.models import User
from sim_market.buyers.queries import list_days
from sim_market.stores.models import Store
from tests import make
from tests.browser.conftest import SIZES, Opener, Site
from tests.sim_market.buyers.shops import lively, run, stocked

pytestmark = pytest.mark.browser
PAGES = {
    "words": "/traffic/words",
    "ads": "/traffic/ads",
    "what-if": "/traffic/what-if",
    "news": "/traffic/news",
}


@pytest.fixture(scope="module")
def keeper(site: Site) -> int:
    """A trainee whose store has sold for three days."""

    def open_shop() -> int:
        cohort: Cohort = make.cohort(name="数据页班")
        store, skus = stocked(cohort)
        for sku in skus:
            sku.listing.images = ["mug-8-dots-arch-40", "mug-200-plain-shelf-40", "mug-1"]
        skus[2].on_hand = 3
        lively(cohort, volume_pm=6000)
        run(cohort, 60)
        skus[0].price_fen = skus[0].price_fen * 9 // 10
        run(cohort, 68)
        return store.owner_id

    return site.do(open_shop)


@pytest.mark.parametrize("size", SIZES)
def test_the_traffic_page_is_whole(window: Opener, site: Site, keeper: int, size: str):
    screen = window(size, site.cookies_of(lambda: db.session.get_one(User, keeper)))
    page = screen.go("/traffic")
    screen.look("traffic")
    days = page.locator("details").filter(has_text="查看数据表").first
    days.get_by_text("查看数据表").click()
    shown = days.locator("tbody tr").all_inner_texts()

    def counted() -> list[int]:
        store = db.session.query(Store).filter_by(owner_id=keeper).one()
        return [day.traffic.clicks for day in list_days(store)]

    assert [int(text.split()[-1]) for text in shown] == site.do(counted)
    assert len(shown) == 3

    page.get_by_text("每样各改一点会怎样").click()
    assert page.get_by_text("先改“").count() >= 1 or page.get_by_text("差不多到位").count() == 1
    for name, path in PAGES.items():
        page = screen.go(path)
        screen.look(f"traffic-{name}")
        assert page.locator("h1").count() == 1
