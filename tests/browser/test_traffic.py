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
        run(cohort, 68)
        return store.owner_id

    return site.do(open_shop)


@pytest.mark.parametrize("size", SIZES)
def test_the_traffic_page_is_whole(window: Opener, site: Site, keeper: int, size: str):
    screen = window(size, site.cookies_of(lambda: db.session.get_one(User, keeper)))
    page = screen.go("/traffic")
    screen.look("traffic")
    page.get_by_text("查看数据表").click()
    shown = page.locator("details table tbody tr").all_inner_texts()

    def counted() -> list[int]:
        store = db.session.query(Store).filter_by(owner_id=keeper).one()
        return [day.traffic.clicks for day in list_days(store)]

    assert [int(text.split()[-1]) for text in shown] == site.do(counted)
    assert len(shown) == 3
