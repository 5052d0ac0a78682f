import pytest

from app import jobs
from app.db import db, savepoint
from app.errors import Invalid
from app.flow import IllegalMove
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import agree_refund, reject_refund, request_refund
from sim_market.finance import operations
from sim_market.ledger.models import AccountKind
from sim_market.ledger.operations import AlreadyPosted, InsufficientFunds
from sim_market.ledger.queries import balance_of
from sim_market.orders.models import OrderState
from sim_market.orders.operations import receive_order, ship_order
from sim_market.shoppers.operations import shopper_of
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.money import escrow, funds, pass_time, problems

pytestmark = pytest.mark.usefixtures("app")


def received(**of):
    order = make.order(**of)
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    return order


def test_an_order_is_settled_seven_days_after_receipt_less_commission():
    order = received(of=make.sku(price_fen=1999), quantity=3)
    pass_time(order.cohort, days=6, hours=23)
    assert (order.state, funds(order)) == (OrderState.RECEIVED, 0)
    pass_time(order.cohort, hours=1)
    assert order.state == OrderState.COMPLETED
    assert (order.commission_fen, funds(order)) == (300, 5697)
    assert balance_of(order.cohort_id, AccountKind.COMMISSION) == 300
    assert escrow(order.cohort) == 0
    [entry] = make.entries(Verb.ORDER_COMPLETED)
    assert entry.facts == {"number": order.number, "kept_fen": 5997, "commission_fen": 300}
    assert problems() == []


def test_commission_is_taken_at_the_rate_of_the_day_of_the_order():
    order = received(of=make.sku(price_fen=1000))
    assert order.lines[0].commission_bp == 500
    order.lines[0].sku.listing.category_code = "unknown"
    pass_time(order.cohort, days=7)
    assert order.commission_fen == 50


def test_what_was_refunded_is_not_settled_and_bears_no_commission():
    order = received(of=make.sku(price_fen=1000), quantity=3)
    agree_refund(request_refund(order.lines[0], 1, RefundReason.QUALITY, actor=None), actor=None)
    pass_time(order.cohort, days=7)
    assert (order.state, funds(order), order.commission_fen) == (OrderState.COMPLETED, 1900, 100)
    assert problems() == []


def test_a_wholly_refunded_order_ends_with_nothing_to_settle():
    order = received(quantity=1)
    agree_refund(request_refund(order.lines[0], 1, RefundReason.QUALITY, actor=None), actor=None)
    pass_time(order.cohort, days=7)
    assert (order.state, funds(order), escrow(order.cohort)) == (OrderState.COMPLETED, 0, 0)
    assert problems() == []


def test_an_order_is_settled_once():
    order = received()
    pass_time(order.cohort, days=7)
    before = funds(order)
    with pytest.raises(IllegalMove):
        operations.settle_order(order)
    pass_time(order.cohort, days=7)
    assert funds(order) == before
    assert len(make.entries(Verb.ORDER_COMPLETED)) == 1


def test_an_open_after_sale_holds_the_settlement_up_until_it_ends():
    order = received(of=make.sku(price_fen=1000), quantity=2)
    pass_time(order.cohort, days=6)
    refund = request_refund(order.lines[0], 1, RefundReason.QUALITY, actor=None)
    pass_time(order.cohort, hours=47)
    assert order.state == OrderState.RECEIVED
    reject_refund(refund, "图片里看不出问题", actor=None)
    assert order.state == OrderState.RECEIVED
    pass_time(order.cohort, minutes=59)
    assert order.state == OrderState.RECEIVED
    pass_time(order.cohort, minutes=1)
    assert (order.state, funds(order)) == (OrderState.COMPLETED, 1900)
    assert jobs.failed() == []
    assert problems() == []


def owner_with_store(capital_fen=100_00):
    member = make.member(of=make.cohort(scheme=make.scheme(start_capital_fen=capital_fen)))
    store = make.store(owner=member.user, of=member.cohort)
    return store, shopper_of(member.user, member.cohort)


def test_money_goes_between_the_owners_wallet_and_the_store():
    store, owner = owner_with_store()
    operations.transfer_in(store, owner, 60_00, key="k1", actor=owner.user)
    operations.transfer_out(store, owner, 10_00, key="k2", actor=owner.user)
    assert balance_of(*owner.purse) == 50_00
    assert balance_of(*operations.funds_of(store)) == 50_00
    assert [entry.facts["to"] for entry in make.entries(Verb.FUNDS_MOVED)] == ["store", "wallet"]
    assert problems() == []


def test_the_same_transfer_is_made_once():
    store, owner = owner_with_store()
    operations.transfer_in(store, owner, 60_00, key="k1", actor=owner.user)
    db.session.commit()
    with pytest.raises(AlreadyPosted), savepoint():
        operations.transfer_in(store, owner, 60_00, key="k1", actor=owner.user)
    assert balance_of(*owner.purse) == 40_00


@pytest.mark.parametrize("amount", [0, -5])
def test_nothing_and_less_cannot_be_moved(amount):
    store, owner = owner_with_store()
    with pytest.raises(Invalid):
        operations.transfer_in(store, owner, amount, key="k1", actor=owner.user)
    with pytest.raises(Invalid):
        operations.transfer_out(store, owner, amount, key="k1", actor=owner.user)
    assert make.entries(Verb.FUNDS_MOVED) == []


def test_more_than_is_there_cannot_be_moved():
    store, owner = owner_with_store(100)
    with pytest.raises(InsufficientFunds), savepoint():
        operations.transfer_in(store, owner, 101, key="k1", actor=owner.user)
    with pytest.raises(InsufficientFunds), savepoint():
        operations.transfer_out(store, owner, 1, key="k1", actor=owner.user)
    assert balance_of(*owner.purse) == 100
    assert problems() == []
