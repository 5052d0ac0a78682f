"""A merchant's trade pages with orders in every state, looked at and worked with."""

from datetime import timedelta
from functools import partial

import pytest

from app.cohorts import clock
from app.db import db
from app.identity.models import User
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import agree_refund, reject_refund, request_refund
from sim_market.finance.operations import transfer_in
from sim_market.orders import carriers
from sim_market.orders.models import CloseReason, Order
from sim_market.orders.operations import close_order, receive_order, ship_by_hand
from sim_market.reviews.models import Stars
from sim_market.reviews.operations import reply_to, write_review
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.browser.conftest import Opener, Site

pytestmark = pytest.mark.browser
XF = carriers.CARRIERS[0]
TITLES = ("粗陶手冲杯 复古马克杯 280ml 可进微波炉", "秋冬格纹围巾 柔软加厚 送礼礼盒装")


def keeper() -> User:
    return db.session.query(User).filter_by(username="trade-keeper").one()


@pytest.fixture(scope="module")
def store(site: Site) -> int:
    """A store with orders of every kind, and a trainee who runs it."""

    def open_store() -> int:
        cohort = make.cohort(name="交易页班")
        owner = make.member(of=cohort).user
        owner.username, owner.name = "trade-keeper", "周小满"
        shop = make.store(owner=owner, of=cohort, name="山野小铺")
        mugs, scarf = (
            make.sku(store=shop, price_fen=fen, cost_fen=fen // 2, stock=400, title=title)
            for fen, title in zip((3279, 5222), TITLES, strict=True)
        )
        mugs.listing.images = ["mug-8-dots-arch-40", "mug-200-plain-shelf-40", "mug-1"]
        scarf.listing.images = ["scarf-8-dots-arch-40"]
        transfer_in(shop, shopper_of(owner, cohort), 5000_00, key="k", actor=owner)
        owner_id = owner.id
        for n in range(58):
            live_through(make.order(of=(mugs, scarf)[n % 2], quantity=n % 3 + 1), n)
            if n % 6 == 5:
                db.session.commit()
                clock.advance(cohort.id, cohort.sim_at + timedelta(hours=14))
        make.order(of=mugs, paid=False)
        return owner_id

    return site.do(open_store)


def live_through(order: Order, n: int) -> None:
    """Something else happens to each of eight orders."""
    owner, line = order.store.owner, order.lines[0]
    if n % 8 in {1, 2, 3, 5}:
        number = carriers.tracking_number(XF, n + 1)
        ship_by_hand(order, carrier_code=XF.code, tracking_number=number, actor=owner)
    if n % 8 in {2, 3, 5}:
        receive_order(order, actor=None)
        words = "杯子很稳，包得也好。" if n % 16 > 8 else ""
        review = write_review(order, line.listing, Stars(n % 3 + 3, 5, 4), words=words, actor=None)
        if n % 3:
            reply_to(review, "谢谢支持，欢迎再来。", actor=owner)
    if n % 8 in {0, 3, 5, 7}:
        asked = request_refund(line, 1, RefundReason.NOT_WANTED, words="买多了", actor=None)
        if n % 8 == 3:
            agree_refund(asked, actor=owner)
        elif n % 8 == 5:
            reject_refund(asked, "照片里看不到问题，请补拍。", actor=owner)
    if n % 8 == 6 and not order.is_paid:
        close_order(order, CloseReason.SELLER, actor=owner)


def latest(state: str) -> str:
    """The address of the keeper's newest order in a state."""
    orders = db.session.query(Order).filter(Order.store.has(owner=keeper()), Order.state == state)
    return f"/orders/{orders.order_by(Order.id.desc()).first().id}"


@pytest.mark.parametrize("size", ["desk", "small"])
def test_every_trade_page_is_whole(window: Opener, site: Site, store: int, size: str):
    screen = window(size, site.cookies_of(keeper))
    pages = {"trade": "/orders", "trade-2": "/orders?page=2", "after-sales": "/after-sales"}
    pages |= {"reviews": "/reviews", "finance": "/finance", "transfer": "/finance/transfer"}
    for state in ("paid", "received", "closed"):
        pages[f"order-{state}"] = site.do(partial(latest, state))
    for name, path in pages.items():
        screen.go(path)
        screen.look(name)
    screen.go("/after-sales?state=applied").locator("tbody a.btn").first.click()
    screen.page.wait_for_url("**/after-sales/*")
    screen.look("after-sale")
    screen.go("/finance/statement").locator("td a.lt-mono[href*=txns]").first.click()
    screen.page.wait_for_url("**/finance/txns/*")
    screen.look("txn")


def test_a_merchant_ships_agrees_and_replies(window: Opener, site: Site, store: int):
    screen = window("desk", site.cookies_of(keeper))
    page = screen.go("/orders?state=unpaid")
    assert page.locator("tbody tr").count() == 1
    page = screen.go("/after-sales?state=applied")
    page.locator("tbody a.btn").first.click()
    page.get_by_role("button", name="同意退款").click()
    assert "已同意" in page.locator("[data-flash]").inner_text()
    page = screen.go("/orders?state=paid")
    page.locator("tbody a.btn").first.click()
    page.get_by_label("运单号").fill("XF1")
    page.get_by_role("button", name="确认发货").click()
    assert "填错的运单号会被判为虚假发货" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("运单号").input_value() == "XF1"
    page.get_by_label("运单号").fill(carriers.tracking_number(XF, 777_777))
    page.get_by_role("button", name="确认发货").click()
    assert "已发货" in page.locator(".lt-head").inner_text()
    page = screen.go("/reviews?waiting=1")
    page.locator("article summary.lt-accent").first.click()
    page.locator("textarea[name=reply]").first.fill("谢谢您的评价")
    page.get_by_role("button", name="发出回复").first.click()
    assert "已回复" in page.locator("[data-flash]").inner_text()
    screen.look("replied")
