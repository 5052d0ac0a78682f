"""Somebody who has never sold follows the one next step: a store, goods on sale, a page of it."""

import re

import pytest

from app.db import db
from seeds.catalogue.generate import generate
from supply_chain.suppliers.operations import load_catalogue
from tests import make
from tests.browser.conftest import Opener, Site, Window
from tests.browser.test_stores import fill_in, press

pytestmark = pytest.mark.browser
BY_HAND = "/listings/new?category_code=kitchen.cups.mug"


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_beginner_follows_the_next_step_to_five_goods_and_a_page(
    window: Opener, site: Site, size: str
) -> None:
    screen = window(size, newcomer(site))
    follow(screen, "开店")
    fill_in(screen, "溪边小铺")
    press(screen.page, "提交审核")
    screen.page.get_by_text("审核通过").wait_for()
    follow(screen, "上架 5 件商品")
    list_from_supply(screen, 4)
    publish_by_hand(screen)
    follow(screen, "装修店铺")
    screen.page.get_by_role("button", name=re.compile("新店开张")).click()
    screen.page.get_by_role("button", name=re.compile("^发布")).first.click()
    screen.page.get_by_text("已发布").first.wait_for()
    screen.look("beginner-page")
    screen.go("/")
    screen.page.get_by_text("已上架 5 件").wait_for()
    assert "收到第一张订单" in screen.page.locator("h1 ~ *, main").first.inner_text()
    screen.look("beginner-home")


def newcomer(site: Site) -> list[dict[str, str]]:
    site.do(lambda: load_catalogue(generate()))
    of = site.do(lambda: make.cohort().id)
    return site.cookies_of(lambda: make.member(of=db.session.get_one(make.Cohort, of)).user)


def follow(screen: Window, name: str) -> None:
    """The home page's main button is this step, and leads there."""
    screen.go("/")
    screen.page.locator("main a.btn-primary").filter(has_text=name).first.click()
    screen.page.wait_for_load_state()


def list_from_supply(screen: Window, many: int) -> None:
    page = screen.page
    page.get_by_role("link", name=re.compile("一键上架|去选货")).first.click()
    page.wait_for_url("**/supply*")
    for box in page.locator('main input[name="code"]').all()[:many]:
        box.check()
    page.get_by_role("button", name=re.compile("批量上架")).first.click()
    page.wait_for_url("**/supply/batch*")
    screen.look("beginner-batch")
    page.locator("main form button.btn-primary").first.click()
    page.get_by_text(re.compile("上架")).first.wait_for()


def publish_by_hand(screen: Window) -> None:
    page = screen.go(BY_HAND)
    page.fill('[name="title"]', "手绘粗陶马克杯 400毫升带盖 办公室家用水杯")
    page.select_option('[name="attribute:材质"]', "粗陶")
    page.fill('[name="attribute:容量"]', "400")
    for picture in page.locator('label:has([name="images"])').all()[:3]:
        picture.click()
    page.fill('[name="skus-0-price"]', "39.9")
    page.fill('[name="skus-0-cost"]', "15")
    page.fill('[name="skus-0-stock"]', "50")
    page.fill('[name="detail-0-text"]', "粗陶手绘，带盖，四百毫升，办公室和家里都能用。")
    page.click('.lt-savebar button[value="publish"]')
    page.get_by_text("在售").first.wait_for()
    screen.look("beginner-listing")
