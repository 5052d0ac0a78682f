"""What the house refuses on the way: the status, words to act on, and nothing changed."""

import re

import pytest

from app import clock
from seeds.rehearsal import judges
from seeds.rehearsal.cast import PASSWORD
from seeds.rehearsal.opening import begin, read_slips
from seeds.rehearsal.visitor import Page, SentForm, Visitor
from tests.stories.school import School, refused

pytestmark = pytest.mark.database
ADD, CHECKOUT, TILL = r"/mall/listings/\d+$", r"/mall/checkout", r"/mall/cashier/"


@pytest.fixture(scope="module")
def running(school: School) -> School:
    """A store with goods, an order of the classmate's, and a parcel on its way."""
    seller, buyer = school.people[0], school.people[1].visitor
    seller.open_store()
    seller.stock_shelves()
    buyer.open(buyer.open("/mall").links(ADD)[0]).form(ADD).submit({"quantity": 2})
    buyer.open("/mall/checkout").form(CHECKOUT).submit().form(TILL).submit()
    school.days(1)
    seller.capture_orders()
    return school


def test_other_peoples_things_do_not_exist(running: School) -> None:
    """404 whatever is asked, so that nobody learns by asking."""
    stranger, owner = running.people[1].visitor, running.people[0].visitor
    mine = [owner.open(f"/{room}").links(rf"^/{room}/\d+$")[0] for room in ("orders", "listings")]
    mine += [owner.open("/supply/orders").links(r"^/supply/orders/\d+$")[0]]
    mine += [owner.open("/finance/statement").links(r"^/finance/txns/\d+$")[0]]
    kept = running.rows()
    for address in mine:
        stranger.open(address, expect=404)
    assert running.rows() == kept


def test_a_form_carried_over_from_another_page_is_refused(running: School) -> None:
    """A trainee who knows the address and has a token of their own gets no further."""
    stranger, owner = running.people[1].visitor, running.people[0].visitor
    order = owner.open("/orders").links(r"^/orders/\d+$")[0]
    supply = owner.open("/supply/orders").links(r"^/supply/orders/\d+$")[0]
    listing = owner.open("/listings").links(r"^/listings/\d+$")[0]
    kept = running.rows()
    for address in (f"{order}/ship", f"{order}/close", f"{supply}/confirm", f"{listing}/off-sale"):
        assert forged(stranger, address).status == 404, address
    assert running.rows() == kept


def test_what_belongs_to_another_role_is_not_for_trainees(running: School) -> None:
    trainee, room = running.people[1].visitor, running.room.cohort_id
    deeds = [f"/cohorts/{room}/clock/step/day", f"/cohorts/{room}/close", f"/draws/classes/{room}"]
    deeds += [f"/results/classes/{room}/release", "/people/1/reset-password"]
    kept = running.rows()
    for address in deeds:
        refused(forged(trainee, address), 403)
    for address in (f"/cohorts/{room}", "/scoring", "/journal", "/officials"):
        trainee.open(address, expect=403)
    assert running.rows() == kept


def forged(visitor: Visitor, address: str) -> Page:
    """Send what a page of one's own would send, to an address that the page did not show."""
    form = visitor.open("/").form(r"/preferences$")
    return visitor.send(address, {name: [value] for name, value in form.element.form_values()})


@pytest.mark.parametrize("quantity", ["0", "-1", "1.5", "1000000000", "NaN", "", "1e3", "一"])
def test_a_quantity_that_is_none_is_not_bought(running: School, quantity: str) -> None:
    buyer = running.people[1].visitor
    offer = buyer.open("/mall").links(ADD)[0]
    kept = running.rows()
    page = buyer.open(offer).form(ADD).submit({"quantity": quantity}, expect=None)
    refused(page, 422, "数量")
    assert running.rows() == kept


def price_fields(form: SentForm) -> list[str]:
    return [name for name in form.names if re.fullmatch(r"skus-\d+-price", name)]


