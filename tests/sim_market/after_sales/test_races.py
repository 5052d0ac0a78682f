"""Of several who do something about the same goods at once, exactly one does (R2, O1, X2)."""

import os
from collections import Counter
from datetime import timedelta

import pytest

from app.cohorts import clock
from app.db import db
from sim_market.after_sales import operations
from sim_market.after_sales.models import AfterSaleKind, Refund, RefundReason, RefundState
from sim_market.finance.operations import settle_order
from sim_market.listings.models import Sku
from sim_market.orders.models import Order, OrderLine
from sim_market.orders.operations import place_order, receive_order, ship_order
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.after_sales.test_exchanges import variant_of
from tests.sim_market.money import escrow, problems
from tests.sim_market.races import at_once

ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))
R, S = RefundReason, RefundState
LOST = {"IllegalMove", "Conflict", "NotRefundable", "AlreadyPosted", "OutOfStock"}


def get(kind, row_id):
    return db.session.get_one(kind, row_id)


def made(app, build):
    with app.app_context():
        thing = build()
        db.session.commit()
        return thing.id


def received(quantity: int = 3, *, person: bool = False, price_fen: int = 1000) -> Order:
    sku = make.sku(price_fen=price_fen, stock=9)
    by = shopper_of(make.member().user, sku.cohort) if person else None
    order = make.order(of=sku, quantity=quantity, by=by)
    ship_order(order, carrier="x", tracking_number=f"R{order.number}", events=[], actor=None)
    order.shipment.delivered_sim_at = order.cohort.sim_at
    receive_order(order, actor=None)
    return order


def asked(order: Order, kind=AfterSaleKind.RETURN, quantity: int = 2, **more) -> Refund:
    return operations.request_refund(
        order.lines[0], quantity, R.QUALITY, kind=kind, actor=None, **more
    )


def exchanged(order: Order, price_fen: int = 1000, stock: int = 2) -> Refund:
    new = variant_of(order.lines[0].sku, price_fen=price_fen, stock=stock)
    return asked(order, AfterSaleKind.EXCHANGE, new_sku=new)


def arrived(refund: Refund) -> Refund:
    operations.agree_refund(refund, actor=None)
    operations.send_goods_back(refund, "x", "SF123456", actor=None)
    return refund


def test_refund_exchange_and_settlement_of_the_same_units(served):
    for _round in range(ROUNDS):
        with served.app_context():
            order = received()
            new_id = variant_of(order.lines[0].sku).id
            db.session.commit()
            line_id, order_id = order.lines[0].id, order.id

        def refund(line_id=line_id):
            line = get(OrderLine, line_id)
            operations.agree_refund(
                operations.request_refund(line, 2, R.OTHER, actor=None), actor=None
            )

        def exchange(line_id=line_id, new_id=new_id):
            operations.request_refund(
                get(OrderLine, line_id), 2, R.SIZE, kind=AfterSaleKind.EXCHANGE,
                new_sku=get(Sku, new_id), actor=None,
            )  # fmt: skip

        def settle(order_id=order_id):
            settle_order(get(Order, order_id))

        outcome = at_once(served, [refund, exchange, settle, refund])
        assert 1 <= outcome.count("done") <= 2
        assert set(outcome) <= LOST | {"done"}
        with served.app_context():
            line = get(OrderLine, line_id)
            assert line.refunded_quantity + line.refunding_quantity in {0, 2}
    with served.app_context():
        assert problems() == []


def test_inspection_dispute_deduction_and_the_timer_have_one_winner(served):
    for _round in range(ROUNDS):
        refund_id = made(served, lambda: arrived(asked(received())))
        with served.app_context():
            found = get(Refund, refund_id)
            cohort_id, until = found.cohort_id, found.cohort.sim_at + timedelta(days=10, hours=1)
            owner_id = found.line.order.store.owner_id

        def accept(refund_id=refund_id):
            operations.accept_goods(get(Refund, refund_id), 2, sellable=True, actor=None)

        def dispute(refund_id=refund_id):
            operations.dispute_goods(
                get(Refund, refund_id), "寄回来的不是我发的那只杯子", actor=None
            )

        def deduct(refund_id=refund_id, owner_id=owner_id):
            refund = get(Refund, refund_id)
            actor = refund.line.order.store.owner
            operations.deduct(refund, 2, 1500, "少了一个杯盖", ["1"], sellable=True, actor=actor)

        def wait(cohort_id=cohort_id, until=until):
            clock.advance(cohort_id, until)

        outcome = at_once(served, [accept, dispute, deduct, accept, wait])
        assert outcome[:4].count("done") <= 1
        with served.app_context():
            assert get(Refund, refund_id).state != S.ON_WAY
    with served.app_context():
        assert problems() == []


