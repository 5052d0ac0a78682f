"""The demo class in a real browser: everybody's places, and the slice from log-in to the mark."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from app.db import Model, db
from seeds.demo import DEMO_DAY, DEMO_HOUR
from seeds.rehearsal.cast import PASSWORD
from seeds.rehearsal.run import Rehearsal
from tests.browser.conftest import Opener, Site, Window, serving, windows
from tests.conftest import settings
from wsgi import create_app

pytestmark = pytest.mark.browser
TRAINEE, CLASSMATE, TEACHER, ADMIN = "lt1-02", "lt1-01", "js1-01", "jigou"
ROLES = [TRAINEE, TEACHER, "js1-03", ADMIN, "pingfen1", "zhuguan", "pingtai"]
SCORERS = [f"pingfen{n}" for n in range(1, 7)]


@pytest.fixture(scope="module")
def demo(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small demo class, left open on the afternoon of day 5."""
    folder = tmp_path_factory.mktemp("demo")
    app = create_app(
        settings(folder, f"sqlite:///{folder / 'demo.sqlite'}") | {"WTF_CSRF_ENABLED": True}
    )
    app.test_client_class = FlaskClient
    with serving(app) as address:
        demo = Site(app, address)
        demo.do(lambda: Model.metadata.create_all(db.engine))
        demo.do(lambda: play(demo))
        yield demo
        demo.do(lambda: db.engine.dispose())


def play(demo: Site) -> None:
    rehearsal = Rehearsal(demo.app, trainees=3, days=DEMO_DAY, seed=1)
    rehearsal.open()
    rehearsal.practise(DEMO_DAY, until=DEMO_HOUR)


@pytest.fixture
def door(chrome: Browser, demo: Site) -> Iterator[Opener]:
    with windows(chrome, demo.address) as opener:
        yield opener


def enter(door: Opener, account: str, size: str = "desk") -> Window:
    """Sign in at the door, as a visitor does with the accounts that `make run` prints."""
    screen = door(size)
    page = screen.go("/login")
    page.get_by_label("账号", exact=True).fill(account)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="你好").wait_for()
    return screen


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("account", ROLES)
def test_every_place_of_a_class_at_work_is_whole(door: Opener, account: str, size: str) -> None:
    screen = enter(door, account, size)
    links = screen.page.locator(".lt-side .lt-nav a, .lt-side-foot a").all()
    for path in dict.fromkeys(["/", *(link.get_attribute("href") or "" for link in links)]):
        answer = screen.page.goto(screen.address + path)
        assert answer
        assert answer.status == 200, path
        screen.look(f"demo-{account}{path.split('?')[0].replace('/', '-')}")


DETAILS = {
    TRAINEE: {
        "/orders": r"^/orders/\d+$", "/listings": r"^/listings/\d+$",
        "/supply": r"^/supply/products/[^/]+$", "/supply/orders": r"^/supply/orders/\d+$",
        "/finance/statement": r"^/finance/txns/\d+$", "/mall": r"^/mall/listings/\d+$",
    },
    ADMIN: {"/cohorts": r"^/cohorts/\d+$", "/results": r"^/results/classes/\d+$",
            "/schemes": r"^/schemes/\d+$"},
}  # fmt: skip


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("account", DETAILS)
def test_what_the_lists_lead_to_is_whole(door: Opener, account: str, size: str) -> None:
    screen = enter(door, account, size)
    for path, pattern in DETAILS[account].items():
        screen.go(path)
        screen.go(first(screen.page, pattern))
        screen.look(f"demo-detail{path.replace('/', '-')}")


def first(page: Page, pattern: str) -> str:
    """The first address on the page that looks like this."""
    found = [link.get_attribute("href") or "" for link in page.locator("main a[href]").all()]
    return next(address for address in found if re.search(pattern, address))


def press(screen: Window, name: str) -> Page:
    """Press a main button; whatever comes must not be an error page."""
    with screen.page.expect_navigation() as came:
        screen.page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    assert came.value
    assert came.value.ok, f"{name}: {came.value.status}"
    return screen.page


def said(page: Page) -> str:
    return page.locator("[data-flash]").inner_text()


def test_the_slice_is_walked_from_log_in_to_the_released_mark(door: Opener) -> None:
    seller = enter(door, TRAINEE)
    list_a_product(seller)
    buy(enter(door, CLASSMATE, "phone"))
    capture(seller)
    step_the_clock(enter(door, TEACHER))
    receipt = hand_in(seller)
    admin = enter(door, ADMIN)
    draw(admin)
    assert sum(score(enter(door, account)) for account in SCORERS) == 2
    release(admin)
    read_the_mark(seller, receipt)


