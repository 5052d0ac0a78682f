"""Evidence, offers, deductions, who bears the sending back, decisions in part (A-8, A-13, C-2)."""

import io

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from app.db import db
from app.errors import Conflict, Invalid
from app.files import save_image
from app.flow import IllegalMove
from app.identity.models import Role
from sim_market.after_sales import operations
from sim_market.after_sales.models import (
    AfterSaleKind,
    Inspection,
    NoteKind,
    OfferState,
    Refund,
    RefundNote,
    RefundReason,
    RefundState,
    Side,
)
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.orders.models import Order
from sim_market.orders.operations import receive_order, ship_order
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.money import escrow, pass_time, problems

pytestmark = pytest.mark.usefixtures("app")
RETURN, MONEY = AfterSaleKind.RETURN, AfterSaleKind.REFUND
R, S = RefundReason, RefundState


def png(colour: str = "red") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    out.seek(0)
    return out


def picture(of: Order) -> str:
    upload = FileStorage(png(), "x.png")
    return str(save_image(upload, cohort_id=of.cohort_id, owner_id=of.store.owner_id).id)


def received(quantity: int = 2, *, owner=None, buyer=None) -> Order:
    store = make.store(owner=owner) if owner else None
    sku = make.sku(store=store, price_fen=1000, stock=5)
    by = shopper_of(buyer or make.member().user, sku.cohort)
    order = make.order(of=sku, quantity=quantity, by=by)
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    order.shipment.delivered_sim_at = order.cohort.sim_at
    receive_order(order, actor=None)
    db.session.commit()
    return order


def ask(order: Order, kind=RETURN, reason=R.QUALITY, quantity=2) -> Refund:
    made = operations.request_refund(order.lines[0], quantity, reason, kind=kind, actor=None)
    db.session.commit()
    return made


def on_way(order: Order, **more) -> Refund:
    refund = ask(order, **more)
    operations.agree_refund(refund, actor=order.store.owner)
    operations.send_goods_back(refund, "迅风", "SF123456", actor=None)
    db.session.commit()
    return refund


def offer(refund: Refund, kind=MONEY, fen=500, words="给您退五元，货留着用") -> RefundNote:
    made = operations.make_offer(refund, kind, fen, words, actor=refund.line.order.store.owner)
    db.session.commit()
    return made


def deducted(refund: Refund, fen=1500) -> None:
    order = refund.line.order
    operations.deduct(
        refund, 2, fen, "少了一个杯盖", [picture(order)], sellable=True, actor=order.store.owner
    )
    db.session.commit()


def test_the_buyer_agrees_to_less_money_and_keeps_the_goods():
    order = received()
    refund = ask(order)
    offer(refund)
    operations.accept_offer(refund, expected_fen=500, actor=None)
    line = order.lines[0]
    assert (refund.state, refund.kind, refund.total_fen) == (S.DONE, MONEY, 500)
    assert (line.refunded_fen, line.refunding_fen, line.refundable_quantity) == (500, 0, 0)
    assert refund.notes[-1].state == OfferState.ACCEPTED
    assert problems() == []


def test_a_refused_offer_leaves_the_request_and_its_time_as_they_were():
    refund = ask(received())
    until = refund.answer_by_sim_at
    offer(refund)
    operations.decline_offer(refund, actor=None)
    assert (refund.state, refund.amount_fen, refund.answer_by_sim_at) == (S.APPLIED, 2000, until)
    with pytest.raises(Conflict):
        operations.accept_offer(refund, actor=None)


def test_an_offer_does_not_stop_the_clock():
    refund = ask(received(), kind=MONEY)
    offer(refund, RETURN, 2000)
    pass_time(refund.cohort, hours=49)
    db.session.refresh(refund)
    assert (refund.state, refund.by_silence, refund.total_fen) == (S.DONE, True, 2000)
    assert [note.state for note in refund.notes] == [OfferState.LAPSED]
    assert problems() == []


def test_one_offer_waits_and_three_are_made():
    refund = ask(received())
    for turn in range(3):
        offer(refund, fen=500 + turn)
        with pytest.raises(Conflict):
            offer(refund, fen=100)
        operations.decline_offer(refund, actor=None)
        db.session.commit()
    with pytest.raises(Conflict) as refusal:
        offer(refund)
    assert refusal.value.rule == "A-13"
    assert len(refund.notes) == 3


@pytest.mark.parametrize(
    ("kind", "fen", "words"),
    [(MONEY, 2001, "多退一点给您"), (MONEY, 0, "一分也不想退"), (RETURN, 2000, "和要的一样的"),
     (MONEY, 500, " "), (AfterSaleKind.EXCHANGE, 500, "给您换一件吧")],
)  # fmt: skip
def test_strange_offers_are_refused(kind, fen, words):
    refund = ask(received())
    with pytest.raises(Invalid):
        offer(refund, kind, fen, words)
    assert refund.notes == []