def test_a_price_that_changed_is_agreed_to_first(running: School) -> None:
    """Between cart and order the seller changes the price: said, not silently taken (S50)."""
    buyer, seller = running.people[1].visitor, running.people[0].visitor
    offer = buyer.open("/mall").links(ADD)[0]
    buyer.open(offer).form(ADD).submit({"quantity": 1})
    agreed = buyer.open("/mall/checkout").form(CHECKOUT)
    prices = seller.open(offer.removeprefix("/mall")).form(r"/listings/\d+$")
    prices.submit(dict.fromkeys(price_fields(prices), "88.80"))
    kept = running.rows()
    page = agreed.submit(expect=None)
    refused(page, 409, "价格变了", "¥88.80")
    assert running.rows() == kept
    assert page.form(CHECKOUT).submit().path.startswith("/mall/cashier/")


def test_more_than_the_wallet_holds_is_not_paid(running: School) -> None:
    buyer, seller = running.people[2].visitor, running.people[0].visitor
    offer = buyer.open("/mall").links(ADD)[-1]
    prices = seller.open(offer.removeprefix("/mall")).form(r"/listings/\d+$")
    prices.submit(dict.fromkeys(price_fields(prices), "9999.00"))
    buyer.open(offer).form(ADD).submit({"quantity": 9})
    till = buyer.open("/mall/checkout").form(CHECKOUT).submit()
    kept = running.rows()
    refused(till.form(TILL).submit(expect=None), 409, "余额")
    assert running.rows() == kept


def test_nothing_can_be_reviewed_before_it_has_come(running: School) -> None:
    buyer = running.people[1].visitor
    order = buyer.open("/mall/orders", {"state": "paid"}).links(r"^/mall/orders/[^/?]+$")[0]
    assert buyer.open(order).links(r"/review$") == []
    assert buyer.open(order).forms(r"/receive$") == []
    kept = running.rows()
    assert forged(buyer, f"{order}/receive").status == 409
    assert forged(buyer, f"{order}/cancel").status == 422  # without a reason
    assert running.rows() == kept


def test_an_empty_practice_result_is_not_scored_and_no_mark_is_seen_early(running: School) -> None:
    """Drawn lecturers see only their sheets; nobody sees a mark before the release."""
    seller, room = running.people[0], running.room
    seller.hand_in()
    assert judges.draw(room, clock.now().date())
    drawn = {
        scorer.name: scorer.open("/scoring").links(r"^/scoring/\d+") for scorer in room.scorers
    }
    sheet = next(links[0] for links in drawn.values() if links)
    others = [scorer for scorer in room.scorers if not drawn[scorer.name]]
    kept = running.rows()
    for visitor in (*others, room.teacher, room.admin, seller.visitor):
        answer = visitor.open(sheet.split("?")[0], expect=None)
        assert answer.status in {403, 404}
    for visitor in (seller.visitor, room.teacher):
        visitor.open("/results/1", expect=404)
    assert forged(seller.visitor, "/practice-result/hand-in").status in {409, 422}
    assert running.rows() == kept


def test_a_lost_slip_is_replaced_and_the_old_password_is_dead(running: School) -> None:
    room, name = running.room, running.people[2].part.name
    account = dict(room.accounts)[name]
    people = room.admin.open(f"/cohorts/{room.cohort_id}/people")
    row = people.find(f'//tr[contains(., "{account}")]//form[contains(@action, "/reset-")]/@action')
    people.form(rf"{row[0]}$").submit()
    refused(log_in(running, account, PASSWORD), 422, "账号或密码不对")
    slips = read_slips(room.admin.open("/slips"))
    again = begin(running.app, slips, name)
    assert again.open("/").status == 200
    refused(log_in(running, account, slips[name][1]), 422, "账号或密码不对")


def log_in(school: School, account: str, password: str) -> Page:
    door = Visitor(school.app).open("/login").form(r"/login$")
    return door.submit({"username": account, "password": password}, expect=None)