def list_a_product(seller: Window) -> None:
    page = seller.go("/supply?page=2")  # the first page has what she sells already
    seller.go(first(page, r"^/supply/products/[^/]+$"))
    page.get_by_role("link", name="一键上架").click()
    press(seller, "按规则重算价格")
    press(seller, "上架到店铺")
    assert "上架" in said(page)
    seller.look("demo-listed")


def buy(buyer: Window) -> None:
    page = buyer.go("/mall")
    buyer.go(first(page, r"^/mall/listings/\d+$"))
    press(buyer, "加入购物车")
    assert "已放进购物车" in said(page)
    buyer.go("/mall/cart")
    buyer.look("demo-cart")
    press(buyer, "去结算")
    buyer.look("demo-checkout")
    press(buyer, "提交订单")
    buyer.look("demo-cashier")
    press(buyer, "确认付款（模拟）")
    page.get_by_text("付款成功（模拟），等商家发货").wait_for()
    buyer.look("demo-payment")
    buyer.go(first(page, r"^/mall/orders/[^/?]+$"))
    buyer.look("demo-bought")


def capture(seller: Window) -> None:
    page = seller.go("/supply/orders")
    press(seller, "抓取订单")
    assert "抓取完成" in said(page) or "没有新订单" in said(page)
    seller.go("/supply/mine")
    press(seller, "现在同步")
    seller.look("demo-synced")


def step_the_clock(teacher: Window) -> None:
    page = teacher.go("/clock")
    press(teacher, "快进 1 小时")
    assert "正在快进" in said(page)
    teacher.look("demo-stepped")


def hand_in(seller: Window) -> str:
    """The number on the receipt."""
    page = seller.go("/practice-result")
    press(seller, "冻结并提交")
    page.get_by_role("heading", name="提交回执").wait_for()
    seller.look("demo-receipt")
    found = re.search(r"LT-\d{8}-\d{4}-\d", page.locator("main").inner_text())
    assert found
    return found.group()


def draw(admin: Window) -> None:
    page = admin.go("/results")
    admin.go(first(page, r"^/results/classes/\d+$"))
    page.get_by_role("link", name="抽签").first.click()
    page.wait_for_url("**/draws/classes/*")
    page.locator("[name=source]").fill("演练约定的公开号码：第 2026136 期模拟摇号")
    press(admin, "公布名单和承诺")
    admin.look("demo-draw-published")
    page.locator("[name=public_value]").fill("2 5 8 10 12 33")
    page.locator("[name=public_dated]").fill(today(page))
    press(admin, "摇号")
    admin.look("demo-draw-run")


def today(page: Page) -> str:
    return str(page.evaluate("new Date().toLocaleDateString('sv-SE')"))


def score(scorer: Window) -> int:
    """Every criterion of every sheet that was drawn for this lecturer, then the seal."""
    page = scorer.go("/scoring")
    begin = page.get_by_role("link", name="从第一份开始")
    if begin.count() == 0:
        return 0
    begin.click()
    page.wait_for_url("**/scoring/*")
    sheet = page.url.removeprefix(scorer.address).split("?")[0]
    for criterion in range(1, 10):
        scorer.go(f"{sheet}?c={criterion}")
        give_points(page)
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile("^存|^保存")).first.click()
    scorer.go(f"{sheet}/seal")
    scorer.look("demo-seal")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("封存")).first.click()
    assert "封存" in page.locator("main").inner_text()
    return 1


def give_points(page: Page) -> None:
    """The middle step and a sentence for each item that nobody measured."""
    for item in page.locator("li[data-item]").all():
        if item.locator("input[type=radio]:checked").count() == 0:
            steps = item.locator(".lt-scale label")
            steps.nth(steps.count() // 2).click()
            item.locator("textarea").fill("基本达到要求，细节可以再具体一些。")


def release(admin: Window) -> None:
    page = admin.go("/results")
    admin.go(first(page, r"^/results/classes/\d+$"))
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("公布")).first.click()
    admin.look("demo-released")


def read_the_mark(seller: Window, receipt: str) -> None:
    page = seller.go("/practice-result")
    seller.go(first(page, r"^/results/\d+$"))
    seller.look("demo-mark")
    assert "评委甲" in page.locator("main").inner_text()
    seller.go(first(page, r"/print$"))
    assert receipt in page.content()
