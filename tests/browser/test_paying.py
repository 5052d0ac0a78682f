"""Paying at the simulated cashier when the notice gets lost; the merchant and the teacher look."""

import pytest

from app.identity.models import Role, User
from sim_market.payments.models import Weather
from sim_market.payments.operations import set_weather
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.browser.conftest import Opener, Site, Window
from tests.sim_market.payments.paying import NEVER, rain

pytestmark = pytest.mark.browser


@pytest.fixture
def people(site: Site) -> dict[str, int]:
    """A class in bad weather: a buyer with orders at two stores, a merchant, a teacher."""

    def gather() -> dict[str, int]:
        cohort = make.cohort(name="付款班")
        buyer, seller = make.member(of=cohort).user, make.member(of=cohort).user
        teacher = make.member(Role.TEACHING_LECTURER, of=cohort).user
        set_weather(cohort, Weather.BAD, actor=teacher)
        who = shopper_of(buyer, cohort)
        for owner in (seller, make.member(of=cohort).user):
            make.order(of=make.sku(store=make.store(owner=owner, of=cohort)), by=who, paid=False)
        return {"buyer": buyer.id, "seller": seller.id, "teacher": teacher.id}

    return site.do(gather)


def test_a_lost_notice_is_asked_for_and_the_books_agree(
    window: Opener, site: Site, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rain(monkeypatch, NEVER)

    def cookies(name: str) -> list[dict[str, str]]:
        return site.cookies_of(lambda: make.db.session.get_one(User, people[name]))

    buyer, seller = window("phone", cookies("buyer")), window("small", cookies("seller"))
    page = buyer.go("/mall/till")
    buyer.look("till")
    page.get_by_role("button", name="去付款（模拟）").click()
    page.get_by_role("heading", name="模拟收银台").wait_for()
    buyer.look("cashier")
    page.get_by_role("button", name="确认付款（模拟）").click()
    page.get_by_role("heading", name="付款结果确认中").wait_for()
    buyer.look("payment-not-known")
    books = seller.go("/reconciliation")
    books.get_by_text("对不上的 1 笔").wait_for()
    seller.look("reconciliation-open")
    page.get_by_role("button", name="查一下结果").click()
    page.get_by_text("付款成功（模拟），等商家发货").wait_for()
    buyer.look("payment-known")
    seller.go("/reconciliation").get_by_text("三方都对上了").wait_for()
    seller.look("reconciliation")
    turn_good(window("desk", cookies("teacher")))
    cancel(buyer)


def turn_good(teacher: Window) -> None:
    """The teacher ends the bad weather."""
    teacher.go("/reconciliation/class").get_by_role("button", name="关掉坏天气").click()
    teacher.page.get_by_role("button", name="打开坏天气").wait_for()
    teacher.look("reconciliation-class")


def cancel(buyer: Window) -> None:
    """The buyer wants all of a paid order back, before it is sent."""
    page = buyer.go("/mall/orders")
    page.get_by_role("link", name="看订单").first.click()
    page.get_by_role("link", name="取消订单").click()
    page.get_by_role("heading", name="取消订单").wait_for()
    buyer.look("cancel")
    page.get_by_role("button", name="申请全部退款").click()
    page.get_by_text("已申请全部退款").wait_for()
