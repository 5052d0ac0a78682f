"""A merchant reads the money of a store down to the entries, runs out of it and is helped."""

from datetime import timedelta

import pytest

from app.cohorts import clock
from app.db import db
from app.identity.models import Role, User
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund
from sim_market.finance.operations import funds_of, settle_order, transfer_in, transfer_out
from sim_market.ledger.models import AccountKind, Purse, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.ledger.queries import balance_of
from sim_market.orders.operations import give_back, receive_order, ship_order
from sim_market.orders.operations.refunding import begin_refund, finish_refund
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.browser.conftest import Opener, Site

pytestmark = pytest.mark.browser
PAGES = {
    "money": "/finance", "statement": "/finance/statement", "profit": "/finance/profit",
    "profit-sku": "/finance/profit?by=sku", "profit-campaign": "/finance/profit?by=campaign",
    "help": "/finance/help",
}  # fmt: skip


def person(name: str) -> User:
    return db.session.query(User).filter_by(username=name).one()


@pytest.fixture(scope="module")
def money(site: Site) -> int:
    """A store that sold, got its money, took it out, and must give some of it back; its order."""

    def trade() -> int:
        cohort = make.cohort(name="资金页班")
        owner, teacher = make.member(of=cohort).user, make.member(Role.TEACHING_LECTURER, of=cohort)
        owner.username, owner.name, teacher.user.username = (
            "money-keeper",
            "何算盘",
            "money-teacher",
        )
        shop = make.store(owner=owner, of=cohort, name="算盘小铺")
        mug = make.sku(
            store=shop, price_fen=3990, cost_fen=2100, stock=90, title="记账用的粗陶杯子"
        )
        wallet = shopper_of(owner, cohort)
        transfer_in(shop, wallet, 500_00, key="k", actor=owner)
        orders = [make.order(of=mug, quantity=n % 3 + 1) for n in range(9)]
        for order in orders:
            ship_order(order, carrier="x", tracking_number=f"F{order.id}", events=[], actor=None)
            receive_order(order, actor=None)
        asked = request_refund(orders[0].lines[0], 1, RefundReason.QUALITY, actor=None)
        agree_refund(asked, actor=owner)
        db.session.commit()
        clock.advance(cohort.id, cohort.sim_at + timedelta(days=3, hours=20))
        for order in orders[:6]:
            settle_order(order)
        db.session.commit()
        clock.advance(cohort.id, cohort.sim_at + timedelta(days=1))
        transfer_out(shop, wallet, held_by(funds_of(shop)), key="out", actor=owner)
        spend_all(wallet)
        line = orders[2].lines[0]
        begin_refund(line, 1, 3990)
        finish_refund(line, 1, 3990, sent=True)
        give_back(orders[2], 3990, number="after", about=orders[2])
        return orders[2].id

    return site.do(trade)


def held_by(purse: Purse) -> int:
    return balance_of(*purse)


def spend_all(wallet: Shopper) -> None:
    """The owner has nothing left of one's own."""
    fen, world = held_by(wallet.purse), account(wallet.cohort_id, AccountKind.WORLD)
    post(TxnKind.START_CAPITAL, "spent", [(wallet.purse, -fen), (world, fen)], about=wallet)


def test_money_is_read_down_to_its_entries(window: Opener, site: Site, money: int) -> None:
    screen = window("small", site.cookies_of(lambda: person("money-keeper")))
    for name, path in PAGES.items():
        screen.go(path)
        screen.look(name)
    page = screen.go("/finance/statement")
    assert "对得上" in page.locator("main").inner_text()
    page.get_by_role("link", name="结算货款").click()
    page.locator(f"a[href='/finance/orders/{money}']").first.click()
    page.wait_for_url(f"**/finance/orders/{money}")
    assert "结算后退款" in page.locator("main").inner_text()
    screen.look("order-account")
    page.locator("a.lt-mono").first.click()
    page.wait_for_url("**/finance/txns/*")
    screen.look("entries")


def test_who_has_run_out_is_told_why_and_the_teacher_helps(
    window: Opener, site: Site, money: int
) -> None:
    screen = window("phone", site.cookies_of(lambda: person("money-keeper")))
    page = screen.go("/finance")
    page.get_by_role("link", name="看怎么办").click()
    assert "还差 ¥" in page.locator("main").inner_text()
    page.get_by_label("要多少").fill("300")
    page.get_by_label("说明").fill("钱都转走了，现在要退款，店里不够")
    page.get_by_role("button", name="请老师拨款").click()
    assert "等老师答复" in page.locator("main").inner_text()
    theirs = window("desk", site.cookies_of(lambda: person("money-teacher")))
    page = theirs.go("/class/funds")
    theirs.look("class-funds")
    page.get_by_role("link", name="算盘小铺").click()
    theirs.look("class-store")
    page.get_by_label("拨多少").fill("300")
    page.get_by_label("理由", exact=True).fill("先还上欠款，下次留一点在店里")
    page.get_by_role("button", name="拨款", exact=True).click()
    assert "已拨款" in page.locator("[data-flash]").inner_text()
    page = screen.go("/finance/help")
    assert "先还上欠款" in page.locator("main").inner_text()
    screen.look("helped")
