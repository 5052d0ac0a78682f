"""Settlement by the rules L1-L7 of commerce_rules, in tables of worked examples."""

import pytest
import sqlalchemy as sa

from app.db import db, savepoint
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import (
    accept_goods,
    decide,
    escalate,
    reject_refund,
    request_refund,
    send_goods_back,
)
from sim_market.finance import closing, operations
from sim_market.finance.meanings import MEANINGS, unknown
from sim_market.ledger.models import AccountKind, Txn, TxnKind
from sim_market.ledger.operations import AlreadyPosted, account, post
from sim_market.ledger.queries import balance_of
from sim_market.orders.commission import returned_of
from sim_market.orders.models import OrderState
from sim_market.orders.operations import (
    begin_refund,
    finish_refund,
    give_back,
    receive_order,
    ship_order,
)
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.money import escrow, funds, pass_time, problems
from tests.sim_market.statements import counted

pytestmark = pytest.mark.usefixtures("app")


def received(order):
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    return order


def settled(order):
    received(order)
    pass_time(order.cohort, days=7)
    assert order.state == OrderState.COMPLETED
    return order


def reverse(order, quantity, fen, *, n=1, back=0, shipping=0):
    """A refund after settlement, as after-sales makes it; `back`: the platform's part of it."""
    line = order.lines[0]
    begin_refund(line, quantity, fen)
    finish_refund(line, quantity, fen, platform_fen=back)
    give_back(order, fen + shipping, number=f"T{order.number}-{n}", about=order)
    db.session.commit()