def test_an_answered_request_has_no_more_offers():
    refund = ask(received())
    operations.agree_refund(refund, actor=None)
    with pytest.raises(Conflict):
        offer(refund)


def test_the_buyer_agrees_to_a_deduction():
    order = received()
    refund = on_way(order)
    sku, before = order.lines[0].sku, order.lines[0].sku.on_hand
    deducted(refund)
    assert (refund.state, sku.on_hand, escrow(order.cohort)) == (S.DEDUCTION, before, 2000)
    assert problems() == []
    operations.accept_offer(refund, expected_fen=1500, actor=None)
    assert (refund.state, refund.total_fen, sku.on_hand) == (S.DONE, 1500, before + 2)
    assert escrow(order.cohort) == 500
    assert problems() == []


def test_a_deduction_that_is_refused_or_ignored_goes_to_the_platform():
    for ignore in (False, True):
        refund = on_way(received())
        deducted(refund)
        if ignore:
            pass_time(refund.cohort, hours=49)
            db.session.refresh(refund)
        else:
            operations.decline_offer(refund, actor=None)
        assert (refund.state, refund.case) == (S.DISPUTED, "少了一个杯盖")
        assert refund.offer is None
        assert problems() == []


def test_a_deduction_needs_a_reason_and_a_picture():
    refund = on_way(received())
    owner = refund.line.order.store.owner
    for why, shown, fen in (
        ("", ["1"], 500),
        ("少了一个杯盖", [], 500),
        ("少了一个杯盖", ["1"], 2000),
    ):
        with pytest.raises(Invalid):
            operations.deduct(refund, 2, fen, why, shown, sellable=True, actor=owner)
        db.session.rollback()
    assert (refund.state, refund.notes) == (S.ON_WAY, [])


def test_the_platform_gives_a_part_and_says_why_and_by_which_rules():
    order = received()
    refund = on_way(order)
    deducted(refund)
    operations.decline_offer(refund, actor=None)
    for fen in (0, 2000, 9000):
        with pytest.raises(Invalid):
            operations.decide(
                refund, buyer_is_right=True, why="各担一半", amount_fen=fen, actor=None
            )
    operations.decide(
        refund, buyer_is_right=True, why="缺盖属实，各担一半", amount_fen=1700, rules=["A-13"],
        fee_on_seller=False, actor=order.store.owner,
    )  # fmt: skip
    assert (refund.state, refund.total_fen, refund.decided_rules) == (S.DONE, 1700, ["A-13"])
    assert refund.return_fee_back_fen == 0
    assert problems() == []


def test_no_part_of_the_money_while_the_buyer_has_the_goods():
    refund = ask(received())
    operations.reject_refund(refund, "没有照片证明", actor=None)
    operations.escalate(refund, "商家不认账，请平台看", actor=None)
    with pytest.raises(Invalid) as refusal:
        operations.decide(refund, buyer_is_right=True, why="各退一半钱", amount_fen=900, actor=None)
    assert refusal.value.rule == "A-11"
    with pytest.raises(Invalid):
        operations.decide(refund, buyer_is_right=True, why="按规则来", rules=["Z-9"], actor=None)
    assert refund.state == S.DISPUTED


@pytest.mark.parametrize(("reason", "back"), [(R.QUALITY, 1000), (R.NOT_WANTED, 0)])
def test_whoever_is_to_blame_bears_the_sending_back(reason, back):
    order = received()
    has = balance_of(*order.shopper.purse)
    refund = on_way(order, reason=reason)
    assert (refund.return_fee_fen, balance_of(*order.shopper.purse)) == (1000, has - 1000)
    operations.accept_goods(refund, 2, sellable=True, actor=None)
    assert refund.return_fee_back_fen == back
    assert balance_of(*order.shopper.purse) == has - 1000 + 2000 + back
    owed = balance_of(order.cohort_id, AccountKind.STORE_DEBT, order.store_id)
    assert owed == -back  # a new store has no funds yet
    assert problems() == []


def test_pictures_and_words_are_kept_until_it_has_ended():
    order = received()
    refund = ask(order)
    operations.say(refund, Side.BUYER, "看这里的裂纹", [picture(order)], actor=None)
    operations.say(refund, Side.SELLER, "发货前拍的", [picture(order)], actor=order.store.owner)
    assert [(n.side, len(n.pictures), n.kind) for n in refund.notes] == [
        (Side.BUYER, 1, NoteKind.SAID),
        (Side.SELLER, 1, NoteKind.SAID),
    ]
    with pytest.raises(Invalid):
        operations.say(refund, Side.BUYER, "  ", actor=None)
    for _more in range(9):
        operations.say(refund, Side.BUYER, "再补充", actor=None)
    with pytest.raises(Conflict):
        operations.say(refund, Side.BUYER, "还要补充", actor=None)
    operations.withdraw_refund(refund, actor=None)
    with pytest.raises(Conflict):
        operations.say(refund, Side.SELLER, "办完了还说", actor=None)


