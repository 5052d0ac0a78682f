"""Other goods instead of those that came back (X1-X5, rule A-12)."""

from datetime import timedelta

import pytest

from app.db import db
from app.errors import Conflict, Invalid
from app.flow import IllegalMove
from sim_market.after_sales import operations
from sim_market.after_sales.models import AfterSaleKind, Refund, RefundReason, RefundState
from sim_market.after_sales.operations import NotRefundable
from sim_market.ledger.operations import InsufficientFunds
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import Sku
from sim_market.listings.operations import count_stock
from sim_market.listings.operations.stock import open_stock
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations import receive_order, ship_order
from sim_market.rules.pack import pack
from sim_market.shoppers.operations import shopper_of
from sim_market.violations.detect.trade import fake_findings
from tests import make
from tests.sim_market.money import escrow, pass_time, problems

pytestmark = pytest.mark.usefixtures("app")
EXCHANGE = AfterSaleKind.EXCHANGE
R, S = RefundReason, RefundState


def variant_of(sku: Sku, price_fen: int = 1000, stock: int = 5) -> Sku:
    """Another SKU of the same listing."""
    other = Sku(
        cohort_id=sku.cohort_id, listing=sku.listing, code=f"{sku.code}-{price_fen}-{stock}",
        goods_code=f"{sku.goods_code}-{price_fen}", on_hand=stock, price_fen=price_fen,
        cost_fen=400, reference_fen=1000, spec=f"大号{price_fen}",
    )  # fmt: skip
    db.session.add(other)
    db.session.flush()
    open_stock(other)
    return other


def received(quantity: int = 2, *, person: bool = False) -> Order:
    sku = make.sku(price_fen=1000, stock=5)
    by = shopper_of(make.member().user, sku.cohort) if person else None
    order = make.order(of=sku, quantity=quantity, by=by)
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    order.shipment.delivered_sim_at = order.cohort.sim_at
    receive_order(order, actor=None)
    db.session.commit()
    return order


def ask(order: Order, new: Sku, quantity: int = 2, reason: R = R.SIZE) -> Refund:
    made = operations.request_refund(
        order.lines[0], quantity, reason, kind=EXCHANGE, new_sku=new, actor=None
    )
    db.session.commit()
    return made


def on_way(order: Order, new: Sku, quantity: int = 2, reason: R = R.SIZE) -> Refund:
    refund = ask(order, new, quantity, reason)
    operations.agree_refund(refund, actor=order.store.owner)
    operations.send_goods_back(refund, "迅风", "SF123456", actor=None)
    db.session.commit()
    return refund


def accept(refund: Refund, quantity: int = 2) -> None:
    operations.accept_goods(refund, quantity, sellable=True, actor=None)
    db.session.commit()


def test_x1_x2_goods_are_held_at_the_yes_and_ordered_when_the_old_are_back():
    order = received()
    old = order.lines[0].sku
    new = variant_of(old)
    refund = ask(order, new)
    assert (new.reserved, order.live_refunds) == (0, 1)
    operations.agree_refund(refund, actor=None)
    assert (refund.state, refund.held_quantity, new.reserved) == (S.WAIT_GOODS, 2, 2)
    assert problems() == []
    operations.send_goods_back(refund, "迅风", "SF123456", actor=None)
    before = old.on_hand
    accept(refund)
    again = refund.replacement
    assert (refund.state, refund.held_quantity, refund.total_fen) == (S.DONE, 0, 2000)
    assert (again.state, again.pay_fen, again.lines[0].sku) == (OrderState.PAID, 2000, new)
    assert (new.reserved, old.on_hand, escrow(order.cohort)) == (2, before + 2, 2000)
    assert again.address == order.address
    assert order.number in again.note
    assert problems() == []


