"""Choosing, asking, keeping and the cart in a real browser: by keyboard, on phone and desk."""

import pytest

from app.db import db
from app.identity.models import User
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Listing
from sim_market.mall.models import Question, Voice
from sim_market.mall.operations import answer
from sim_market.orders.operations import put_in_cart, receive_order, ship_order
from sim_market.reviews.models import Stars
from sim_market.reviews.operations import write_review
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.browser.conftest import Opener, Site
from tests.sim_market.listings.drafts import listing

pytestmark = pytest.mark.browser


def buyer() -> User:
    return db.session.query(User).filter_by(username="choosing-buyer").one()


def merchant() -> User:
    return db.session.query(User).filter_by(username="choosing-merchant").one()


def shelf() -> None:
    cohort = make.cohort(name="挑选班")
    who = make.member(of=cohort).user
    who.username = "choosing-buyer"
    owner = make.member(of=cohort).user
    owner.username = "choosing-merchant"
    store = make.store(of=cohort, owner=owner, name="两色小铺")
    skus = tuple(
        SkuDraft(price_fen=price, stock=stock, spec=f"{colour} {size}", specs=(colour, size))
        for colour, size, price, stock in (
            ("陶土色", "大杯", 3900, 20), ("陶土色", "小杯", 3300, 2), ("海浪蓝", "大杯", 4200, 4),
        )
    )  # fmt: skip
    cup = listing(
        store=store, title="粗陶马克杯 两种颜色两种大小", spec_names=("颜色", "大小"), skus=skus,
        presale=True, ship_hours=480,
    )  # fmt: skip
    gone = listing(store=store, title="玻璃茶壶 耐热带滤网")
    shopper = shopper_of(who, cohort)
    order = make.order(of=cup.skus[0], by=shopper)
    ship_order(order, carrier="x", tracking_number=f"T{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    stars = Stars(goods=5, service=4, logistics=3)
    write_review(order, cup, stars, words="杯口很厚实，倒热水不烫手。", actor=who)
    for words in ("洗碗机能洗吗？", "口径多大？"):
        asked = make.saved(
            Question(
                cohort_id=cohort.id, listing_id=cup.id, store_id=store.id, author_id=who.id,
                voice=Voice.BUYER, words=words, asked_sim_at=cohort.sim_at,
            )
        )  # fmt: skip
    answer(asked, "口径 8.5 厘米，杯高 9 厘米。", voice=Voice.STORE, actor=owner)
    put_in_cart(shopper, cup.skus[0], 2)
    put_in_cart(shopper, gone.skus[0], 1)
    other = make.store(of=cohort, name="隔壁小铺")
    put_in_cart(shopper, listing(store=other, title="木托盘 实木茶盘").skus[0], 1)
    db.session.commit()


@pytest.fixture(scope="module", autouse=True)
def cup(site: Site) -> int:
    """A class with a cup in two dimensions, a buyer who has one, and a merchant."""
    site.do(shelf)

    def number() -> int:
        return db.session.query(Listing.id).filter(Listing.title.contains("两种大小")).scalar()

    return site.do(number)


def test_price_stock_and_address_follow_the_keyboard(window: Opener, site: Site, cup: int):
    page = window("phone", site.cookies_of(buyer)).go(f"/mall/listings/{cup}")
    page.locator("#quantity").fill("3")
    page.get_by_role("radio", name="陶土色").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("只剩 4 件").wait_for()
    assert "42.00" in page.locator(".lt-pricebig").first.inner_text()
    assert page.evaluate("document.activeElement.value") == "海浪蓝"
    assert page.locator("#quantity").input_value() == "3"
    assert "s0=" in page.url
    page.locator("label", has_text="小杯").click()
    page.get_by_text("没有“海浪蓝 小杯”这个组合").wait_for()
    assert page.get_by_role("button", name="立即购买").is_disabled()


def test_what_is_ticked_in_the_cart_is_summed_at_once(window: Opener, site: Site):
    page = window("phone", site.cookies_of(buyer)).go("/mall/cart")
    page.get_by_role("checkbox", name="要买 木托盘 实木茶盘").uncheck()
    page.get_by_text("要买 2 种，合计").wait_for()
    page.get_by_role("textbox", name="木托盘 实木茶盘 的数量").fill("400")
    page.keyboard.press("Tab")
    page.get_by_text("购买数量要在 1 到 99 之间").first.wait_for()
    page.get_by_role("textbox", name="木托盘 实木茶盘 的数量").fill("2")
    page.keyboard.press("Tab")
    page.get_by_text("购买数量要在 1 到 99 之间").wait_for(state="detached")
    page.reload()
    assert page.get_by_role("textbox", name="木托盘 实木茶盘 的数量").input_value() == "2"
    assert not page.get_by_role("checkbox", name="要买 木托盘 实木茶盘").is_checked()


def test_a_visit_leaves_a_footprint_and_a_heart_is_kept(window: Opener, site: Site, cup: int):
    page = window("phone", site.cookies_of(buyer)).go(f"/mall/listings/{cup}")
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="收藏 粗陶马克杯 两种颜色两种大小").click()
    page.get_by_role("button", name="取消收藏 粗陶马克杯 两种颜色两种大小").wait_for()
    page.goto(page.url.split("/mall")[0] + "/mall/footprints")
    page.get_by_role("link", name="粗陶马克杯 两种颜色两种大小").wait_for()


def test_without_scripts_everything_can_be_bought_too(window: Opener, site: Site, cup: int):
    cookies = site.cookies_of(buyer)
    page = window("phone", cookies, java_script_enabled=False).go(f"/mall/listings/{cup}")
    page.locator("label", has_text="海浪蓝").click()
    page.get_by_role("button", name="看这个规格的价格和库存").click()
    page.get_by_text("只剩 4 件").wait_for()
    page.get_by_role("button", name="加入购物车").click()
    page.goto(page.url.split("/mall")[0] + "/mall/cart")
    page.get_by_role("link", name="换规格：粗陶马克杯 两种颜色两种大小 海浪蓝").wait_for()


@pytest.mark.parametrize("size", ["desk", "phone", "small"])
def test_every_page_of_a_buyer_is_whole(window: Opener, site: Site, cup: int, size: str):
    screen = window(size, site.cookies_of(buyer))
    pages = {
        "mall-listing": f"/mall/listings/{cup}",
        "mall-none": f"/mall/listings/{cup}?s0=海浪蓝&s1=小杯",
        "mall-reviews": f"/mall/listings/{cup}/reviews",
        "mall-questions": f"/mall/listings/{cup}/questions",
        "mall-cart": "/mall/cart",
        "mall-me": "/mall/me",
        "mall-favourites": "/mall/favourites",
        "mall-favourite-stores": "/mall/favourites?tab=stores",
        "mall-footprints": "/mall/footprints",
    }
    for name, path in pages.items():
        screen.go(path)
        screen.look(name)
    screen.go("/mall/cart").get_by_role("link", name="换规格").first.click()
    screen.look("mall-spec")


@pytest.mark.parametrize("size", ["desk", "small"])
def test_the_merchants_questions_are_whole(window: Opener, site: Site, size: str):
    screen = window(size, site.cookies_of(merchant))
    screen.go("/questions?waiting=1").locator("main summary").first.click()
    screen.look("questions")