def subsidised(fen, **of):
    """A paid order of which the platform bears so much."""
    order = make.order(paid=False, **of)
    line = order.lines[0]
    line.discount_fen = line.platform_fen = order.discount_fen = order.platform_fen = fen
    line.pay_fen -= fen
    line.platform_units = [fen // line.quantity] * line.quantity
    order.goods_fen -= fen
    order.pay_fen -= fen
    db.session.flush()
    from sim_market.orders.operations import pay_order  # noqa: PLC0415

    pay_order(order, actor=None)
    return order


def debt(order):
    return -balance_of(order.cohort_id, AccountKind.STORE_DEBT, order.store_id)


def commission(order):
    return balance_of(order.cohort_id, AccountKind.COMMISSION)


@pytest.mark.parametrize(
    ("earned", "basis", "backs", "returns"),
    [
        (300, 6000, [2000, 2000, 2000], [100, 100, 100]),
        (100, 3000, [1000, 1000, 1000], [33, 34, 33]),  # residue: the sum is what was earned
        (1, 3000, [1000, 1000, 1000], [0, 1, 0]),
        (5, 10, [10], [5]),
        (50, 1000, [1], [0]),
        (50, 1000, [10], [1]),  # half a fen is rounded up
        (0, 0, [0], [0]),
    ],
)
def test_reversals_are_in_proportion_and_never_exceed_what_was_earned_l5(
    earned, basis, backs, returns
):
    so_far, found = 0, []
    for back in backs:
        before = returned_of(earned, so_far, basis)
        so_far += back
        found.append(returned_of(earned, so_far, basis) - before)
    assert found == returns
    if so_far == basis:
        assert sum(found) == (earned if basis else 0)


@pytest.mark.parametrize(("back", "basis"), [(-1, 10), (11, 10)])
def test_more_than_the_basis_cannot_go_back_l5(back, basis):
    with pytest.raises(ValueError, match="cannot go back"):
        returned_of(1, back, basis)


def test_commission_is_frozen_at_payment_with_base_rate_and_rule_l1():
    order = make.order(of=make.sku(price_fen=1999), quantity=3, paid=False)
    line = order.lines[0]
    assert (line.commission_basis_fen, line.commission_due_fen) == (None, None)
    assert line.commission_fen == 300  # what it would come to
    from sim_market.orders.operations import pay_order  # noqa: PLC0415

    pay_order(order, actor=None)
    assert (line.commission_basis_fen, line.commission_bp) == (5997, 500)
    assert (line.commission_due_fen, line.commission_rule) == (300, "T-3")
    line.commission_bp = 900  # a rate that changed later takes nothing more
    settled(order)
    assert commission(order) == 300


def test_the_base_is_goods_paid_and_the_platforms_subsidy_without_shipping_l2_l3():
    order = settled(subsidised(1000, of=make.sku(price_fen=5000), quantity=2))
    assert (order.goods_fen, order.commission_fen) == (9000, 500)  # 5% of 9000 + 1000
    assert funds(order) == 9000 + 1000 - 500
    kinds = list(db.session.scalars(sa.select(Txn.kind).where(Txn.about_id == order.id)))
    assert TxnKind.SUBSIDY in kinds
    assert [wrong for wrong in problems() if wrong.startswith(("finance", "ledger"))] == []


@pytest.mark.parametrize(
    ("quantity", "back", "left"),
    [(1, 500, (4500 + 500 - 250, 250)), (2, 1000, (0, 0))],
)
def test_a_refund_before_settlement_takes_its_subsidy_and_commission_along_l5(quantity, back, left):
    order = received(subsidised(1000, of=make.sku(price_fen=5000), quantity=2))
    line = order.lines[0]
    begin_refund(line, quantity, 4500 * quantity)
    finish_refund(line, quantity, 4500 * quantity, platform_fen=back)
    give_back(order, 4500 * quantity, number="T1", about=order)
    pass_time(order.cohort, days=7)
    assert (funds(order), commission(order)) == left
    assert escrow(order.cohort) == 0


@pytest.mark.parametrize(
    ("refunds", "funds_left", "fee_left"),
    [
        ([(1, 1000)], 1900, 100),
        ([(1, 1000), (1, 1000)], 950, 50),
        ([(1, 1000), (1, 1000), (1, 1000)], 0, 0),
        ([(1, 333)], 2850 - 333 + 17, 133),  # part of a unit's price: 150 x 333 / 3000 = 16.65
    ],
)
def test_after_settlement_the_store_gives_back_and_gets_its_commission_l3_l5(
    refunds, funds_left, fee_left
):
    order = settled(make.order(of=make.sku(price_fen=1000), quantity=3))
    assert (funds(order), commission(order)) == (2850, 150)
    for n, (quantity, fen) in enumerate(refunds):
        reverse(order, quantity, fen, n=n)
    assert (funds(order), commission(order), debt(order)) == (funds_left, fee_left, 0)
    reversals = db.session.scalars(sa.select(Txn).where(Txn.kind == TxnKind.REVERSAL)).all()
    assert len(reversals) == len(refunds)
    settlements = db.session.scalars(sa.select(Txn).where(Txn.kind == TxnKind.SETTLEMENT)).all()
    assert len(settlements) == 1  # a settled payout is never rewritten (L6)


def test_the_subsidy_of_what_comes_back_after_settlement_goes_back_too_l5():
    order = settled(subsidised(1000, of=make.sku(price_fen=5000), quantity=2))
    reverse(order, 1, 4500, back=500)
    assert (funds(order), commission(order)) == (4500 + 500 - 250, 250)
    reverse(order, 1, 4500, n=2, back=500)
    assert (funds(order), commission(order)) == (0, 0)


def test_what_the_platform_decides_after_settlement_comes_out_of_the_store_l6():
    order = received(make.order(of=make.sku(price_fen=1000), quantity=2))
    pass_time(order.cohort, days=6)
    refund = request_refund(order.lines[0], 1, RefundReason.QUALITY, actor=None)
    reject_refund(refund, "照片里看不出有什么问题", actor=None)
    pass_time(order.cohort, days=2)
    assert (order.state, funds(order)) == (OrderState.COMPLETED, 1900)
    escalate(refund, "杯口是裂的，照片里看得到", actor=None)
    why = "照片看得到裂口，支持买家"
    decide(refund, buyer_is_right=True, why=why, fee_on_seller=False, actor=make.user())
    assert (commission(order), funds(order)) == (100, 1900)  # no money without the goods
    send_goods_back(refund, "迅风", "SF123456", actor=None)
    accept_goods(refund, 1, sellable=False, actor=None)
    assert (refund.total_fen, commission(order)) == (1000, 50)
    assert (funds(order), debt(order)) == (950, 0)
    assert problems() == []


def test_a_reversal_is_made_once_for_a_refund_l3():
    order = settled(make.order(of=make.sku(price_fen=1000)))
    reverse(order, 1, 1000)
    before = funds(order)
    with pytest.raises(AlreadyPosted), savepoint():
        give_back(order, 1000, number=f"T{order.number}-1", about=order)
    assert funds(order) == before


def test_what_a_store_has_not_got_it_owes_and_pays_from_the_next_settlement_l6():
    sku = make.sku(price_fen=1000)
    first = settled(make.order(of=sku, quantity=3))
    owner = shopper_of(sku.listing.store.owner, first.cohort)
    operations.transfer_out(sku.listing.store, owner, 2850, key="all", actor=owner.user)
    reverse(first, 2, 2000)
    assert (funds(first), debt(first)) == (0, 1900)
    second = settled(make.order(of=sku))
    assert (funds(second), debt(second)) == (0, 950)  # carried (L6)
    settled(make.order(of=sku, quantity=2))
    assert (funds(second), debt(second)) == (950, 0)
    paid = db.session.scalars(sa.select(Txn).where(Txn.kind == TxnKind.DEBT_PAID)).all()
    assert len(paid) == 2
    assert balance_of(*owner.purse) == 1_000_000 + 2850


def test_money_from_the_wallet_pays_what_is_owed_first():
    sku = make.sku(price_fen=1000)
    order, store = settled(make.order(of=sku)), sku.listing.store
    owner = shopper_of(store.owner, order.cohort)
    operations.transfer_out(store, owner, 950, key="all", actor=owner.user)
    reverse(order, 1, 1000)
    assert debt(order) == 950
    assert closing.debts(store).count == 1  # a store that owes is not closed
    operations.transfer_in(store, owner, 400, key="in", actor=owner.user)
    assert (funds(order), debt(order)) == (0, 550)
    operations.transfer_in(store, owner, 1000, key="in2", actor=owner.user)
    assert (funds(order), debt(order)) == (450, 0)
    assert closing.debts(store).count == 0


def test_a_debt_is_never_a_credit():
    store = make.store()
    owing = operations.debt_of(store)
    world = account(store.cohort_id, AccountKind.WORLD)
    from sim_market.ledger.operations import InsufficientFunds  # noqa: PLC0415

    with pytest.raises(InsufficientFunds), savepoint():
        post(TxnKind.DEBT_PAID, "x", [(world, -1), (owing, 1)], about=store)
    assert balance_of(*owing) == 0


def test_one_run_settles_all_that_are_due_in_few_statements_l6():
    sku = make.sku(price_fen=1000, stock=100)
    orders = [received(make.order(of=sku)) for _ in range(20)]
    pass_time(orders[0].cohort, days=6, hours=23)
    with counted() as statements:
        pass_time(orders[0].cohort, hours=1)
    assert {order.state for order in orders} == {OrderState.COMPLETED}
    assert funds(orders[0]) == 20 * 950
    settling = [said for said in statements if "txn" in said or "leg" in said]
    assert len(settling) <= 6, settling
    assert problems() == []


def test_a_run_that_finds_nothing_does_nothing_l6():
    order = settled(make.order())
    before = funds(order)
    pass_time(order.cohort, days=1)
    assert funds(order) == before


def test_every_movement_has_a_meaning_l7():
    assert unknown() == []
    assert set(MEANINGS) == set(TxnKind)