def test_units_of_a_refused_request_may_be_taken_by_another():
    order = received(quantity=3)
    first = ask(order, quantity=2)
    operations.reject_refund(first, "没有照片证明", actor=None)
    second = ask(order, quantity=2)
    assert first.units == second.units == [0, 1]
    with pytest.raises(operations.NotRefundable):
        operations.escalate(first, "商家不认账，请平台看", actor=None)
    operations.withdraw_refund(second, actor=None)
    operations.escalate(first, "商家不认账，请平台看", actor=None)
    assert first.state == S.DISPUTED
    assert problems() == []


def test_rounds_of_a_line_with_uneven_units_give_back_what_each_cost():
    order = received(quantity=3)
    line = order.lines[0]
    line.unit_fens, line.discount_fen, line.pay_fen = [1000, 999, 500], 501, 2499
    order.goods_fen = order.pay_fen = 2499
    order.discount_fen = 501
    seen = [ask(order, kind=MONEY, quantity=n).amount_fen for n in (1, 2)]
    assert seen == [1000, 1499]


@pytest.fixture
def shop(app, trainee, client) -> tuple[Order, Refund]:
    """The signed-in trainee's store, and a request of a class mate."""
    mate = make.member().user
    order = received(owner=trainee, buyer=mate)
    return order, ask(order)


def test_both_sides_talk_on_their_pages(app, client, shop):
    order, refund = shop
    url, theirs = f"/after-sales/{refund.id}", f"/mall/refunds/{refund.number}"
    mate = make.browser(app, order.shopper.user)
    said = {"said": "<b>看</b>这里的裂纹", "pictures": [(png(), "a.png"), (png("blue"), "b.png")]}
    assert mate.post(f"{theirs}/say", data=said).status_code == 303
    page = client.get(url).text
    assert "看这里的裂纹" in page
    assert page.count("/files/") >= 2
    assert client.get(f"/files/{refund.notes[0].pictures[0]}").status_code == 200
    bad = client.post(f"{url}/say", data={"pictures": [(io.BytesIO(b"<svg/>"), "x.png")]})
    assert bad.status_code == 422
    assert "不是可用的图片" in bad.text
    assert client.post(f"{url}/offer", data={"kind": "refund", "amount": "x"}).status_code == 422
    made = {"kind": "refund", "amount": "6.00", "words": "退您六元，货留着用"}
    assert client.post(f"{url}/offer", data=made).status_code == 303
    assert "等您回应" in mate.get(theirs).text
    assert mate.post(f"{theirs}/accept-offer", data={"seen_fen": "599"}).status_code == 409
    assert mate.post(f"{theirs}/accept-offer", data={"seen_fen": "600"}).status_code == 303
    db.session.refresh(refund)
    assert (refund.state, refund.total_fen) == (S.DONE, 600)
    assert mate.post(f"{theirs}/decline-offer").status_code == 409


def test_a_deduction_on_the_pages_ends_at_the_teacher(app, client, shop):
    order, refund = shop
    url, theirs = f"/after-sales/{refund.id}", f"/mall/refunds/{refund.number}"
    mate = make.browser(app, order.shopper.user)
    client.post(f"{url}/agree")
    mate.post(f"{theirs}/parcel", data={"carrier": "迅风", "tracking_number": "SF123456"})
    less = {"quantity": "2", "amount": "15", "why": "少了一个杯盖", "sellable": "y"}
    assert client.post(f"{url}/deduct", data=less).status_code == 422  # no picture
    less["pictures"] = (png(), "lid.png")
    assert client.post(f"{url}/deduct", data=less).status_code == 303
    assert "扣款提议" in mate.get(theirs).text
    assert mate.post(f"{theirs}/decline-offer").status_code == 303
    teacher = make.browser(app, make.member(Role.TEACHING_LECTURER, of=order.cohort).user)
    judge = f"/after-sales/disputes/{refund.id}"
    assert "少了一个杯盖" in teacher.get(judge).text
    part = {"right": "part", "decision": "缺盖属实，各担一半", "rules": ["A-13"], "fee": "buyer"}
    assert teacher.post(judge, data=part).status_code == 422
    assert teacher.post(judge, data=part | {"amount": "17"}).status_code == 303
    db.session.refresh(refund)
    assert (refund.total_fen, refund.decided_rules, refund.fee_on_seller) == (1700, ["A-13"], False)
    assert "依据 A-13" in mate.get(theirs).text


