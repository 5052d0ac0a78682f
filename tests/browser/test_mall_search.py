"""Search in a real browser: proposals by keyboard, facets, nothing wider than a phone."""

import pytest

from app.db import db
from app.identity.models import User
from tests import make
from tests.browser.conftest import Opener, Site
from tests.sim_market.listings.drafts import listing

pytestmark = pytest.mark.browser
PAGES = {
    "mall-home": "/mall",
    "mall-categories": "/mall/categories?top=snack",
    "mall-category": "/mall/categories/kitchen.cups",
    "mall-search": "/mall/search?q=马克杯&a=材质:玻璃",
    "mall-understood": "/mall/search?q=玛克杯",
    "mall-nothing": "/mall/search?q=洗衣机器",
}


def buyer() -> User:
    return db.session.query(User).filter_by(username="search-buyer").one()


@pytest.fixture(scope="module", autouse=True)
def goods(site: Site) -> None:
    """A trainee in a class whose mall has mugs."""

    def stock() -> None:
        cohort = make.cohort(name="搜索页班")
        make.member(of=cohort).user.username = "search-buyer"
        store = make.store(of=cohort, owner=make.member(of=cohort).user, name="杯子小铺")
        listing(store=store, title="粗陶马克杯 复古手冲")
        listing(store=store, title="玻璃马克杯 透明", attributes={"材质": "玻璃", "容量": 300})

    site.do(stock)


def test_proposals_are_walked_by_keyboard(window: Opener, site: Site):
    page = window("desk", site.cookies_of(buyer)).go("/mall")
    box = page.get_by_role("combobox", name="搜索商品")
    box.press_sequentially("make")
    chosen = page.get_by_role("option").first
    chosen.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    assert chosen.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert box.input_value() == "马克杯"
    box.press("Escape")
    assert box.input_value() == "make"
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("b")
    chosen.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.get_by_role("heading", level=1, name="搜索“马克杯”").wait_for()
    assert page.locator(".lt-good").count() == 2


def test_a_facet_narrows_and_is_taken_away_again(window: Opener, site: Site):
    page = window("phone", site.cookies_of(buyer)).go("/mall/search?q=马克杯")
    page.locator("summary", has_text="筛选").click()
    page.get_by_role("link", name="玻璃 1").click()
    page.wait_for_url("**a=*")
    assert page.locator(".lt-good").count() == 1
    page.get_by_role("link", name="玻璃 1").click()
    page.wait_for_url(lambda url: "a=" not in url.split("?")[1])
    assert page.locator(".lt-good").count() == 2


@pytest.mark.parametrize("size", ["desk", "phone", "small"])
def test_every_page_of_the_search_is_whole(window: Opener, site: Site, size: str):
    screen = window(size, site.cookies_of(buyer))
    for name, path in PAGES.items():
        screen.go(path)
        screen.look(name)