def test_x1_the_new_parcel_is_sent_received_and_settled_as_any_other():
    order = received()
    refund = on_way(order, variant_of(order.lines[0].sku))
    accept(refund)
    again = refund.replacement
    ship_order(again, carrier="x", tracking_number="NEW1", events=[], actor=None)
    receive_order(again, actor=None)
    pass_time(order.cohort, days=8)
    db.session.refresh(again)
    assert (again.state, refund.line.order.state) == (OrderState.COMPLETED, OrderState.COMPLETED)
    assert escrow(order.cohort) == 0
    assert problems() == []


def test_x3_the_cheaper_gives_the_difference_back():
    order = received(person=True)
    purse = order.shopper.purse
    has = balance_of(*purse)
    refund = on_way(order, variant_of(order.lines[0].sku, price_fen=700))
    assert refund.difference_fen == -600
    accept(refund)
    assert balance_of(*purse) == has + 600 - 1000  # the buyer bears the sending back
    assert (refund.replacement.pay_fen, refund.state) == (1400, S.DONE)
    assert problems() == []


def test_x3_the_dearer_is_paid_for_before_it_is_sent():
    order = received(person=True)
    refund = on_way(order, variant_of(order.lines[0].sku, price_fen=1300))
    accept(refund)
    assert (refund.state, refund.replacement_id, order.live_refunds) == (S.WAIT_PAY, None, 1)
    assert problems() == []
    with pytest.raises(Conflict):
        operations.pay_difference(refund, expected_fen=1, actor=None)
    operations.pay_difference(refund, expected_fen=600, actor=None)
    db.session.commit()
    assert (refund.state, refund.replacement.pay_fen) == (S.DONE, 2600)
    assert escrow(order.cohort) == 2600
    with pytest.raises(IllegalMove):
        operations.pay_difference(refund, actor=None)
    assert problems() == []


def test_a_simulated_buyer_has_the_difference_ready():
    order = received()
    refund = on_way(order, variant_of(order.lines[0].sku, price_fen=1300))
    accept(refund)
    assert refund.replacement.pay_fen == 2600
    assert problems() == []


def test_whoever_does_not_pay_the_difference_gets_the_money_back():
    order = received(person=True)
    new = variant_of(order.lines[0].sku, price_fen=1300)
    refund = on_way(order, new)
    accept(refund)
    pass_time(order.cohort, hours=49)
    db.session.refresh(refund)
    assert (refund.state, refund.kind, refund.total_fen) == (S.DONE, AfterSaleKind.RETURN, 2000)
    assert (new.reserved, refund.replacement_id, escrow(order.cohort)) == (0, None, 0)
    assert problems() == []


def test_an_empty_wallet_is_told_and_nothing_moves():
    order = received(person=True)
    refund = on_way(order, variant_of(order.lines[0].sku, price_fen=900_000))
    accept(refund)
    with pytest.raises(InsufficientFunds) as refusal:
        operations.pay_difference(refund, actor=None)
    assert refusal.value.rule == "A-12"
    assert refund.state == S.WAIT_PAY
    db.session.rollback()
    assert problems() == []


def test_x4_out_of_stock_becomes_a_return():
    order = received()
    new = variant_of(order.lines[0].sku, stock=2)
    refund = ask(order, new)
    make.order(of=new, quantity=1)
    operations.agree_refund(refund, actor=None)
    assert (refund.kind, refund.state, refund.held_quantity) == (
        AfterSaleKind.RETURN,
        S.WAIT_GOODS,
        0,
    )
    assert "refund.exchange_turned" in {entry.verb for entry in make.entries()}
    assert problems() == []


def test_x5_the_new_goods_go_back_for_what_they_cost():
    order = received()
    refund = on_way(order, variant_of(order.lines[0].sku, price_fen=1250))
    accept(refund)
    again = refund.replacement
    ship_order(again, carrier="x", tracking_number="NEW2", events=[], actor=None)
    back = operations.request_refund(
        again.lines[0], 1, R.QUALITY, kind=AfterSaleKind.RETURN, actor=None
    )
    assert back.amount_fen == 1250
    operations.agree_refund(back, actor=None)
    operations.send_goods_back(back, "x", "SF7654321", actor=None)
    operations.accept_goods(back, 1, sellable=True, actor=None)
    assert problems() == []