def test_strangers_touch_nothing(app, shop):
    _order, refund = shop
    other = make.browser(app, make.member().user)
    for path in ("say", "accept-offer", "decline-offer", "pay", "parcel", "escalate"):
        assert other.post(f"/mall/refunds/{refund.number}/{path}").status_code == 404
    for path in ("say", "offer", "deduct", "accept", "agree"):
        assert other.post(f"/after-sales/{refund.id}/{path}").status_code == 404
    db.session.refresh(refund)
    assert refund.state == S.APPLIED


def test_what_was_not_received_cannot_be_inspected():
    refund = ask(received())
    with pytest.raises(IllegalMove):
        operations.accept_goods(refund, 2, sellable=True, actor=None)
    assert refund.state == S.APPLIED


def test_a_refusal_may_be_taken_to_the_platform_after_settlement_too():
    order = received()
    store_funds = (order.cohort_id, AccountKind.STORE_FUNDS, order.store_id)
    pass_time(order.cohort, days=6)
    refund = ask(order)
    operations.reject_refund(refund, "照片上看不出问题", actor=None)
    pass_time(order.cohort, days=2)
    db.session.refresh(order)
    assert order.completed_sim_at
    assert (escrow(order.cohort), balance_of(*store_funds)) == (0, order.pay_fen - 100)
    operations.escalate(refund, "裂纹很清楚，请平台看", actor=None)
    operations.decide(refund, buyer_is_right=True, why="裂纹清楚，支持退货", actor=None)
    operations.send_goods_back(refund, "x", "SF7654321", actor=None)
    operations.accept_goods(refund, 2, sellable=False, actor=None)
    db.session.commit()
    assert (refund.state, refund.total_fen, order.live_refunds) == (S.DONE, 2000, 0)
    debt = balance_of(order.cohort_id, AccountKind.STORE_DEBT, order.store_id)
    assert (balance_of(*store_funds), debt) == (0, -1000)  # the fee of the parcel too
    assert problems() == []


def found(refund: Refund, what: Inspection, fen=1500) -> None:
    order = refund.line.order
    operations.deduct(
        refund, 2, fen, "少了一个杯盖", [picture(order)], sellable=True, found=what,
        actor=order.store.owner,
    )  # fmt: skip
    db.session.commit()


@pytest.mark.parametrize(
    ("what", "back"),
    [(Inspection.SHORT, 0), (Inspection.WRONG, 0), (Inspection.USED, 0), (Inspection.DEDUCTED, 1)],
)
def test_what_the_buyer_left_out_or_spoilt_makes_the_sending_the_buyers(what, back):
    """A-8, although the request was about a fault of the merchant's."""
    refund = on_way(received(), reason=R.QUALITY)
    found(refund, what)
    operations.accept_offer(refund, actor=None)
    fee = refund.return_fee_fen
    assert fee > 0
    assert (refund.state, refund.return_fee_back_fen) == (S.DONE, back * fee)
    assert refund.inspection == what
    assert problems() == []


def test_what_broke_on_the_way_is_borne_by_who_bears_the_freight():
    refund = on_way(received(), reason=R.QUALITY)
    with pytest.raises(Invalid) as refusal:
        found(refund, Inspection.DAMAGED)
    assert (refusal.value.rule, set(refusal.value.fields)) == ("A-8", {"found"})
    assert (refund.state, refund.inspection, refund.amount_fen) == (S.ON_WAY, None, 2000)
    found(on_way(received(), reason=R.SIZE), Inspection.DAMAGED)


@pytest.mark.parametrize(("what", "right"), [(Inspection.DAMAGED, True), (Inspection.WRONG, False)])
def test_the_rules_decide_by_what_was_in_the_parcel(what, right):
    refund = on_way(received(), reason=R.QUALITY)
    operations.dispute_goods(refund, "打开一看全碎了，没法再卖", found=what, actor=None)
    db.session.commit()
    pass_time(refund.cohort, hours=49)
    assert refund.state == (S.DONE if right else S.CLOSED)
    assert problems() == []


def test_who_has_confirmed_receipt_has_the_goods_wherever_the_parcel_is():
    """A-11: the platform forces no money without goods; a buyer may confirm before the carrier."""
    order = received()
    order.shipment.delivered_sim_at = None
    refund = ask(order)
    operations.reject_refund(refund, "页面写明手工有色差", actor=order.store.owner)
    operations.escalate(refund, "差得太多了，不是色差", actor=None)
    db.session.commit()
    with pytest.raises(Invalid) as refusal:
        operations.decide(refund, buyer_is_right=True, why="各担一部分", amount_fen=500, actor=None)
    assert refusal.value.rule == "A-11"
    db.session.rollback()
    operations.decide(refund, buyer_is_right=True, why="货不对版，退货退款", actor=None)
    assert (refund.state, refund.total_fen) == (S.WAIT_GOODS, 2000)
