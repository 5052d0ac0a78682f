"""Waiting for one's turn in a real browser: the page comes back by itself and ends at the till."""

import threading

import pytest

from app.crowd import Crowd
from app.db import db
from app.identity.models import User
from sim_market.listings.models import Sku
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.app.test_crowd import full
from tests.browser.conftest import Opener, Site

pytestmark = pytest.mark.browser


def buyer() -> User:
    return db.session.query(User).filter_by(username="waiting-buyer").one()


@pytest.fixture(scope="module")
def sku_id(site: Site) -> int:
    def shelf() -> int:
        cohort = make.cohort(name="排队班")
        who = make.member(of=cohort).user
        who.username = "waiting-buyer"
        shopper_of(who, cohort)
        sku: Sku = make.sku(store=make.store(of=cohort), stock=3)
        return sku.id

    return site.do(shelf)


@pytest.mark.parametrize("script", [True, False])
def test_the_waiting_page_ends_at_the_till(window: Opener, site: Site, sku_id: int, script: bool):
    crowd: Crowd = site.app.extensions["crowd"]
    screen = window("small", site.cookies_of(buyer), java_script_enabled=script)
    page = screen.go(f"/mall/checkout?sku_id={sku_id}&quantity=1")
    page.get_by_label("给商家的留言").fill("请轻放")
    with full(crowd.contested):
        page.get_by_role("button", name="提交订单").click()
        page.get_by_role("heading", name="正在为您排队").wait_for()
        if script:
            screen.complaints.clear()  # the browser says aloud that it met a 503
            screen.look("crowd")
            threading.Event().wait(2)  # it has come back, and met the crowd again
            page.get_by_role("heading", name="正在为您排队").wait_for()
    if not script:
        page.get_by_role("button", name="再试一次").click()
    page.wait_for_url("**/mall/cashier/**", timeout=15_000)