def test_fewer_came_back_than_announced():
    order = received()
    new = variant_of(order.lines[0].sku)
    refund = on_way(order, new)
    accept(refund, quantity=1)
    assert (refund.quantity, refund.replacement.quantity, new.reserved) == (1, 1, 1)
    assert order.lines[0].refundable_quantity == 1
    assert problems() == []


@pytest.mark.parametrize("end", ["withdraw", "lapse", "refuse"])
def test_an_exchange_that_comes_to_nothing_frees_what_it_held(end):
    order = received()
    new = variant_of(order.lines[0].sku)
    refund = ask(order, new)
    if end == "refuse":
        operations.reject_refund(refund, "已经穿过了不能换", actor=None)
    else:
        operations.agree_refund(refund, actor=None)
    if end == "withdraw":
        operations.withdraw_refund(refund, actor=None)
    if end == "lapse":
        pass_time(order.cohort, days=7, hours=1)
    db.session.refresh(new)
    assert (new.reserved, order.live_refunds) == (0, 0)
    assert problems() == []


def test_only_another_variant_of_the_same_goods_can_be_had():
    order = received()
    line = order.lines[0]
    for strange in (None, make.sku()):
        with pytest.raises(Invalid) as refusal:
            operations.request_refund(line, 1, R.SIZE, kind=EXCHANGE, new_sku=strange, actor=None)
        assert refusal.value.rule == "A-12"
    gone = variant_of(line.sku, stock=1)
    count_stock(gone, 0, actor=None)
    with pytest.raises(NotRefundable):
        operations.request_refund(line, 1, R.SIZE, kind=EXCHANGE, new_sku=gone, actor=None)
    assert order.live_refunds == 0


def test_the_same_again_for_a_broken_one_and_the_store_bears_the_sending_back():
    order = received(person=True)
    has = balance_of(*order.shopper.purse)
    refund = on_way(order, order.lines[0].sku, reason=R.QUALITY)
    assert balance_of(*order.shopper.purse) == has - 1000
    accept(refund)
    assert (refund.return_fee_back_fen, balance_of(*order.shopper.purse)) == (1000, has)
    assert refund.replacement.pay_fen == 2000
    assert problems() == []


def test_a_refused_exchange_may_be_had_from_the_platform():
    order = received()
    new = variant_of(order.lines[0].sku)
    refund = ask(order, new, reason=R.QUALITY)
    operations.reject_refund(refund, "看不出有问题", actor=None)
    operations.escalate(refund, "照片上裂了，请平台看", actor=None)
    operations.decide(refund, buyer_is_right=True, why="裂纹清楚，支持换货", actor=None)
    assert (refund.state, refund.kind, new.reserved) == (S.WAIT_GOODS, EXCHANGE, 2)
    operations.send_goods_back(refund, "x", "SF1234567", actor=None)
    accept(refund)
    assert refund.replacement_id
    assert problems() == []


def test_the_order_of_an_exchange_is_no_purchase():
    order = received(person=True)
    rules, sku = pack(order.cohort), order.lines[0].sku
    for _more in range(rules.repeat_orders - 2):
        make.order(of=sku, by=order.shopper)
    accept(on_way(order, variant_of(sku)))
    assert list(fake_findings(order.cohort, rules)) == []
    make.order(of=sku, by=order.shopper)
    assert len(list(fake_findings(order.cohort, rules))) == 1


def test_silence_says_yes_to_an_exchange():
    order = received()
    refund = ask(order, variant_of(order.lines[0].sku))
    pass_time(order.cohort, hours=49)
    db.session.refresh(refund)
    assert (refund.state, refund.by_silence, refund.held_quantity) == (S.WAIT_GOODS, True, 2)
    assert timedelta(days=7) == refund.return_by_sim_at - refund.answered_sim_at
    assert problems() == []
