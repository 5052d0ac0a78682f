"""The order desk in a browser: whole at all sizes; flagged in place, part of an order sent."""

# word data: a memo

from datetime import timedelta

import pytest

from app.db import db
from app.identity.models import User
from sim_market.orders import carriers
from sim_market.orders.models import Order, ReminderKind, TitleKind
from sim_market.orders.operations import place_order, remind, ship_by_hand
from sim_market.orders.operations.invoices import ask_invoice
from sim_market.orders.operations.repricing import change_price
from tests import make
from tests.browser.conftest import SIZES, Opener, Site

pytestmark = pytest.mark.browser
FIRST = carriers.CARRIERS[0]


def number(n: int) -> str:
    return carriers.tracking_number(FIRST, n)


def keeper() -> User:
    return db.session.query(User).filter_by(username="order-keeper").one()


@pytest.fixture(scope="module")
def desk(site: Site) -> dict[str, int]:
    """A store with an order that waits, one partly sent, one unpaid, one with an invoice."""

    def make_them() -> dict[str, int]:
        cohort = make.cohort(name="订单班", sim_at=make.SIM_START + timedelta(hours=10))
        owner = make.member(of=cohort).user
        owner.username = "order-keeper"
        shop = make.store(owner=owner, of=cohort, name="山野小铺")
        mug = make.sku(store=shop, price_fen=3279, stock=90, title="粗陶手冲杯 可进微波炉 280ml")
        waits, part, invoiced = (make.order(of=mug, quantity=3) for _n in range(3))
        waits.note = "请多包一层"
        unpaid = place_order(make.shopper(of=cohort), [(mug, 2)], actor=None)
        change_price(unpaid, goods_fen=7000, shipping_fen=0, reason="加急", actor=owner)
        ship_by_hand(
            part, carrier_code="xunfeng", tracking_number=number(1), actor=owner,
            contents={part.lines[0].id: 2},
        )  # fmt: skip
        ask_invoice(invoiced, kind=TitleKind.PERSON, title="练习买家", actor=None)
        remind(waits, ReminderKind.SHIP, actor=None)
        return {"waits": waits.id, "part": part.id, "unpaid": unpaid.id, "invoiced": invoiced.id}

    return site.do(make_them)


@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_desk_is_whole(
    window: Opener, site: Site, desk: dict[str, int], size: str
) -> None:
    screen = window(size, site.cookies_of(keeper))
    for name, path in {
        "list": "/orders", "waits": f"/orders/{desk['waits']}", "part": f"/orders/{desk['part']}",
        "unpaid": f"/orders/{desk['unpaid']}", "price": f"/orders/{desk['unpaid']}/price",
        "together": f"/orders/together?ids={desk['waits']}&ids={desk['part']}",
        "batch": "/orders/batch", "invoice": f"/orders/{desk['invoiced']}/invoice",
        "label": f"/orders/print/packing?size=label&ids={desk['waits']}",
    }.items():  # fmt: skip
        screen.go(path)
        screen.look(f"orders-{name}")


def test_an_order_is_flagged_in_place_and_sent_in_parts(
    window: Opener, site: Site, desk: dict[str, int]
) -> None:
    page = window("desk", site.cookies_of(keeper)).go("/orders?state=paid")
    memo = page.locator("[data-memo]").first
    memo.locator("summary").click()
    memo.locator("input[value=red]").check(force=True)
    memo.locator("input[name=words]").fill("先发这单")
    memo.get_by_role("button").click()
    memo.locator(".is-red[data-memo-flag]").wait_for()
    assert "先发这单" in memo.locator("summary").inner_text()
    page.goto(page.url.split("/orders")[0] + f"/orders/{desk['waits']}")
    page.locator("#ship input[name=tracking_number]").fill(number(7))
    page.locator("#ship input[name^=units-]").fill("1")
    page.locator("#ship button[type=submit]").click()
    page.get_by_text("已发 1 件，还差 2 件").wait_for()
    sent = site.do(lambda: db.session.get_one(Order, desk["waits"]).lines[0].shipped_quantity)
    assert sent == 1
