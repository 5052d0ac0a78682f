"""Goods that go back: asked for, sent, looked at, disputed, decided; and what time does."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.cohorts.clock import advance
from app.db import db
from app.errors import Conflict, Invalid, NotAllowed
from app.flow import IllegalMove
from app.identity.models import Role
from sim_market.after_sales import operations
from sim_market.after_sales.models import AfterSaleKind, Refund, RefundReason, RefundState
from sim_market.after_sales.window import Dispute, for_buyer, no_reason_until
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations import receive_order, ship_order
from tests import make
from tests.sim_market.money import escrow, problems
from tests.sim_market.payments.paying import at_till

pytestmark = pytest.mark.usefixtures("app")
RETURN = AfterSaleKind.RETURN
R = RefundReason
S = RefundState


def received(quantity=2, stock=5, **sku) -> Order:
    order = make.order(of=make.sku(price_fen=1000, stock=stock, **sku), quantity=quantity)
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    order.shipment.delivered_sim_at = order.cohort.sim_at
    receive_order(order, actor=None)
    db.session.commit()
    return order


def ask(order, quantity=2, reason=R.QUALITY, kind=RETURN) -> Refund:
    made = operations.request_refund(order.lines[0], quantity, reason, kind=kind, actor=None)
    db.session.commit()
    return made


def on_way(order, **more) -> Refund:
    refund = ask(order, **more)
    operations.agree_refund(refund, actor=order.store.owner)
    operations.send_goods_back(refund, "迅风", " sf 123 456 ", actor=None)
    db.session.commit()
    return refund


def later(order, **span) -> None:
    db.session.commit()
    advance(order.cohort_id, order.cohort.sim_at + timedelta(**span))


def test_goods_come_back_are_looked_at_and_paid_back():
    order = received()
    sku = order.lines[0].sku
    refund = on_way(order)
    assert (refund.state, refund.tracking_number, escrow(order.cohort)) == (
        S.ON_WAY,
        "SF123456",
        2000,
    )
    assert refund.address
    before = sku.on_hand
    operations.accept_goods(refund, 2, sellable=True, actor=None)
    db.session.commit()
    assert (refund.state, refund.total_fen, escrow(order.cohort)) == (S.DONE, 2000, 0)
    assert (sku.on_hand, order.lines[0].returned_quantity) == (before + 2, 2)
    assert problems() == []


def test_spoilt_goods_do_not_go_on_the_shelf():
    order = received()
    refund, before = on_way(order), order.lines[0].sku.on_hand
    operations.accept_goods(refund, 2, sellable=False, actor=None)
    assert order.lines[0].sku.on_hand == before
    assert problems() == []


def test_supplied_goods_stay_with_the_merchant():
    order = received(supplied=True)
    refund, before = on_way(order), order.lines[0].sku.on_hand
    operations.accept_goods(refund, 2, sellable=True, actor=None)
    assert (order.lines[0].sku.on_hand, order.lines[0].returned_quantity) == (before, 0)
    assert problems() == []


def test_what_was_received_is_paid_and_not_what_was_announced():
    order = received(quantity=3)
    refund = on_way(order, quantity=3)
    operations.accept_goods(refund, 2, sellable=True, actor=None)
    line = order.lines[0]
    assert (refund.quantity, refund.asked_quantity, refund.amount_fen) == (2, 3, 2000)
    assert (line.refunded_quantity, line.refunding_quantity, line.refundable_quantity) == (2, 0, 1)
    assert problems() == []


@pytest.mark.parametrize("quantity", [0, -1, 3])
def test_strange_counts_are_refused(quantity):
    refund = on_way(received())
    with pytest.raises(Invalid):
        operations.accept_goods(refund, quantity, sellable=True, actor=None)
    assert refund.state == S.ON_WAY


def test_before_shipment_there_is_nothing_to_send_back():
    order = make.order()
    with pytest.raises(operations.NotRefundable) as refusal:
        operations.request_refund(order.lines[0], 1, R.NOT_WANTED, kind=RETURN, actor=None)
    assert refusal.value.rule == "A-7"


def test_48_hours_of_silence_agree_to_a_return_and_pay_nothing_yet():
    order = received()
    refund = ask(order)
    later(order, hours=49)
    assert (refund.state, refund.by_silence, escrow(order.cohort)) == (S.WAIT_GOODS, True, 2000)


def test_a_buyer_who_sends_nothing_for_seven_days_keeps_the_goods():
    order = received()
    refund = ask(order)
    operations.agree_refund(refund, actor=None)
    later(order, days=6, hours=23)
    assert refund.state == S.WAIT_GOODS
    later(order, hours=2)
    assert (refund.state, order.live_refunds) == (S.CLOSED, 0)
    later(order, days=8)
    assert order.state == OrderState.COMPLETED
    assert problems() == []


def test_a_merchant_who_says_nothing_for_ten_days_has_received_them():
    order = received()
    refund = on_way(order)
    later(order, days=9, hours=23)
    assert refund.state == S.ON_WAY
    later(order, hours=2)
    assert (refund.state, refund.total_fen, refund.sellable) == (S.DONE, 2000, False)
    assert problems() == []


def test_an_open_return_stops_settlement():
    order = received()
    refund = on_way(order)
    later(order, days=8)
    assert order.state == OrderState.RECEIVED
    operations.accept_goods(refund, 2, sellable=True, actor=None)
    later(order, days=1)
    assert order.state == OrderState.COMPLETED
    assert problems() == []


@pytest.mark.parametrize("number", ["", "123", "单号一二三四五", "x" * 31])
def test_a_parcel_needs_a_number(number):
    refund = ask(received())
    operations.agree_refund(refund, actor=None)
    with pytest.raises(Invalid) as refusal:
        operations.send_goods_back(refund, "x", number, actor=None)
    assert refusal.value.rule == "A-3"
    assert refund.state == S.WAIT_GOODS


def test_within_seven_days_no_reason_is_needed():
    order = received()
    refund = ask(order, reason=R.NOT_WANTED)
    with pytest.raises(NotAllowed) as refusal:
        operations.reject_refund(refund, "就是不想给退", actor=None)
    assert refusal.value.rule == "A-9"
    assert refund.state == S.APPLIED
    broken = ask(received(), reason=R.QUALITY)
    operations.reject_refund(broken, "没有照片证明", actor=None)
    assert broken.state == S.REJECTED


def test_fresh_goods_may_be_refused():
    order = received()
    order.lines[0].category_code = "fresh.fruit.apple"
    refund = ask(order, reason=R.NOT_WANTED)
    operations.reject_refund(refund, "鲜果不支持无理由退货", actor=None)
    assert refund.state == S.REJECTED


def test_the_seven_days_begin_the_day_after_receipt():
    order = received()
    until = no_reason_until(order.received_sim_at, 7)
    assert (until - order.received_sim_at) <= timedelta(days=8)
    assert until.hour == until.minute == 0
    assert no_reason_until(None, 7) is None


def refused() -> Refund:
    refund = ask(received(), reason=R.QUALITY)
    operations.reject_refund(refund, "没有照片证明", actor=None)
    db.session.commit()
    return refund


def test_a_refused_buyer_asks_the_platform_and_the_goods_go_back_before_the_money():
    refund = refused()
    order = refund.line.order
    operations.escalate(refund, "商家不认账，请平台看", actor=None)
    assert (refund.state, order.live_refunds) == (S.DISPUTED, 1)
    operations.decide(refund, buyer_is_right=True, why="照片清楚，支持买家", actor=None)
    assert (refund.state, escrow(order.cohort)) == (S.WAIT_GOODS, 2000)
    operations.send_goods_back(refund, "x", "SF1234567", actor=None)
    operations.accept_goods(refund, 2, sellable=False, actor=None)
    assert refund.state == S.DONE
    assert problems() == []


def test_the_platform_never_forces_money_without_goods():
    order = received()
    refund = ask(order, kind=AfterSaleKind.REFUND)
    operations.reject_refund(refund, "货没有问题", actor=None)
    operations.escalate(refund, "就是有问题", actor=None)
    operations.decide(refund, buyer_is_right=True, why="支持买家退货", actor=None)
    assert (refund.kind, refund.state, refund.total_fen) == (RETURN, S.WAIT_GOODS, 2000)
    assert escrow(order.cohort) == 2000


def test_the_platform_may_side_with_the_merchant():
    refund = refused()
    order = refund.line.order
    operations.escalate(refund, "商家不认账，请平台看", actor=None)
    operations.decide(refund, buyer_is_right=False, why="凭据支持商家", actor=None)
    db.session.commit()
    assert (refund.state, order.live_refunds, refund.line.refunding_fen) == (S.CLOSED, 0, 0)
    later(order, days=8)
    assert order.state == OrderState.COMPLETED
    assert problems() == []


def test_a_decision_needs_reasons_and_comes_once():
    refund = refused()
    operations.escalate(refund, "商家不认账，请平台看", actor=None)
    with pytest.raises(Invalid):
        operations.decide(refund, buyer_is_right=True, why=" ", actor=None)
    operations.decide(refund, buyer_is_right=False, why="凭据支持商家", actor=None)
    with pytest.raises(IllegalMove):
        operations.decide(refund, buyer_is_right=True, why="再想想还是支持买家", actor=None)


def test_after_seven_days_or_settlement_the_platform_is_not_asked():
    refund = refused()
    order = refund.line.order
    later(order, days=7, hours=1)
    assert order.state == OrderState.COMPLETED
    with pytest.raises(Conflict):
        operations.escalate(refund, "太晚了也要说", actor=None)
    assert refund.state == S.REJECTED
    assert problems() == []


def test_a_merchant_disputes_what_came_back():
    refund = on_way(received())
    with pytest.raises(Invalid):
        operations.dispute_goods(refund, "不对", actor=None)
    operations.dispute_goods(refund, "寄回来的是别家的旧杯子，不是我发的", actor=None)
    db.session.commit()
    assert refund.state == S.DISPUTED
    later(refund.line.order, hours=49)
    assert (refund.state, refund.decided_by_id) == (S.CLOSED, None)
    assert refund.decision
    assert problems() == []


def test_a_merchant_who_states_nothing_in_48_hours_loses():
    refund = refused()
    order = refund.line.order
    operations.escalate(refund, "商家不认账，请平台看", actor=None)
    later(order, hours=49)
    assert (refund.state, refund.decision) == (S.WAIT_GOODS, "商家没有按时说明情况，支持买家")


def test_the_case_may_be_stated_until_it_is_decided():
    refund = refused()
    operations.escalate(refund, "商家不认账，请平台看", actor=None)
    owner = refund.line.order.store.owner
    with pytest.raises(Invalid):
        operations.state_case(refund, "没有", actor=owner)
    operations.state_case(refund, "发货前拍了照，完好无损", actor=owner)
    operations.decide(refund, buyer_is_right=False, why="照片支持商家", actor=None)
    with pytest.raises(Conflict):
        operations.state_case(refund, "再补充一点别的情况", actor=owner)


@pytest.mark.parametrize(
    ("reason", "came_back", "stated", "within", "buyer"),
    [
        (R.QUALITY, False, False, False, True),
        (R.NOT_WANTED, True, False, False, True),
        (R.QUALITY, False, True, False, True),
        (R.QUALITY, True, True, True, False),
        (R.NOT_WANTED, False, True, True, True),
        (R.NOT_WANTED, False, True, False, False),
        (R.NOT_WANTED, True, True, True, False),
    ],
)
def test_what_the_rules_decide_alone(reason, came_back, stated, within, buyer):
    assert for_buyer(Dispute(reason, came_back, stated, within)) == buyer


@pytest.fixture
def shop(app, trainee, client):
    """A store of the signed-in trainee with one received order."""
    store = make.store(owner=trainee)
    order = make.order(of=make.sku(store=store, price_fen=1000, stock=5), quantity=2)
    ship_order(order, carrier="x", tracking_number="N1", events=[], actor=None)
    order.shipment.delivered_sim_at = order.cohort.sim_at
    receive_order(order, actor=None)
    db.session.commit()
    return order


def test_the_merchant_s_pages_from_request_to_refund(client, shop):
    refund = ask(shop)
    url = f"/after-sales/{refund.id}"
    assert "同意退货，货到再退 ¥20.00" in client.get(url).text
    assert client.post(f"{url}/agree").status_code == 303
    assert "等买家寄回" in client.get(url).text
    operations.send_goods_back(refund, "迅风", "SF123456", actor=None)
    db.session.commit()
    page = client.get(url).text
    assert "收到退货了吗" in page
    assert "验收" in client.get("/after-sales").text
    bad = client.post(f"{url}/accept", data={"quantity": "9", "sellable": "y"})
    assert bad.status_code == 422
    assert client.post(f"{url}/accept", data={"quantity": "2", "sellable": "y"}).status_code == 303
    db.session.refresh(refund)
    assert refund.state == S.DONE
    assert client.post(f"{url}/accept", data={"quantity": "2", "sellable": "y"}).status_code == 409


def test_a_dispute_is_decided_by_the_teacher(app, client, shop):
    refund = ask(shop)
    url = f"/after-sales/{refund.id}"
    client.post(f"{url}/reject", data={"answer": "没有照片证明"})
    operations.escalate(refund, "商家不认账，请平台看", actor=None)
    db.session.commit()
    page = client.post(f"{url}/dispute", data={"case": "短"})
    assert page.status_code == 422
    assert client.post(f"{url}/dispute", data={"case": "发货前拍了照，完好无损"}).status_code == 303
    assert client.get("/after-sales/disputes").status_code == 403
    teacher = make.browser(app, make.member(Role.TEACHING_LECTURER, of=shop.cohort).user)
    assert refund.number in teacher.get("/after-sales/disputes").text
    assert "售后纠纷" in teacher.get("/").text
    judge = f"/after-sales/disputes/{refund.id}"
    assert "平台不能强制仅退款" in teacher.get(judge).text
    assert teacher.post(judge, data={"right": "buyer", "decision": ""}).status_code == 422
    said = {"right": "seller", "decision": "照片支持商家"}
    assert teacher.post(judge, data=said).status_code == 303
    db.session.refresh(refund)
    assert (refund.state, refund.decision) == (S.CLOSED, "照片支持商家")
    assert teacher.post(judge, data=said).status_code == 404


def test_a_teacher_of_another_class_sees_no_dispute(app, shop):
    refund = ask(shop)
    operations.reject_refund(refund, "没有照片证明", actor=None)
    operations.escalate(refund, "商家不认账，请平台看", actor=None)
    db.session.commit()
    other = make.browser(app, make.member(Role.TEACHING_LECTURER, of=make.cohort()).user)
    assert other.get(f"/after-sales/disputes/{refund.id}").status_code == 404
    assert refund.number not in other.get("/after-sales/disputes").text


def bought_by_hand(client) -> Order:
    """Two units that a person of the class bought and received through the pages."""
    goods = make.sku(price_fen=1000, stock=5)
    client.post(
        f"/mall/listings/{goods.listing_id}",
        data={"sku_id": goods.id, "quantity": 2, "then": "cart"},
    )
    client.post("/mall/checkout", data={"seen_fen": 2000, "note": ""})
    order = db.session.scalar(sa.select(Order))
    at_till(client, order.number)
    ship_order(order, carrier="x", tracking_number="N1", events=[], actor=None)
    order.shipment.delivered_sim_at = order.cohort.sim_at
    db.session.commit()
    client.post(f"/mall/orders/{order.number}/receive")
    return order


def test_the_buyer_s_pages(app, client, trainee):
    order = bought_by_hand(client)
    form = f"/mall/orders/{order.number}/lines/{order.lines[0].id}/refund"
    assert "退货退款" in client.get(form).text
    sent = {"kind": "return", "quantity": "1", "reason": "quality", "words": "杯口有裂"}
    assert client.post(form, data=sent).status_code == 303
    refund = db.session.scalar(sa.select(Refund))
    assert refund.is_return
    operations.agree_refund(refund, actor=None)
    db.session.commit()
    page = client.get(f"/mall/refunds/{refund.number}")
    assert (page.status_code, refund.state) == (200, S.WAIT_GOODS)
    assert refund.address in page.text
    assert (
        client.post(
            f"/mall/refunds/{refund.number}/parcel", data={"tracking_number": "1"}
        ).status_code
        == 422
    )
    parcel = {"carrier": "迅风", "tracking_number": "SF12345678"}
    assert client.post(f"/mall/refunds/{refund.number}/parcel", data=parcel).status_code == 303
    assert client.post(f"/mall/refunds/{refund.number}/parcel", data=parcel).status_code == 409
    assert client.post(
        f"/mall/refunds/{refund.number}/escalate", data={"complaint": "我要说话"}
    ).status_code in {409, 422}
    stranger = make.browser(app, make.member(of=order.cohort).user)
    assert stranger.get(f"/mall/refunds/{refund.number}").status_code == 404
