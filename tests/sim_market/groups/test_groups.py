"""Group buying (P-2): a paid order opens one, others form it, exactly; else all is paid back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.cohorts.clock import advance
from app.db import db, transaction
from app.errors import Conflict, NotAllowed
from app.jobs import Job, JobState, failed
from sim_market.after_sales.models import Refund, RefundReason, RefundState
from sim_market.after_sales.operations import (
    agree_refund,
    escalate,
    reject_refund,
    request_refund,
    withdraw_refund,
)
from sim_market.groups import checks
from sim_market.groups.models import BuyingGroup, GroupSeat, GroupState, SeatState
from sim_market.groups.operations import GroupFull, guard_formed, joining, order_together
from sim_market.listings.models import Sku
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations import pay_order
from sim_market.orders.operations.waiting import NotYet
from sim_market.promotions import checks as promotions_checks
from sim_market.promotions.operations import end_promotion
from sim_market.promotions.pricing import Kind
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.money import escrow, problems
from tests.sim_market.promotions.making import promotion
from tests.sim_market.races import at_once
from tests.sim_market.statements import counted

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def nobody_simulated(monkeypatch):
    monkeypatch.setattr(joining, "JOINS", 0.0)


def goods(size: int = 2, **values) -> Sku:
    sku = make.sku(price_fen=5000, stock=30)
    promotion(
        sku.listing.store, kind=Kind.GROUP_PRICE, name="一起买",
        parameters={"price_fen": 3000, "size": size}, listing_ids=(sku.listing_id,), **values,
    )  # fmt: skip
    return sku


def bought(sku: Sku, group: BuyingGroup | None = None, by: Shopper | None = None) -> Order:
    order = order_together(by or make.shopper(of=sku.cohort), sku, 1, group, actor=None)
    pay_order(order, actor=None)
    db.session.flush()
    return order


def groups() -> list[BuyingGroup]:
    db.session.flush()
    db.session.expire_all()
    return list(db.session.scalars(sa.select(BuyingGroup).order_by(BuyingGroup.id)))


def sound() -> bool:
    problems = checks.members_have_seats() + promotions_checks.spent_adds_up()
    return problems == failed() == []


def go(sku: Sku, **span) -> None:
    db.session.commit()
    advance(sku.cohort_id, sku.cohort.sim_at + timedelta(**span))
    db.session.expire_all()


def test_a_paid_order_opens_a_group_and_another_forms_it():
    sku = goods()
    first = bought(sku)
    [group] = groups()
    assert (first.goods_fen, group.members, group.state) == (3000, 1, GroupState.OPEN)
    with pytest.raises(NotYet) as told:
        guard_formed(first)
    assert told.value.rule == "P-2"
    second = bought(sku, group)
    [group] = groups()
    assert (group.members, group.state) == (2, GroupState.FORMED)
    guard_formed(first)
    guard_formed(second)
    assert sound()


def test_the_promise_counts_from_the_forming():
    sku = goods()
    first = bought(sku)
    go(sku, hours=10)
    bought(sku, groups()[0])
    formed = sku.cohort.sim_at
    go(sku, minutes=1)
    assert first.ship_by_sim_at == formed + timedelta(hours=first.promise_hours)
    assert sound()


def test_nobody_is_late_before_the_group_is_formed():
    sku = goods()
    sku.listing.ship_hours = 2
    order = bought(sku)
    assert order.promise_hours == 2
    go(sku, hours=20)
    assert order.late_sim_at is None
    bought(sku, groups()[0])
    go(sku, hours=4)
    assert order.late_sim_at is not None
    assert sound()


def test_an_unpaid_order_takes_no_seat():
    sku = goods()
    order_together(make.shopper(of=sku.cohort), sku, 1, None, actor=None)
    assert groups() == []
    go(sku, minutes=31)
    assert db.session.scalars(sa.select(GroupSeat.state)).all() == [SeatState.LEFT]
    assert sound()


def test_who_pays_after_the_last_seat_is_taken_opens_another_group():
    sku = goods()
    bought(sku)
    [group] = groups()
    late = order_together(make.shopper(of=sku.cohort), sku, 1, group, actor=None)
    bought(sku, group)
    pay_order(late, actor=None)
    full, other = groups()
    assert (full.members, full.state) == (2, GroupState.FORMED)
    assert (other.members, other.state) == (1, GroupState.OPEN)
    seat = db.session.scalars(sa.select(GroupSeat).filter_by(order_id=late.id)).one()
    assert seat.moved
    assert sound()


def test_a_group_that_is_not_full_in_time_is_paid_back_in_full():
    sku = goods(size=3)
    orders = [bought(sku)]
    orders.append(bought(sku, groups()[0]))
    assert sku.reserved == 2
    go(sku, hours=25)
    [group] = groups()
    assert (group.state, group.members) == (GroupState.FAILED, 2)
    for order in orders:
        assert (order.state, order.refunded_fen) == (OrderState.CLOSED, order.pay_fen)
    assert sku.reserved == 0
    assert {each.state for each in group.seats} == {SeatState.REFUNDED}
    jobs = db.session.scalars(sa.select(Job.state).where(Job.kind.startswith("groups."))).all()
    assert set(jobs) == {JobState.DONE}
    assert sound()


def test_who_is_paid_back_before_it_is_formed_leaves_the_seat():
    sku = goods()
    first = bought(sku)
    refund = request_refund(first.lines[0], 1, RefundReason.NOT_WANTED, actor=None)
    agree_refund(refund, actor=None)
    [group] = groups()
    assert (group.members, group.state) == (0, GroupState.OPEN)
    bought(sku, group)
    bought(sku, group)
    assert groups()[0].state == GroupState.FORMED
    assert sound()


def test_one_buyer_has_one_seat():
    sku = goods(size=3)
    buyer = make.shopper(of=sku.cohort)
    bought(sku, by=buyer)
    [group] = groups()
    with pytest.raises(NotAllowed):
        order_together(buyer, sku, 1, group, actor=None)
    first = order_together(make.shopper(of=sku.cohort), sku, 1, group, actor=None)
    again = order_together(first.shopper, sku, 1, group, actor=None)
    pay_order(first, actor=None)
    pay_order(again, actor=None)
    assert [each.members for each in groups()] == [2, 1]
    assert sound()


@pytest.mark.parametrize("how", ["full", "over", "other goods", "ended"])
def test_what_cannot_be_joined_is_refused(how):
    sku = goods()
    bought(sku)
    [group] = groups()
    wanted, error = sku, GroupFull
    if how == "full":
        bought(sku, group)
    elif how == "over":
        go(sku, hours=25)
    elif how == "other goods":
        wanted, error = make.sku(store=sku.listing.store), Conflict
    else:
        end_promotion(group.promotion, actor=None)
        error = Conflict
    had = db.session.scalar(sa.select(sa.func.count()).select_from(GroupSeat))
    db.session.refresh(group)
    with pytest.raises(error) as told, db.session.begin_nested():
        order_together(make.shopper(of=sku.cohort), wanted, 1, group, actor=None)
    assert told.value.rule == "P-2"
    assert told.value.next_step
    assert db.session.scalar(sa.select(sa.func.count()).select_from(GroupSeat)) == had


def test_simulated_buyers_join_at_a_keyed_chance(monkeypatch):
    monkeypatch.setattr(joining, "JOINS", 1.0)
    sku = goods(size=3)
    bought(sku)
    go(sku, hours=24)
    assert groups()[0].state == GroupState.FORMED
    assert sound()


@pytest.mark.database
def test_a_group_of_two_takes_exactly_two(served, monkeypatch):
    """Nine pay at once for the one seat that is left: one sits, each other opens a group."""
    with served.app_context(), transaction():
        sku = goods()
        bought(sku)
        group = groups()[0]
        group_id = group.id
        waiting = [
            order_together(make.shopper(of=sku.cohort), sku, 1, group, actor=None).id
            for _n in range(9)
        ]

    def pay(order_id: int):
        return lambda: pay_order(db.session.get_one(Order, order_id), actor=None)

    assert at_once(served, [pay(each) for each in waiting]) == ["done"] * 9
    with served.app_context():
        found = groups()
        assert [each.members for each in found] == [2, *[1] * 8]
        assert [each.state for each in found] == [GroupState.FORMED, *[GroupState.OPEN] * 8]
        taken = [seat.buying_group_id for seat in db.session.query(GroupSeat)]
        assert taken.count(group_id) == 2
        assert checks.members_have_seats() == []


class TestPages:
    def test_a_trainee_opens_and_another_joins(self, app, client, trainee):
        sku = goods()
        url = f"/mall/listings/{sku.listing_id}"
        assert "去拼团" in client.get(url).text
        page = client.get(f"{url}/group").text
        assert "30.00" in page
        told = page[page.index("优惠说明：这样买怎么算") :].partition("</details>")[0]
        assert "拼团价" in told
        said = {"sku_id": sku.id, "quantity": 1, "seen_fen": 3000}
        shopper_of(trainee, sku.cohort)
        answer = client.post(f"{url}/group", data=said)
        assert answer.status_code == 303
        pay_order(db.session.query(Order).one(), actor=trainee)
        db.session.commit()
        [group] = groups()
        mine = client.get(f"/mall/groups/{group.id}").text
        assert "还差 1 人" in mine
        assert f"/mall/groups/{group.id}" in client.get("/mall/groups").text
        other = make.member().user
        browser = make.browser(app, other)
        assert "下单参团" in browser.get(f"/mall/groups/{group.id}").text
        assert browser.post(f"/mall/groups/{group.id}", data=said).status_code == 303
        pay_order(db.session.query(Order).order_by(Order.id.desc()).first(), actor=other)
        db.session.commit()
        assert "已经成团" in browser.get(f"/mall/groups/{group.id}").text

    def test_the_merchant_sees_who_waits(self, app):
        sku = goods()
        first = bought(sku)
        db.session.commit()
        there = make.browser(app, sku.listing.store.owner).get(f"/orders/{first.id}").text
        assert "成团前不能发货" in there
        bought(sku, groups()[0])
        owner = make.browser(app, sku.listing.store.owner)
        desk = owner.get("/groups").text
        assert "已成团" in desk
        assert "2 / 2" in desk

    def test_the_pages_ask_little(self, client, trainee):
        sku = goods()
        bought(sku, by=shopper_of(trainee, sku.cohort))
        [group] = groups()
        bought(sku)
        order = db.session.query(Order).first()
        pages = (
            f"/mall/listings/{sku.listing_id}/group", f"/mall/groups/{group.id}", "/mall/groups",
            f"/mall/orders/{order.number}",
        )  # fmt: skip
        db.session.commit()
        for url in pages:
            client.get(url)
            with counted() as statements:
                assert client.get(url).status_code == 200
            assert len(statements) <= 12, (url, len(statements))

    @pytest.mark.parametrize(
        ("wrong", "status"),
        [({"quantity": "0"}, 422), ({"quantity": "1.5"}, 422), ({"sku_id": "999999"}, 422),
         ({"seen_fen": "1"}, 409), ({"quantity": "9" * 12}, 422), ({"seen_fen": ""}, 422)],
    )  # fmt: skip
    def test_nonsense_is_refused_and_nothing_ordered(self, client, wrong, status):
        sku = goods()
        said = {"sku_id": sku.id, "quantity": 1, "seen_fen": 3000} | wrong
        answer = client.post(f"/mall/listings/{sku.listing_id}/group", data=said)
        assert answer.status_code == status
        assert db.session.query(Order).count() == db.session.query(GroupSeat).count() == 0

    def test_of_another_class_or_without_a_group_price_there_is_none(self, client):
        plain = make.sku()
        assert client.get(f"/mall/listings/{plain.listing_id}/group").status_code == 404
        bought(goods())
        [group] = groups()
        elsewhere = make.browser(client.application, make.member(of=make.cohort()).user)
        assert elsewhere.get(f"/mall/groups/{group.id}").status_code == 404
        assert client.get("/mall/groups/99999999999999999999").status_code == 404

    def test_the_owner_cannot_join_and_is_told(self, app):
        sku = goods()
        bought(sku)
        owner = make.browser(app, sku.listing.store.owner)
        group = groups()[0]
        assert "不能买自己店里的商品" in owner.get(f"/mall/groups/{group.id}").text
        said = {"sku_id": sku.id, "quantity": 1, "seen_fen": 3000}
        assert owner.post(f"/mall/groups/{group.id}", data=said).status_code == 403


def failed_with(order: Order, *asked: Refund) -> None:
    """Its group fails while these requests are open: all is paid back, nothing is left behind."""
    advance(order.cohort_id, order.cohort.sim_at + timedelta(hours=25))
    db.session.expire_all()
    assert failed() == []
    assert (order.state, order.refunded_fen) == (OrderState.CLOSED, order.pay_fen)
    assert escrow(order.cohort) == 0
    assert all(refund.state == RefundState.DONE for refund in asked)
    assert problems() == []


def test_what_was_asked_for_is_granted_when_a_group_fails(app):
    """Once the order stayed paid for ever, with goods that could never be sent."""
    with transaction():
        order = bought(goods())
        line = order.lines[0]
        refund = request_refund(line, 1, RefundReason.NOT_WANTED, actor=None)
    failed_with(order, refund)


def test_a_dispute_ends_with_money_when_a_group_fails(app):
    with transaction():
        order = bought(goods())
        refund = request_refund(order.lines[0], 1, RefundReason.NOT_WANTED, actor=None)
        reject_refund(refund, "已经在准备发货了", actor=None)
        escalate(refund, "还没有成团，我要退款", actor=None)
    failed_with(order, refund)


def test_a_group_that_fails_pays_back_however_often_was_asked_before(app):
    with transaction():
        order = bought(goods())
        for _turn in range(5):
            refund = request_refund(order.lines[0], 1, RefundReason.NOT_WANTED, actor=None)
            withdraw_refund(refund, actor=None)
    failed_with(order)


def test_an_order_that_is_paid_after_its_time_takes_a_seat(app):
    """S9: once it got the price of a group without any, or waited for its group for ever."""
    with transaction():
        sku = goods()
        order = order_together(make.shopper(of=sku.cohort), sku, 1, None, actor=None)
    advance(order.cohort_id, order.cohort.sim_at + timedelta(hours=1))
    db.session.expire_all()
    assert order.state == OrderState.CLOSED
    with transaction():
        pay_order(order, actor=None)
    [group] = groups()
    assert (group.members, group.state) == (1, GroupState.OPEN)
    with pytest.raises(NotYet):
        guard_formed(order)
    assert problems() == []
