"""Shipping templates in a real browser: made on a phone, tried while typed, seen by buyers."""

import pytest

from app.db import db
from app.identity.models import User
from sim_market.freight.models import FreightTemplate
from sim_market.freight.operations import begin_with
from sim_market.listings.models import Listing
from sim_market.stores.models import Store
from tests import make
from tests.browser.conftest import SIZES, Opener, Site
from tests.sim_market.listings.drafts import listing

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def store(site: Site) -> None:
    """A merchant with a ready-made template, and a classmate who buys."""

    def open_shop() -> None:
        cohort = make.cohort(name="运费页班")
        make.member(of=cohort).user.username = "freight-buyer"
        owner = make.member(of=cohort).user
        owner.username = "freight-keeper"
        shop = make.store(of=cohort, owner=owner, name="算清运费小铺")
        begin_with(shop, "piece", actor=owner)
        listing(store=shop, title="粗陶马克杯 复古手冲")

    site.do(open_shop)


def named(name: str) -> User:
    return db.session.query(User).filter_by(username=name).one()


def keeper() -> User:
    return named("freight-keeper")


def buyer() -> User:
    return named("freight-buyer")


def first_template() -> int:
    return db.session.query(FreightTemplate).order_by(FreightTemplate.id).first().id


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_templates_are_whole(window: Opener, site: Site, size: str):
    screen = window(size, site.cookies_of(keeper))
    for path in ("", "/new", f"/{site.do(first_template)}"):
        screen.go(f"/freight{path}")
        screen.look(f"freight{path.replace('/', '-')}")


def test_a_template_is_made_on_a_phone_and_its_price_follows(window: Opener, site: Site):
    page = window("phone", site.cookies_of(keeper)).go("/freight/new")
    page.get_by_label("模板名称").fill("大件另算")
    page.get_by_role("button", name="加一个地区").click()
    summary = page.locator("#zone-1 summary")
    summary.filter(has_text="选省份").wait_for()
    page.wait_for_function("document.activeElement.matches('#zone-1 summary')")
    page.get_by_role("button", name="把江浙沪放进地区 1").click()
    summary.filter(has_text="上海、江苏、浙江").wait_for()
    page.locator("[name=zones-0-first_fee]").fill("5")
    page.locator("[name=quantity]").fill("3")
    answer = page.locator("#answer .lt-fee")
    answer.filter(has_text="¥9.00").wait_for()
    page.get_by_label("按重量").check()
    answer.filter(has_text="¥7.00").wait_for()  # 1500 g: the usual steps went with the kind
    assert page.locator("#zone-1 .input-group-text").first.inner_text() == "克"
    page.locator("[name=zones-0-delivers]").select_option("")
    page.locator("[name=zones-0-first_fee]").wait_for(state="hidden")
    page.get_by_text("浙江 不发货").wait_for()
    page.get_by_role("button", name="保存模板").last.click()
    page.get_by_role("link", name="大件另算").wait_for()


def test_it_works_without_scripts(site: Site, chrome):
    context = chrome.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="zh-CN"
    )
    context.add_cookies(site.cookies_of(keeper))
    page = context.new_page()
    page.goto(f"{site.address}/freight/new")
    page.get_by_label("模板名称").fill("没有脚本")
    page.get_by_role("button", name="加一个地区").click()
    page.get_by_role("button", name="把港澳台放进地区 1").click()
    page.locator("#zone-1 [name=zones-0-delivers]").select_option("")
    page.locator("[name=to]").select_option("香港")
    page.get_by_role("button", name="算一算").click()
    page.get_by_text("香港 不发货").wait_for()
    page.get_by_role("button", name="保存模板").last.click()
    page.get_by_role("link", name="没有脚本").wait_for()
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_buyer_sees_what_sending_costs(window: Opener, site: Site, size: str):
    def sold() -> int:
        return (
            db.session.query(Listing.id)
            .join(Store, Store.id == Listing.store_id)
            .filter(Store.name == "算清运费小铺")
            .scalar()
        )

    screen = window(size, site.cookies_of(buyer))
    number = site.do(sold)
    page = screen.go(f"/mall/listings/{number}?to=浙江")
    page.get_by_text("送到浙江，运费 ¥6.00（模拟）").wait_for()
    screen.look("freight-listing")
    page.locator("#to-p").select_option("香港")
    page.get_by_role("button", name="看运费").click()
    page.get_by_text("不送到香港").wait_for()
