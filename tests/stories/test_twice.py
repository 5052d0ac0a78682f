"""Double click, back button, an old form, two tabs: one effect, and words for the second (F14)."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app.db import db
from seeds.rehearsal.visitor import Page, SentForm, Visitor
from sim_market.orders.models import Order
from tests.stories.school import School, refused

pytestmark = pytest.mark.database
ADD, CHECKOUT, TILL = r"/mall/listings/\d+$", r"/mall/checkout", r"/mall/till$"
CASHIER = r"/mall/cashier/"


@pytest.fixture(scope="module")
def shop(school: School) -> str:
    """The address in the mall of something that the first trainee sells."""
    seller = school.people[0]
    seller.open_store()
    seller.stock_shelves()
    return school.people[1].visitor.open("/mall").links(r"^/mall/listings/\d+$")[0]


@pytest.fixture
def buyer(school: School, shop: str) -> Visitor:
    """A classmate with one thing in the cart and nothing to pay."""
    visitor = school.people[1].visitor
    for form in visitor.open("/mall/till").forms(TILL):
        form.submit().form(CASHIER).submit()
    visitor.open(shop).form(ADD).submit({"quantity": 1})
    return visitor


def orders(school: School) -> int:
    with school.app.app_context():
        return db.session.scalar(sa.select(sa.func.count(Order.id))) or 0


def test_a_double_click_orders_once(school: School, buyer: Visitor) -> None:
    before, form = orders(school), buyer.open("/mall/checkout").form(CHECKOUT)
    first = form.submit()
    kept = school.rows()
    second = form.submit()
    assert (second.path, second.status) == (first.path, first.status)
    assert (first.path.startswith("/mall/cashier/"), first.status) == (True, 200)
    assert orders(school) == before + 1
    assert school.rows() == kept


def test_twenty_clicks_at_once_order_once(school: School, buyer: Visitor) -> None:
    before, form = orders(school), buyer.open("/mall/checkout").form(CHECKOUT)
    session = buyer.client.get_cookie("session")
    assert session

    def click(_n: int) -> int:
        own = Visitor(school.app)
        own.client.set_cookie("session", session.value)
        data: dict[str, list[object]] = {}
        for name, value in form.element.form_values():
            data.setdefault(name, []).append(value)
        while (status := own.request("POST", form.action, data=data).status_code) == 503:
            time.sleep(0.05)  # as the page of those who wait does: the same form, the same key
        return status

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(click, range(20)))
    assert answers == [303] * 20
    assert orders(school) == before + 1


def test_back_to_the_form_and_once_more_orders_nothing_more(school: School, buyer: Visitor) -> None:
    """The browser shows the old page again; its form carries the old key."""
    shown = buyer.open("/mall/checkout")
    shown.form(CHECKOUT).submit().form(CASHIER).submit()
    kept = school.rows()
    back = Page.form(shown, CHECKOUT).submit()
    assert back.status == 200
    assert school.rows() == kept


def test_an_old_form_with_other_words_is_refused(school: School, buyer: Visitor) -> None:
    shown = buyer.open("/mall/checkout")
    shown.form(CHECKOUT).submit()
    kept = school.rows()
    again = shown.form(CHECKOUT).submit({"note": "再来一份"}, expect=None)
    refused(again, 422, "已经用别的内容提交过", "刷新页面")
    assert school.rows() == kept


def test_the_key_of_somebody_else_is_none_of_mine(school: School, buyer: Visitor) -> None:
    """The same key in another person's form is another key."""
    form = buyer.open("/mall/checkout").form(CHECKOUT)
    form.submit()
    before, third = orders(school), school.people[2].visitor
    third.open(third.open("/mall").links(r"^/mall/listings/\d+$")[0]).form(ADD).submit()
    own = third.open("/mall/checkout").form(CHECKOUT)
    own.element.inputs["_key"].value = form.element.inputs["_key"].value
    assert own.submit().path.startswith("/mall/cashier/")
    assert orders(school) == before + 1


def test_two_tabs_order_the_cart_once(school: School, buyer: Visitor) -> None:
    one, other = (buyer.open("/mall/checkout").form(CHECKOUT) for _tab in range(2))
    before = orders(school)
    one.submit()
    kept = school.rows()
    refused(other.submit(expect=None), 422, "购物车")
    assert orders(school) == before + 1
    assert school.rows() == kept


def test_two_tabs_pay_once(school: School, buyer: Visitor) -> None:
    buyer.open("/mall/checkout").form(CHECKOUT).submit()
    one, other = (buyer.open("/mall/till").form(TILL) for _tab in range(2))
    pay, pay_again = one.submit().form(CASHIER), other.submit().form(CASHIER)
    assert pay.action == pay_again.action
    pay.submit()
    kept = school.rows()
    assert "付款成功" in pay_again.submit().words()
    assert school.rows() | {"answer": []} == kept | {"answer": []}


def test_two_tabs_of_one_listing_the_second_is_told(school: School, shop: str) -> None:
    """Who saves later sees that it is no longer what they read, and keeps what they typed."""
    seller, address = school.people[0].visitor, shop.removeprefix("/mall")

    def tab() -> SentForm:
        return seller.open(address).form(rf"{address}$")

    one, other = tab(), tab()
    one.submit({"detail-0-text": "早上写的详情：杯口圆润，拿着稳当。"}, button="do=save")
    kept = school.rows()
    late = other.submit(
        {"detail-0-text": "晚些时候写的详情：送人也体面。"}, button="do=save", expect=None
    )
    refused(late, 409)
    assert "送人也体面" in late.text
    assert school.rows() == kept


def test_what_is_done_once_is_refused_to_the_second_tab(school: School, shop: str) -> None:
    """Deeds that are done once: the second tab learns that it is done, and nothing is doubled."""
    seller, clock = school.people[0].visitor, f"/cohorts/{school.room.cohort_id}/clock"
    tabs: list[tuple[Callable[[], SentForm], set[int]]] = [
        (lambda: seller.open("/practice-result").form(r"/hand-in$"), {409}),
        (lambda: school.teacher.open(clock).form(r"/clock/start$"), {409}),
        (lambda: school.teacher.open(clock).form(r"/clock/pause$"), {409}),
    ]
    for tab, said in tabs:
        one, other = tab(), tab()
        one.submit()
        assert other.submit(expect=None).status in said
    assert school.problems() == {}


def test_a_form_from_before_log_out_does_nothing(school: School, shop: str) -> None:
    """Back button after log-out on a shared computer: the old form is refused."""
    visitor = school.people[2].visitor
    form = visitor.open(shop).form(ADD)
    visitor.open("/").form(r"/logout$").submit()
    kept = school.rows()
    assert form.submit(expect=None).status in {400, 401}
    assert "/login" in visitor.open("/mall/cart").path
    assert school.rows() == kept
