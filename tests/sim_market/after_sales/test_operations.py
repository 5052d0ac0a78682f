from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import db, savepoint
from app.errors import Conflict, Invalid
from app.flow import IllegalMove
from app.journal import By
from sim_market.after_sales import operations
from sim_market.after_sales.models import AfterSaleKind, Refund, RefundReason, RefundState
from sim_market.after_sales.operations.asking import NotRefundable
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.orders.models import CloseReason, OrderState
from sim_market.orders.operations import buy_at_once, receive_order, ship_order
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.money import escrow, funds, pass_time, problems

pytestmark = pytest.mark.usefixtures("app")
NOT_WANTED = RefundReason.NOT_WANTED


def ask(order, quantity=1, **more):
    return operations.request_refund(order.lines[0], quantity, NOT_WANTED, actor=None, **more)


def ship(order):
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)


def refunds() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Refund)) or 0


def test_asking_keeps_the_money_aside_and_moves_none():
    order = make.order(of=make.sku(price_fen=1000), quantity=3)
    refund = ask(order, 2, words=" 买多了 ")
    assert (refund.amount_fen, refund.state, refund.words) == (2000, RefundState.APPLIED, "买多了")
    assert refund.number == "T0000001-1-1"
    assert (order.lines[0].refundable_quantity, order.lines[0].refundable_fen) == (1, 1000)
    assert (order.live_refunds, escrow(order.cohort)) == (1, 3000)
    assert problems() == []


def test_before_shipment_a_refund_puts_the_goods_back_on_the_shelf():
    order = make.order(of=make.sku(price_fen=1000, stock=5), quantity=3)
    operations.agree_refund(ask(order, 2), actor=order.store.owner)
    sku = order.lines[0].sku
    assert (order.state, order.refunded_fen, escrow(order.cohort)) == (OrderState.PAID, 2000, 1000)
    assert (sku.on_hand, sku.reserved) == (5, 1)
    assert balance_of(order.cohort_id, AccountKind.WORLD) == -1000
    ship(order)
    assert (sku.on_hand, sku.reserved, sku.sold) == (4, 0, 1)
    assert problems() == []


def test_an_order_with_nothing_left_is_closed():
    order = make.order(quantity=2)
    for _turn in range(2):
        operations.agree_refund(ask(order), actor=None)
    assert (order.state, order.close_reason) == (OrderState.CLOSED, CloseReason.REFUNDED)
    assert order.lines[0].sku.reserved == 0
    assert escrow(order.cohort) == 0
    assert problems() == []


def test_after_shipment_the_goods_stay_where_they_are():
    order = make.order(of=make.sku(stock=5), quantity=2)
    ship(order)
    operations.agree_refund(ask(order, 2), actor=None)
    sku = order.lines[0].sku
    assert (sku.on_hand, sku.reserved, sku.sold) == (3, 0, 2)
    assert (order.state, order.refunded_fen) == (OrderState.SHIPPED, order.pay_fen)
    assert problems() == []


def test_goods_that_leave_while_the_request_waits_are_not_put_back():
    order = make.order(of=make.sku(stock=5), quantity=2)
    refund = ask(order)
    ship(order)
    operations.agree_refund(refund, actor=None)
    assert order.lines[0].sku.on_hand == 3
    assert problems() == []


def test_requests_in_flight_count_towards_what_is_left():
    order = make.order(quantity=3)
    ask(order, 2)
    with pytest.raises(operations.NotRefundable) as refusal:
        ask(order, 2)
    assert "1" in refusal.value.message
    assert refunds() == 1
    ask(order, 1)
    with pytest.raises(operations.NotRefundable):
        ask(order, 1)
    assert problems() == []


