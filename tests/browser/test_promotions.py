"""A merchant starts promotions; a buyer sees one price from the listing to the order."""

import pytest

from app.db import db
from app.identity.models import Role, User
from sim_market.listings.drafts import SkuDraft
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.browser.conftest import Opener, Site, Window
from tests.sim_market.listings.drafts import listing
from tests.sim_market.promotions.making import coupons

pytestmark = pytest.mark.browser


def somebody(name: str) -> User:
    return db.session.query(User).filter_by(username=name).one()


def shop() -> int:
    cohort = make.cohort(name="促销班")
    buyer, owner = (make.member(of=cohort).user for _n in range(2))
    buyer.username, owner.username = "promo-buyer", "promo-merchant"
    make.member(Role.TEACHING_LECTURER, of=cohort).user.username = "promo-teacher"
    store = make.store(of=cohort, owner=owner, name="满减小铺")
    cup = listing(store=store, title="粗陶马克杯 带盖", skus=(SkuDraft(price_fen=6000, stock=20),))
    coupons(store, name="进店券", parameters={"off_fen": 500})
    shopper_of(buyer, cohort)
    db.session.commit()
    return cup.id


def start_a_reduction(desk: Window) -> None:
    page = desk.go("/promotions/new/full_reduction")
    page.get_by_label("活动名").fill("满百减十")
    page.get_by_label("满几元", exact=False).first.fill("100")
    page.get_by_label("减几元", exact=False).first.fill("10")
    page.get_by_label("开始：几点").fill("00:00")
    page.get_by_role("button", name="保存，看试算").click()
    page.get_by_role("button", name="开始活动").click()
    page.get_by_text("进行中").first.wait_for()
    desk.look("promotion-running")
    for kind in ("gift", "bundle"):
        desk.go(f"/promotions/new/{kind}")
        desk.look(f"promotion-new-{kind}")


def look_claim_and_put_in_cart(phone: Window, cup: int) -> None:
    page = phone.go(f"/mall/listings/{cup}")
    page.get_by_text("领券后 ¥55.00").wait_for()
    page.get_by_text("优惠说明：买 1 件怎么算").click()
    page.get_by_text("还差 40.00 元").wait_for()
    phone.look("promotion-listing")
    page.get_by_role("button", name="领取 进店券").click()
    page.locator("#quantity").fill("2")
    page.get_by_role("button", name="加入购物车").click()
    page = phone.go("/mall/cart")
    page.get_by_text("满减：满百减十").wait_for()
    assert "¥105.00" in page.locator("main").inner_text()
    phone.look("promotion-cart")


def choose_coupons_and_order(phone: Window) -> None:
    page = phone.go("/mall/checkout")
    page.get_by_role("checkbox", name="进店券").uncheck()
    page.get_by_role("button", name="按选的券重新算").click()
    page.get_by_text("按您选的算").wait_for()
    assert "¥110.00" in page.locator("main").inner_text()
    page.get_by_role("link", name="自动选最省的").click()
    page.get_by_text("已自动选最省的").wait_for()
    phone.look("promotion-checkout")
    page.get_by_role("button", name="提交订单").click()
    page.get_by_role("button", name="确认付款").click()
    page.get_by_text("付款成功").first.wait_for()
    page = phone.go("/mall/orders")
    page.get_by_role("link", name="满减小铺").first.click()
    page.get_by_text("店铺券：进店券").wait_for()
    assert "¥105.00" in page.locator("main").inner_text()
    phone.look("promotion-order")
    page.get_by_role("link", name="申请退款").click()
    page.get_by_text("¥52.50").wait_for()


def test_from_the_merchants_form_to_the_buyers_order(window: Opener, site: Site):
    cup = site.do(shop)
    start_a_reduction(window("desk", site.cookies_of(lambda: somebody("promo-merchant"))))
    platform = window("small", site.cookies_of(lambda: somebody("promo-teacher")))
    platform.go("/class/coupons")
    platform.look("platform-coupons")
    phone = window("small", site.cookies_of(lambda: somebody("promo-buyer")))
    look_claim_and_put_in_cart(phone, cup)
    choose_coupons_and_order(phone)
