"""What the machine found, each by its name, so that it is never found again."""

import pytest

from app.db import db
from app.errors import Invalid
from app.flow import IllegalMove
from sim_market.after_sales import operations as after_sales
from sim_market.after_sales.models import AfterSaleKind, Refund, RefundReason, RefundState
from sim_market.after_sales.operations import offering
from sim_market.after_sales.operations.exchanging import pay_difference
from sim_market.orders import operations as orders
from sim_market.orders.models import Order, OrderState
from sim_market.promotions.pricing import Kind
from tests import make
from tests.sim_market.money import escrow, problems
from tests.sim_market.promotions.making import promotion

WHY = "理由写在这里，写得足够长。"


def sent(order: Order, units: int, number: str = "N1") -> None:
    """So many units of its line leave and arrive."""
    contents = {order.lines[0].id: units}
    parcel = orders.ship_order(
        order, carrier="x", tracking_number=number, events=[], actor=None, contents=contents
    )
    orders.deliver_shipment(parcel)


def asked(order: Order, units: int, kind: AfterSaleKind = AfterSaleKind.REFUND) -> Refund:
    line = order.lines[0]
    return after_sales.request_refund(line, units, RefundReason.OTHER, kind=kind, actor=None)


def test_goods_that_are_not_on_their_way_back_cannot_be_accepted(app):
    """Once the database refused it, and the page broke down."""
    order = make.order()
    sent(order, 1)
    refund = asked(order, 1, AfterSaleKind.RETURN)
    with pytest.raises(IllegalMove):
        after_sales.accept_goods(refund, 1, sellable=True, actor=None)
    assert (refund.state, order.refunded_fen) == (RefundState.APPLIED, 0)


def test_a_disputed_refund_is_not_paid_by_accepting_goods_that_nobody_sent(app):
    """Once it paid, and put a unit on the shelf that was still with the buyer."""
    order = make.order()
    sent(order, 1)
    refund = asked(order, 1)
    after_sales.reject_refund(refund, WHY, actor=None)
    after_sales.escalate(refund, WHY, actor=None)
    on_hand = order.lines[0].sku.on_hand
    with pytest.raises(IllegalMove):
        after_sales.accept_goods(refund, 1, sellable=True, actor=None)
    assert (order.refunded_fen, order.lines[0].sku.on_hand) == (0, on_hand)


def test_only_what_is_disputed_is_decided(app):
    refund = asked(make.order(), 1)
    with pytest.raises(IllegalMove):
        after_sales.decide(refund, buyer_is_right=True, why=WHY, actor=None)
    assert refund.state == RefundState.APPLIED


def test_less_money_for_goods_that_were_not_sent_is_not_offered(app):
    """Once it closed the order with the rest in escrow for ever."""
    order = make.order()
    refund = asked(order, 1)
    with pytest.raises(Invalid, match="全额"):
        offering.make_offer(refund, AfterSaleKind.REFUND, 100, WHY, actor=order.store.owner)
    after_sales.agree_refund(refund, actor=None)
    assert (order.state, escrow(order.cohort)) == (OrderState.CLOSED, 0)
    assert problems() == []


def test_goods_that_wait_to_be_sent_are_not_asked_back(app):
    """Once a decision wanted units returned that had never left, and they could be sent after."""
    order = make.order(quantity=3)
    sent(order, 1)
    refund = asked(order, 2)
    after_sales.reject_refund(refund, WHY, actor=None)
    after_sales.escalate(refund, WHY, actor=None)
    after_sales.decide(refund, buyer_is_right=True, why=WHY, actor=None)
    line = order.lines[0]
    assert refund.state == RefundState.DONE
    assert (line.refunded_quantity, line.cancelled_quantity, line.unsent_quantity) == (2, 2, 0)
    assert (order.state, line.sku.reserved) == (OrderState.SHIPPED, 0)
    assert problems() == []


def test_a_return_of_goods_that_were_not_sent_is_not_offered(app):
    order = make.order(quantity=3)
    sent(order, 1)
    refund = asked(order, 2)
    with pytest.raises(Invalid):
        offering.make_offer(
            refund, AfterSaleKind.RETURN, refund.amount_fen, WHY, actor=order.store.owner
        )


def test_units_that_were_never_sent_are_not_sent_after_they_were_refunded_as_returned(app):
    """A request about sent and unsent units together is decided: what comes back is one of them."""
    order = make.order(quantity=2)
    sent(order, 1)
    refund = asked(order, 2)
    after_sales.reject_refund(refund, WHY, actor=None)
    after_sales.escalate(refund, WHY, actor=None)
    after_sales.decide(refund, buyer_is_right=True, why=WHY, actor=None)
    after_sales.send_goods_back(refund, "x", "BACK000001", actor=None)
    after_sales.accept_goods(refund, 2, sellable=False, actor=None)
    line = order.lines[0]
    assert (line.refunded_quantity, line.cancelled_quantity, line.unsent_quantity) == (2, 1, 0)
    assert (order.state, line.sku.reserved) == (OrderState.SHIPPED, 0)
    assert problems() == []


def test_for_want_of_stock_only_what_was_not_sent_is_given_back(app):
    """Once the buyer got the money of what had arrived, too (S-3)."""
    order = make.order(quantity=2)
    sent(order, 1)
    after_sales.refund_for_stock(order, actor=order.store.owner)
    assert order.refunded_fen == order.lines[0].unit_price_fen
    assert order.state == OrderState.SHIPPED
    assert problems() == []


def test_a_difference_is_paid_only_when_it_is_asked_for(app):
    """Once the database refused it, and the page broke down."""
    refund = asked(make.order(), 1)
    with pytest.raises(IllegalMove):
        pay_difference(refund, actor=None)
    assert refund.state == RefundState.APPLIED


def test_a_gift_stays_on_the_shelf_when_all_that_was_paid_for_has_come_back(app):
    """Once the order waited for ever for a gift that went with nothing (O3)."""
    sku, present = make.sku(price_fen=5000), make.sku(price_fen=900)
    present.listing.store, present.listing.store_id = sku.listing.store, sku.listing.store_id
    tier = {"from_fen": 4000, "gifts": [{"sku": str(present.id)}]}
    promotion(sku.listing.store, kind=Kind.GIFT, name="赠品", parameters={"tiers": [tier]})
    order = make.order(of=sku)
    bought, given = order.lines
    assert given.gift
    parcel = orders.ship_order(
        order, carrier="x", tracking_number="N1", events=[], actor=None, contents={bought.id: 1}
    )
    orders.deliver_shipment(parcel)
    refund = asked(order, 1, AfterSaleKind.RETURN)
    after_sales.agree_refund(refund, actor=None)
    after_sales.send_goods_back(refund, "x", "BACK000001", actor=None)
    after_sales.accept_goods(refund, 1, sellable=True, actor=None)
    assert (order.state, present.reserved) == (OrderState.SHIPPED, 0)
    assert (given.cancelled_quantity, given.unsent_quantity) == (1, 0)
    assert problems() == []


@pytest.mark.parametrize("quantity", ["1.5", "NaN", "", "%E4%B8%80"])
def test_a_quantity_that_is_none_is_not_taken_for_one(client, quantity):
    """Once half a unit, or a word, ordered one."""
    sku = make.sku()
    path = f"/mall/checkout?sku_id={sku.id}&quantity={quantity}"
    answer = client.post(path, data={"seen_fen": sku.price_fen})
    assert answer.status_code == 422
    assert "购买数量" in answer.text
    assert db.session.query(Order).count() == 0