def test_an_answer_counts_once():
    order = make.order(quantity=2)
    refund = ask(order)
    operations.agree_refund(refund, actor=None)
    for again in (
        lambda: operations.agree_refund(refund, actor=None),
        lambda: operations.reject_refund(refund, "已经发货了，不能退", actor=None),
        lambda: operations.withdraw_refund(refund, actor=None),
    ):
        with pytest.raises(IllegalMove):
            again()
    assert order.refunded_fen == order.pay_fen // 2
    assert len(make.entries(Verb.REFUND_AGREED)) == 1
    assert problems() == []


@pytest.mark.parametrize("end", [operations.withdraw_refund, operations.reject_refund])
def test_a_request_that_came_to_nothing_frees_what_it_kept(end):
    order = make.order(quantity=2)
    refund = ask(order, 2)
    if end is operations.reject_refund:
        end(refund, "已经打包好了，请收货后再看", actor=order.store.owner)
        assert refund.answer.startswith("已经打包")
    else:
        end(refund, actor=None)
    assert order.lines[0].refundable_quantity == 2
    assert (order.live_refunds, order.refunded_fen) == (0, 0)
    assert ask(order, 2).number == "T0000001-1-2"
    assert problems() == []


def test_refusing_needs_a_reason_that_the_buyer_can_read():
    order = make.order()
    refund = ask(order)
    with pytest.raises(Invalid) as refusal:
        operations.reject_refund(refund, " 不行 ", actor=None)
    assert "answer" in refusal.value.fields
    assert refund.state == RefundState.APPLIED


def test_48_hours_of_silence_are_a_yes():
    order = make.order()
    refund = ask(order)
    pass_time(order.cohort, hours=47, minutes=59)
    assert refund.state == RefundState.APPLIED
    pass_time(order.cohort, minutes=1)
    assert (refund.state, refund.by_silence) == (RefundState.DONE, True)
    assert order.state == OrderState.CLOSED
    [entry] = make.entries(Verb.REFUND_AGREED)
    assert (entry.by, entry.facts["by_silence"]) == (By.SYSTEM, True)
    assert problems() == []


def test_an_answered_request_is_not_answered_by_silence():
    order = make.order(quantity=2)
    operations.reject_refund(ask(order), "商品已经出库，请拒收", actor=None)
    pass_time(order.cohort, days=3)
    assert order.refunded_fen == 0


def test_an_open_request_stops_the_receipt_timer_which_then_runs_on():
    order = make.order(quantity=2)
    ship(order)
    pass_time(order.cohort, days=9)
    refund = ask(order)
    pass_time(order.cohort, hours=40)
    assert order.state == OrderState.SHIPPED
    operations.reject_refund(refund, "没有质量问题，请看图", actor=None)
    pass_time(order.cohort, hours=23)
    assert order.state == OrderState.SHIPPED
    pass_time(order.cohort, hours=1)
    assert order.state == OrderState.RECEIVED
    assert problems() == []


@pytest.mark.parametrize("quantity", [0, -1, True, "1", 2.0])
def test_a_strange_quantity_is_refused(quantity):
    order = make.order(quantity=3)
    with pytest.raises(Invalid):
        ask(order, quantity)
    assert refunds() == 0


def test_what_was_not_paid_cannot_be_refunded():
    with pytest.raises(operations.NotRefundable):
        ask(make.order(paid=False))


def settled(hours=24 * 7 + 1, **values):
    """Received at noon, and so long after that."""
    order = make.order(**values)
    pass_time(order.cohort, hours=12)
    ship(order)
    receive_order(order, actor=None)
    pass_time(order.cohort, hours=hours)
    assert order.state == OrderState.COMPLETED
    return order


def test_after_settlement_the_seventh_day_is_not_over_until_midnight():
    """A-9 counts from the day after receipt; the store gives the money back itself (L5, L6)."""
    order = settled(of=make.sku(price_fen=1000), quantity=2)
    had = funds(order)
    refund = ask(order, 1)
    operations.agree_refund(refund, actor=None)
    assert (had, funds(order), order.refunded_fen) == (1900, 950, 1000)
    assert (order.state, order.live_refunds) == (OrderState.COMPLETED, 0)
    assert problems() == []