def test_the_last_goods_go_to_the_exchange_or_to_another_buyer(served):
    for _round in range(ROUNDS):
        with served.app_context():
            refund = exchanged(received())
            buyer = make.shopper()
            db.session.commit()
            refund_id, sku_id, buyer_id = refund.id, refund.new_sku_id, buyer.id

        def agree(refund_id=refund_id):
            operations.agree_refund(get(Refund, refund_id), actor=None)

        def buy(sku_id=sku_id, buyer_id=buyer_id):
            place_order(get(Shopper, buyer_id), [(get(Sku, sku_id), 1)], actor=None)

        outcome = at_once(served, [agree, buy])
        with served.app_context():
            refund, sku = get(Refund, refund_id), get(Sku, sku_id)
            assert outcome[0] == "done"
            assert refund.is_exchange == (outcome[1] == "OutOfStock")
            assert sku.reserved == (2 if refund.is_exchange else 1)
    with served.app_context():
        assert problems() == []


def test_the_difference_is_paid_once_or_the_money_goes_back(served):
    for _round in range(ROUNDS):

        def waiting():
            refund = arrived(exchanged(received(person=True), price_fen=1300))
            operations.accept_goods(refund, 2, sellable=True, actor=None)
            return refund

        refund_id = made(served, waiting)
        with served.app_context():
            found = get(Refund, refund_id)
            cohort_id, until = found.cohort_id, found.cohort.sim_at + timedelta(hours=49)

        def pay(refund_id=refund_id):
            operations.pay_difference(get(Refund, refund_id), expected_fen=600, actor=None)

        def wait(cohort_id=cohort_id, until=until):
            clock.advance(cohort_id, until)

        outcome = Counter(at_once(served, [pay, pay, wait]))
        assert outcome["IllegalMove"] >= 1
        with served.app_context():
            refund = get(Refund, refund_id)
            assert refund.state == S.DONE
            assert (refund.replacement_id is not None) == refund.is_exchange
            assert refund.new_sku.reserved == (2 if refund.is_exchange else 0)
    with served.app_context():
        assert problems() == []


def test_an_offer_is_accepted_declined_or_the_request_answered_once(served):
    for _round in range(ROUNDS):

        def offered():
            refund = asked(received(), AfterSaleKind.REFUND)
            owner = refund.line.order.store.owner
            operations.make_offer(refund, AfterSaleKind.REFUND, 700, "留着用吧退七元", actor=owner)
            return refund

        refund_id = made(served, offered)

        def do(deed, refund_id=refund_id):
            return lambda: deed(get(Refund, refund_id), actor=None)

        deeds = [
            operations.accept_offer, operations.decline_offer, operations.agree_refund,
            operations.accept_offer, operations.withdraw_refund,
        ]  # fmt: skip
        outcome = at_once(served, [do(deed) for deed in deeds])
        answers = [outcome[n] for n in (0, 2, 3, 4)]
        assert answers.count("done") == 1
        assert set(outcome) <= LOST | {"done"}
        with served.app_context():
            refund = get(Refund, refund_id)
            assert refund.offer is None
            assert (refund.state == S.DONE) == (outcome[4] != "done")
    with served.app_context():
        assert problems() == []


@pytest.mark.parametrize("deeds", [2, 5])
def test_the_same_units_are_asked_about_once(served, deeds):
    for _round in range(ROUNDS):
        line_id = made(served, lambda: received(quantity=2).lines[0])

        def ask(line_id=line_id):
            operations.request_refund(
                get(OrderLine, line_id), 2, R.QUALITY, kind=AfterSaleKind.RETURN, actor=None
            )

        outcome = Counter(at_once(served, [ask] * deeds))
        assert outcome["done"] == 1
        assert outcome["NotRefundable"] == deeds - 1
    with served.app_context():
        order = get(OrderLine, line_id).order
        assert escrow(order.cohort) >= 2000
        assert problems() == []
