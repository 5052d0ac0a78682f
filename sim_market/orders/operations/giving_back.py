"""The money of a refund: out of escrow before the order is settled, out of the store after it."""

import sqlalchemy as sa

from app.db import Model, db
from sim_market.ledger.models import Account, AccountKind, Leg, Purse, Txn, TxnKind
from sim_market.ledger.operations import account, hold, post
from sim_market.orders.models import Order, OrderState

Legs = list[tuple[Purse, int]]


def give_back(order: Order, fen: int, *, number: str, about: Model) -> None:
    """Pay `fen` of goods and shipping back to the buyer once; `number` names the refund.

    The caller holds the order's row, and its lines say already what was refunded. Before
    settlement it is money in escrow. After it the settlement stays as it is (L6): the store gives
    the money back, the platform its commission (L5), and what the store has not got it owes.
    """
    if order.state == OrderState.COMPLETED:
        _reverse(order, fen, number)
        return
    escrow = account(order.cohort_id, AccountKind.ESCROW)
    legs = [(escrow, -fen), (order.shopper.purse, fen)]
    post(TxnKind.REFUND, number, legs, about=about)


def _reverse(order: Order, fen: int, number: str) -> None:
    """L3: reversal and commission returned in one movement, the subsidy in one of its own."""
    commission = account(order.cohort_id, AccountKind.COMMISSION)
    held = hold([commission, funds_of(order), debt_of(order)])
    fee = _received(order, AccountKind.COMMISSION) - order.commission_fen
    taken = from_store(order, fen - fee, held[funds_of(order)])
    legs = [*taken, (commission, -fee), (order.shopper.purse, fen)]
    post(TxnKind.REVERSAL, number, legs, about=order)
    subsidy = -_received(order, AccountKind.WORLD) - order.platform_kept_fen
    if subsidy:
        left = held[funds_of(order)] + taken[0][1]
        world = account(order.cohort_id, AccountKind.WORLD)
        legs = [*from_store(order, subsidy, left), (world, subsidy)]
        post(TxnKind.SUBSIDY_BACK, number, legs, about=order)


def from_store(order: Order, fen: int, has_fen: int) -> Legs:
    """Legs that take so much out of a store: what it holds, the rest as a debt (L6).

    Less than nothing is given to it.
    """
    cash = min(fen, has_fen)
    return [(funds_of(order), -cash), (debt_of(order), cash - fen)]


def funds_of(order: Order) -> Purse:
    return account(order.cohort_id, AccountKind.STORE_FUNDS, order.store_id)


def debt_of(order: Order) -> Purse:
    return account(order.cohort_id, AccountKind.STORE_DEBT, order.store_id)


SETTLING = {
    AccountKind.COMMISSION: (TxnKind.SETTLEMENT, TxnKind.REVERSAL),
    AccountKind.WORLD: (TxnKind.SUBSIDY, TxnKind.SUBSIDY_BACK),
}


def _received(order: Order, kind: AccountKind) -> int:
    """What the platform has got of an order's settlement: commission, or the subsidy it gave."""
    return (
        db.session.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(Leg.amount_fen), 0))
            .join(Txn, Txn.id == Leg.txn_id)
            .join(Account, Account.id == Leg.account_id)
            .where(
                Txn.cohort_id == order.cohort_id,
                Txn.about_type == Order.__tablename__,
                Txn.about_id == order.id,
                Txn.kind.in_(SETTLING[kind]),
                Account.kind == kind,
            )
        )
        or 0
    )