def test_after_settlement_goods_can_be_sent_back_and_exchanged():
    order = settled(of=make.sku(price_fen=1000), quantity=2)
    sku = order.lines[0].sku
    for kind, new in ((AfterSaleKind.RETURN, None), (AfterSaleKind.EXCHANGE, sku)):
        refund = operations.request_refund(
            order.lines[0], 1, RefundReason.QUALITY, kind=kind, new_sku=new, actor=None
        )
        operations.agree_refund(refund, actor=None)
        operations.send_goods_back(refund, "x", "BACK0001", actor=None)
        operations.accept_goods(refund, 1, sellable=True, actor=None)
        assert refund.state == RefundState.DONE
    assert refund.replacement.state == OrderState.PAID
    assert problems() == []


def test_when_the_seven_days_are_over_it_is_too_late():
    order = settled(hours=24 * 7 + 12)
    with pytest.raises(operations.NotRefundable) as refusal:
        ask(order)
    assert (refusal.value.rule, refusal.value.link) == (
        "A-9", f"/mall/ask/{order.store_id}?order={order.number}",
    )  # fmt: skip
    assert "第 9 天 00:00" in str(refusal.value)
    assert refunds() == 0


def test_the_amount_that_the_buyer_saw_must_still_be_so():
    order = make.order(of=make.sku(price_fen=1000), quantity=2)
    with pytest.raises(Conflict):
        ask(order, 1, expected_fen=999)
    assert refunds() == 0
    assert ask(order, 1, expected_fen=1000).amount_fen == 1000


def test_a_line_may_be_asked_about_five_times():
    order = make.order()
    for _turn in range(5):
        operations.withdraw_refund(ask(order), actor=None)
    with pytest.raises(operations.NotRefundable) as refusal, savepoint():
        ask(order)
    assert refusal.value.rule == "A-6"
    assert problems() == []


def test_the_check_sees_a_line_that_says_more_than_its_refunds():
    order = make.order(quantity=2)
    operations.agree_refund(ask(order), actor=None)
    order.lines[0].refunded_fen -= 1
    found = "\n".join(problems())
    assert "after_sales.lines" in found
    assert "orders.sums" in found


def many_lines(lines: int = 11, quantity: int = 5):
    """A paid order of several lines of one store."""
    skus = [make.sku(price_fen=1000, stock=9)]
    for _n in range(lines - 1):
        other = make.sku(price_fen=1000, stock=9, store=skus[0].listing.store)
        skus.append(other)
    buyer = make.shopper(of=skus[0].cohort)
    return buy_at_once(buyer, [(sku, quantity) for sku in skus], actor=None)


def test_r9_of_one_payment_fifty_refunds_are_given():
    order = many_lines()
    given = [
        operations.request_refund(line, 1, NOT_WANTED, actor=None)
        for line in order.lines[:10]
        for _n in range(5)
    ]
    with pytest.raises(NotRefundable, match="50 次"):
        operations.request_refund(order.lines[10], 1, NOT_WANTED, actor=None)
    assert (len(given), refunds(), order.live_refunds) == (50, 50, 50)
    operations.withdraw_refund(given[0], actor=None)  # that one takes no place any more
    operations.request_refund(order.lines[10], 1, NOT_WANTED, actor=None)


def test_r9_after_a_year_the_provider_gives_nothing_back():
    order = make.order(quantity=2)
    order.cohort.sim_at += timedelta(days=365)
    kept = ask(order)
    order.cohort.sim_at += timedelta(seconds=1)
    with pytest.raises(NotRefundable, match="一年"):
        ask(order)
    assert (refunds(), order.live_refunds) == (1, 1)
    operations.withdraw_refund(kept, actor=None)
    operations.refund_for_stock(order, actor=order.store.owner)
    assert (order.state, escrow(order.cohort)) == (OrderState.CLOSED, 0)  # what was never sent
