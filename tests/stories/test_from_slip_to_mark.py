"""One trainee's whole way through the real pages, and everybody whom she meets on it."""

import pytest

from app import clock
from seeds.rehearsal import judges
from seeds.rehearsal.trainees import Trainee
from seeds.rehearsal.visitor import Page, Visitor
from tests.stories.school import School, refused

pytestmark = pytest.mark.database


def test_from_the_slip_to_the_released_mark(school: School) -> None:
    seller, buyer, _ = school.people
    open_store(school, seller)
    number = buy(seller, buyer.visitor)
    school.days(1)
    supply(seller.visitor, number)
    school.days(5)
    receive_and_review(school, buyer.visitor, number)
    answer(school, seller.visitor)
    school.days(8)
    get_the_money(seller.visitor, number)
    receipt = hand_in(school, seller)
    judged(school)
    read_the_mark(school, seller.visitor, receipt)
    assert school.problems() == {}


def open_store(school: School, seller: Trainee) -> None:
    """No goods without a store; a name against the rules comes back; a good one opens."""
    page = seller.visitor.open("/")
    assert "开店" in page.words()
    refused(seller.visitor.open("/listings/new", expect=404), 404, "先申请开店")
    sent_back = seller.apply("全网第一旗舰店")
    assert "/store/apply" in sent_back.path
    assert "第一" in sent_back.words()
    seller.open_store()
    seller.stock_shelves()
    assert "营业中" in seller.visitor.open("/store").words()


def buy(seller: Trainee, buyer: Visitor) -> str:
    """The classmate finds the store's goods by a word, puts two into the cart, and pays."""
    own = seller.visitor.open("/store").links(r"^/mall/stores/\d+$")[0]
    offer = buyer.open(own).links(r"^/mall/listings/\d+")[0]
    word = buyer.open(offer).find("//h1")[0].text_content().split()[0]
    assert offer in buyer.open("/mall/search", {"q": word}).links(r"^/mall/listings/\d+")
    buyer.open(offer).form(r"/mall/listings/\d+$").submit({"quantity": 2})
    checkout = buyer.open("/mall/cart").form(r"/mall/cart$").submit(button="deed=checkout")
    cashier = checkout.form(r"/mall/checkout").submit()
    assert "模拟收银台" in cashier.words()
    paid = cashier.form(r"/mall/cashier/").submit()
    number = paid.links(r"^/mall/orders/[^/?]+$")[0].rsplit("/", 1)[1]
    assert "待发货" in buyer.open(f"/mall/orders/{number}").words()
    assert number in seller.visitor.open("/orders").words()
    return number


def supply(seller: Visitor, number: str) -> None:
    """She captures what was ordered; the supplier is paid and will send it."""
    pulled = seller.open("/supply/orders").form(r"/supply/orders/pull$").submit()
    assert number in pulled.words()
    assert "已确认备货" in pulled.words()
    again = seller.open("/supply/orders").form(r"/supply/orders/pull$").submit()
    assert "没有新订单" in again.words()


def receive_and_review(school: School, buyer: Visitor, number: str) -> None:
    """The parcel has come; only who received it may review it, and once."""
    page = buyer.open(f"/mall/orders/{number}")
    assert "已送达" in page.words()
    assert page.links(r"/review$") == []
    page = page.form(r"/receive$").submit()
    review = page.follow(r"/review$").form(r"/review$")
    stars = {"goods": "5", "service": "4", "logistics": "5", "words": "包得很严实，正合用。"}
    review.submit(stars)
    before = school.rows()
    stale = buyer.open(f"/mall/orders/{number}")
    assert stale.links(r"/review$") == []
    assert "包得很严实" not in stale.words()
    assert school.rows() == before


def answer(school: School, seller: Visitor) -> None:
    """She answers the classmate's words; an empty answer is none."""
    waiting = seller.open("/reviews", {"waiting": 1})
    assert "包得很严实" in waiting.words()
    before = school.rows()
    refused(waiting.form(r"/reply\b").submit({"reply": "  "}, expect=None), 422, "回复")
    assert school.rows() == before
    for form in seller.open("/reviews", {"waiting": 1}).forms(r"/reply\b"):
        form.submit({"reply": "谢谢，用得上就好。"})
    assert seller.open("/reviews", {"waiting": 1}).forms(r"/reply\b") == []


def get_the_money(seller: Visitor, number: str) -> None:
    """Seven days after receipt the platform pays out; each entry can be opened."""
    page = seller.open("/finance/statement")
    assert f"订单结算 {number}" in page.words()
    entry = page.find(f'//tr[contains(., "订单结算") and contains(., "{number}")]//a/@href')
    assert "平台佣金" in seller.open(str(entry[0])).words()


def hand_in(school: School, seller: Trainee) -> str:
    """Frozen with a receipt. Nobody sees a mark before there is one."""
    path = seller.hand_in()
    receipt = seller.visitor.open(path).find('//*[starts-with(normalize-space(), "LT-")]')
    number = str(receipt[-1].text_content()).strip()
    assert number in seller.visitor.open("/").words()
    assert seller.visitor.open("/practice-result").links(r"^/results/\d+$") == []
    seller.visitor.open("/results/1", expect=404)
    return number


def judged(school: School) -> None:
    """The institution cannot release before the work is scored, and releases once."""
    before = school.rows()
    results = school.room.admin.open(f"/results/classes/{school.room.cohort_id}")
    for form in results.forms(r"/release$"):
        refused(form.submit(expect=None), 409)
    assert school.rows() == before
    judges.judge(school.room, 7, clock.now().date())
    results = school.room.admin.open(f"/results/classes/{school.room.cohort_id}")
    assert results.forms(r"/release$") == []


def read_the_mark(school: School, seller: Visitor, receipt: str) -> None:
    """Items, comments, evidence; the classmate may not look over her shoulder."""
    page: Page = seller.open("/practice-result").follow(r"^/results/\d+$")
    said = page.words()
    for part in ("评委甲", "评委乙", "系统测得", "逐项得分", "促销管理"):
        assert part in said
    title = seller.open(seller.open("/listings").links(r"^/listings/\d+$")[0]).words("//h1")
    assert title in page.follow(r"/evidence\?c=2").words()
    school.people[1].visitor.open(page.path, expect=404)
    for scorer in school.room.scorers:
        assert scorer.name not in said
    assert receipt in seller.open(page.links(r"/print$")[0]).text
