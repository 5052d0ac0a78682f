"""What must hold between orders and money (trust I3, I8)."""

import sqlalchemy as sa

from app.db import db
from sim_market.after_sales.models import Refund, RefundState
from sim_market.ledger.models import Account, AccountKind, Leg, Txn, TxnKind
from sim_market.orders.models import TO_SHIP, Order, OrderState

IN_ESCROW = (*TO_SHIP, OrderState.SHIPPED, OrderState.RECEIVED)


def wrong_escrow() -> list[str]:
    """Escrow holds exactly what was paid for orders that are not settled, less refunds (I8)."""
    held = {row[0]: int(row[1]) for row in db.session.execute(_held()).all()}
    escrow = {row[0]: int(row[1]) for row in db.session.execute(_in_escrow()).all()}
    return [
        f"escrow of cohort {cohort}: {escrow.get(cohort, 0)} fen, open orders {held.get(cohort, 0)}"
        for cohort in sorted(held.keys() | escrow.keys())
        if held.get(cohort, 0) != escrow.get(cohort, 0)
    ]


def not_once() -> list[str]:
    """Every paid order has its one payment, every completed one its one settlement (I8)."""
    paid = _mismatch(TxnKind.PAYMENT, Order, Order.paid_sim_at.is_not(None))
    settled = _mismatch(TxnKind.SETTLEMENT, Order, Order.state == OrderState.COMPLETED)
    refunded = _mismatch(TxnKind.REFUND, Refund, Refund.state == RefundState.DONE)
    return paid + settled + refunded


def wrong_shipping() -> list[str]:
    """What a store was paid for shipping is the fee of the order, less what went back (L3)."""
    ought = sa.case(
        (Order.state == OrderState.COMPLETED, Order.shipping_fen - Order.shipping_refunded_fen),
        else_=0,
    )
    paid = sa.func.coalesce(sa.func.sum(Leg.amount_fen), 0)
    rows = db.session.execute(
        sa.select(Order.cohort_id, Order.number, ought, paid)
        .outerjoin(Txn, _about(Order, TxnKind.SHIPPING))
        .outerjoin(Leg, (Leg.txn_id == Txn.id) & (Leg.amount_fen > 0))
        .group_by(Order.id)
        .having(paid != ought)
    )
    return [f"order {r[1]} of cohort {r[0]}: {r[3]} fen of shipping, not {r[2]}" for r in rows]


def _held() -> sa.Select[int, int]:
    return (
        sa.select(Order.cohort_id, sa.func.sum(Order.pay_fen - Order.refunded_fen))
        .where(Order.state.in_(IN_ESCROW))
        .group_by(Order.cohort_id)
    )


def _in_escrow() -> sa.Select[int, int]:
    balances = sa.select(Account.cohort_id, Account.balance_fen)
    return balances.where(Account.kind == AccountKind.ESCROW)


def _mismatch(
    kind: TxnKind, noun: type[Order] | type[Refund], ought: sa.ColumnElement[bool]
) -> list[str]:
    """Things that ought to have one transaction of a kind and have not, or the other way round."""
    rows = db.session.execute(
        sa.select(noun.cohort_id, noun.number, sa.func.count(Txn.id))
        .outerjoin(Txn, _about(noun, kind))
        .group_by(noun.id)
        .having(sa.func.count(Txn.id) != sa.case((ought, 1), else_=0))
    )
    return [f"{noun.__tablename__} {r[1]} of cohort {r[0]}: {r[2]} × {kind.value}" for r in rows]


def _about(noun: type[Order] | type[Refund], kind: TxnKind) -> sa.ColumnElement[bool]:
    return (
        (Txn.cohort_id == noun.cohort_id)
        & (Txn.kind == kind)
        & (Txn.about_type == noun.__tablename__)
        & (Txn.about_id == noun.id)
    )


CHECKS = {
    "finance.escrow": wrong_escrow,
    "finance.once": not_once,
    "finance.shipping": wrong_shipping,
}
