"""An exchange from the buyer's wish to the new order, and an appeal, in a real browser."""

from pathlib import Path

import pytest
from PIL import Image

from app.db import db
from app.identity.models import Role, User
from sim_market.after_sales.models import Refund
from sim_market.listings.models import Sku
from sim_market.listings.operations.stock import open_stock
from sim_market.orders.models import Order
from sim_market.orders.operations import receive_order, ship_order
from sim_market.reviews.models import Stars
from sim_market.reviews.operations import write_review
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.browser.conftest import Opener, Site, Window

pytestmark = pytest.mark.browser


def person(name: str) -> User:
    return db.session.query(User).filter_by(username=name).one()


@pytest.fixture(scope="module")
def number(site: Site) -> str:
    """A received order of two mugs in two sizes' listing, with a bad review; its number."""

    def prepare() -> str:
        cohort = make.cohort(name="售后页班")
        for name, role in (("as-seller", Role.TRAINEE), ("as-buyer", Role.TRAINEE),
                           ("as-teacher", Role.TEACHING_LECTURER)):  # fmt: skip
            make.member(role, of=cohort).user.username = name
        db.session.flush()
        sku = make.sku(store=make.store(owner=person("as-seller"), of=cohort), price_fen=2990)
        sku.spec = "280ml"
        large = Sku(
            cohort_id=cohort.id, listing=sku.listing, code=f"{sku.code}-L", goods_code="GL",
            on_hand=5, price_fen=3590, cost_fen=900, reference_fen=3590, spec="350ml",
        )  # fmt: skip
        db.session.add(large)
        db.session.flush()
        open_stock(large)
        order = make.order(of=sku, quantity=2, by=shopper_of(person("as-buyer"), cohort))
        ship_order(order, carrier="x", tracking_number="AS1", events=[], actor=None)
        order.shipment.delivered_sim_at = cohort.sim_at
        receive_order(order, actor=None)
        stars, words = Stars(1, 3, 4), "太差，加微信 abc123 教你退款"
        write_review(order, sku.listing, stars, words=words, actor=None)
        return order.number

    return site.do(prepare)


def flashed(screen: Window) -> str:
    return screen.page.locator("[data-flash]").inner_text()


@pytest.mark.parametrize("size", ["small", "desk"])
def test_an_exchange_is_asked_for_talked_about_looked_at_and_paid(
    window: Opener, site: Site, number: str, tmp_path: Path, size: str
):
    picture = tmp_path / "mug.png"
    Image.new("RGB", (320, 240), "#b5651d").save(picture)
    buyer = window(size, site.cookies_of(lambda: person("as-buyer")))
    seller = window(size, site.cookies_of(lambda: person("as-seller")))
    theirs = ask(buyer, number, picture)
    ours = site.do(newest)
    propose(seller, ours)
    press(buyer, theirs, "不同意", "offered")
    press(seller, ours, "同意换货", "talked")
    assert "新规格已留好" in flashed(seller)
    buyer.go(theirs).get_by_label("快递单号").fill("SF12345678")
    buyer.page.get_by_role("button", name="我已寄出").click()
    press(seller, ours, "验收，发新货", "arrived")
    assert "等买家补差价 ¥6.00" in flashed(seller)
    press(buyer, theirs, "付差价 ¥6.00", "difference")
    buyer.look("exchanged")
    buyer.page.get_by_role("link", name=site.do(replacement)).click()
    assert "待发货" in buyer.page.locator("main").inner_text()
    seller.go(ours)
    seller.look("done")


def ask(buyer: Window, number: str, picture: Path) -> str:
    """Ask for another size of one mug; the address of the request."""
    page = buyer.go(f"/mall/orders/{number}")
    page.get_by_role("link", name="申请售后").click()
    buyer.look("ask")
    page.get_by_label("换货").check()
    page.get_by_label("350ml，每件补 ¥6.00").check()
    page.get_by_label("几件").fill("1")
    page.get_by_label("规格不合适").check()
    page.get_by_label("图片").set_input_files(picture)
    page.get_by_role("button", name="提交申请").click()
    assert "申请已提交" in flashed(buyer)
    buyer.look("asked")
    return page.url.removeprefix(buyer.address)


def propose(seller: Window, ours: str) -> None:
    """Offer money instead."""
    page = seller.go(ours)
    assert page.get_by_role("img", name="买家的第 1 张图").is_visible()
    seller.look("request")
    page.get_by_text("提一个别的方案").click()
    page.get_by_label("仅退款").check()
    page.get_by_role("textbox", name="退多少").fill("8")
    page.get_by_label("为什么这样提").fill("大号要等，退您八元留着用")
    page.get_by_role("button", name="发给买家").click()
    assert "方案已发给买家" in flashed(seller)


def press(screen: Window, path: str, button: str, name: str) -> None:
    """Look at a page, then press a button on it."""
    page = screen.go(path)
    screen.look(name)
    page.get_by_role("button", name=button).click()


def newest() -> str:
    refund = db.session.query(Refund).order_by(Refund.id.desc()).first()
    return f"/after-sales/{refund.id}"


def replacement() -> str:
    refund = db.session.query(Refund).order_by(Refund.id.desc()).first()
    return str(refund.replacement.number)


def test_a_review_is_appealed_against_judged_and_added_to(window: Opener, site: Site, number: str):
    seller = window("small", site.cookies_of(lambda: person("as-seller")))
    page = seller.go("/reviews")
    seller.look("reviews-low")
    page.get_by_role("link", name="有违规的话？申诉").click()
    page.get_by_label("含有联系方式").check()
    page.get_by_label("哪句话违规").fill("写着加微信 abc123")
    seller.look("appeal")
    page.get_by_role("button", name="提交申诉").click()
    teacher = window("desk", site.cookies_of(lambda: person("as-teacher")))
    page = teacher.go("/reviews/appeals")
    teacher.look("appeals")
    page.get_by_role("link", name="去裁决").click()
    page.get_by_label("成立：隐藏评价，不计分").check()
    page.get_by_label("理由").fill("留了联系方式，隐藏")
    teacher.look("judge-review")
    page.get_by_role("button", name="裁决").click()
    assert "已裁决" in flashed(teacher)
    order = site.do(lambda: db.session.query(Order).filter_by(number=number).first().number)
    buyer = window("small", site.cookies_of(lambda: person("as-buyer")))
    assert "abc123" not in buyer.go(f"/mall/orders/{order}").locator("main").inner_text()
