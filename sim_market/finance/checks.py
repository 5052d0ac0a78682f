"""What must hold between orders and money (trust I3, I8; commerce_rules L1-L7)."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.db import db
from sim_market.after_sales.models import Refund, RefundState
from sim_market.finance.meanings import MEANINGS
from sim_market.finance.queries.profit import SHIPPING_SUBSIDY, commission_kept
from sim_market.ledger.models import Account, AccountKind, Leg, Txn, TxnKind
from sim_market.orders.models import TO_SHIP, Order, OrderLine, OrderState

IN_ESCROW = (*TO_SHIP, OrderState.SHIPPED, OrderState.RECEIVED)
SETTLED = Order.state == OrderState.COMPLETED
BACK = (TxnKind.REFUND, TxnKind.REVERSAL)
OF_SETTLEMENT = (
    TxnKind.SETTLEMENT, TxnKind.SHIPPING, TxnKind.SUBSIDY, TxnKind.REVERSAL, TxnKind.SUBSIDY_BACK,
)  # fmt: skip
INTO_ESCROW = (TxnKind.PAYMENT, TxnKind.PRESALE_USED, TxnKind.REFUND)  # and out of it again
OF_STORES = (AccountKind.STORE_FUNDS, AccountKind.STORE_DEBT)


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
    """Every paid order has its one payment, every completed one its one settlement, every refund
    that was made its one way back (I8, L3).
    """
    paid = _mismatch([TxnKind.PAYMENT], Order, Order.paid_sim_at.is_not(None))
    settled = _mismatch([TxnKind.SETTLEMENT], Order, SETTLED)
    refunded = _mismatch(BACK, Refund, Refund.state == RefundState.DONE)
    return paid + settled + refunded


def wrong_stores() -> list[str]:
    """What a store has got of a settled order is what was kept of it, with what the platform
    bears of goods and shipping, less commission (L1-L5).
    """
    kept = OrderLine.pay_fen - OrderLine.refunded_fen
    subsidy = OrderLine.platform_fen - OrderLine.platform_back_fen
    ought = sa.func.sum(kept + subsidy - commission_kept()).label("fen")
    goods = (
        sa.select(OrderLine.order_id, ought)
        .join(Order, Order.id == OrderLine.order_id)
        .where(SETTLED)
        .group_by(OrderLine.order_id)
        .subquery()
    )
    got = _legs_of_orders(OF_SETTLEMENT, OF_STORES)
    due = goods.c.fen + Order.shipping_fen - Order.shipping_refunded_fen + SHIPPING_SUBSIDY
    rows = db.session.execute(
        sa.select(Order.cohort_id, Order.number, due, got.c.fen)
        .join(goods, goods.c.order_id == Order.id)
        .outerjoin(got, got.c.order_id == Order.id)
        .where(sa.func.coalesce(got.c.fen, 0) != due)
    )
    return [f"order {r[1]} of cohort {r[0]}: store got {r[3] or 0} fen, not {r[2]}" for r in rows]


def wrong_commission() -> list[str]:
    """What the platform took is the commission of settled orders, at their own rates (L1, L5)."""
    ought = (
        sa.select(OrderLine.cohort_id, sa.func.sum(commission_kept()))
        .join(Order, Order.id == OrderLine.order_id)
        .where(SETTLED)
        .group_by(OrderLine.cohort_id)
    )
    got = sa.select(Account.cohort_id, Account.balance_fen).where(
        Account.kind == AccountKind.COMMISSION
    )
    return _differences("commission", ought, got)


def wrong_profit() -> list[str]:
    """The trade that the profits of all stores show is the money of orders in the ledger: what
    buyers paid and kept paying for is with the stores, the platform, or in escrow (L7).
    """
    paid = sa.select(Order.cohort_id, sa.func.sum(Order.pay_fen - Order.refunded_fen)).where(
        Order.paid_sim_at.is_not(None)
    )
    shown = paid.group_by(Order.cohort_id)
    out = sa.case((Account.kind == AccountKind.ESCROW, Leg.amount_fen), else_=0)
    back = sa.case((Txn.kind == TxnKind.REVERSAL, -Leg.amount_fen), else_=0)
    buyers = Account.kind.in_([AccountKind.WALLET, AccountKind.WORLD])
    money = (
        sa.select(
            Leg.cohort_id,
            sa.func.sum(
                sa.case(
                    (Txn.kind.in_(INTO_ESCROW), out),
                    (buyers, back),
                    else_=0,
                )
            ),
        )
        .join(Txn, Txn.id == Leg.txn_id)
        .join(Account, Account.id == Leg.account_id)
        .where(Txn.kind.in_([*INTO_ESCROW, TxnKind.REVERSAL]))
        .group_by(Leg.cohort_id)
    )
    return _differences("profit", shown, money)


def unnamed_kinds() -> list[str]:
    """Every movement that was made has a place on the statement; none came in unnoticed (L7)."""
    rows = db.session.execute(sa.select(Txn.kind, sa.func.count()).group_by(Txn.kind))
    return [f"{row[1]} × {row[0].value} mean nothing" for row in rows if row[0] not in MEANINGS]


def _held() -> sa.Select[int, int]:
    return (
        sa.select(Order.cohort_id, sa.func.sum(Order.pay_fen - Order.refunded_fen))
        .where(Order.state.in_(IN_ESCROW))
        .group_by(Order.cohort_id)
    )


def _in_escrow() -> sa.Select[int, int]:
    balances = sa.select(Account.cohort_id, Account.balance_fen)
    return balances.where(Account.kind == AccountKind.ESCROW)


def _legs_of_orders(kinds: Iterable[TxnKind], accounts: Iterable[AccountKind]) -> sa.Subquery:
    """Order id -> what movements about it did to these accounts."""
    return (
        sa.select(Txn.about_id.label("order_id"), sa.func.sum(Leg.amount_fen).label("fen"))
        .join(Leg, Leg.txn_id == Txn.id)
        .join(Account, Account.id == Leg.account_id)
        .where(
            Txn.about_type == Order.__tablename__,
            Txn.kind.in_(list(kinds)),
            Account.kind.in_(list(accounts)),
        )
        .group_by(Txn.about_id)
        .subquery()
    )


def _differences(what: str, ought: sa.Select[int, int], got: sa.Select[int, int]) -> list[str]:
    """Where two sums by cohort are not the same."""
    first = {row[0]: int(row[1] or 0) for row in db.session.execute(ought)}
    second = {row[0]: int(row[1] or 0) for row in db.session.execute(got)}
    return [
        f"{what} of cohort {cohort}: {second.get(cohort, 0)} fen, not {first.get(cohort, 0)}"
        for cohort in sorted(first.keys() | second.keys())
        if first.get(cohort, 0) != second.get(cohort, 0)
    ]


def _mismatch(
    kinds: Iterable[TxnKind], noun: type[Order] | type[Refund], ought: sa.ColumnElement[bool]
) -> list[str]:
    """Things that ought to have one transaction of some kinds and have not, or the other way."""
    kinds = list(kinds)
    rows = db.session.execute(
        sa.select(noun.cohort_id, noun.number, sa.func.count(Txn.id))
        .outerjoin(
            Txn,
            (Txn.cohort_id == noun.cohort_id) & Txn.kind.in_(kinds) & (Txn.key == noun.number),
        )
        .group_by(noun.id)
        .having(sa.func.count(Txn.id) != sa.case((ought, 1), else_=0))
    )
    name = "/".join(kind.value for kind in kinds)
    return [f"{noun.__tablename__} {r[1]} of cohort {r[0]}: {r[2]} × {name}" for r in rows]


CHECKS = {
    "finance.escrow": wrong_escrow,
    "finance.once": not_once,
    "finance.stores": wrong_stores,
    "finance.commission": wrong_commission,
    "finance.profit": wrong_profit,
    "finance.kinds": unnamed_kinds,
}
