"""Where a store's money is now, and single movements of it."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from app.identity.viewer import Viewer
from sim_market.finance.queries.profit import SHIPPING_SUBSIDY, commission_kept
from sim_market.ledger.models import Account, AccountKind, Leg, Txn
from sim_market.orders.models import TO_SHIP, Order, OrderLine, OrderState
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

IN_ESCROW = (*TO_SHIP, OrderState.SHIPPED, OrderState.RECEIVED)
OF_STORES = (AccountKind.STORE_FUNDS, AccountKind.STORE_DEPOSIT, AccountKind.STORE_DEBT)


@dataclass(frozen=True, slots=True)
class Money:
    """Where a merchant's money is, in fen. `escrow`: paid by buyers, not settled yet, of which
    `coming` is what the store will get; `debt`: what it owes the platform.
    """

    funds: int
    deposit: int
    wallet: int
    escrow: int
    coming: int = 0
    debt: int = 0


def money_of(store: Store, owner: Shopper | None, *, waiting: bool = True) -> Money:
    """In two statements; in one without what is `waiting` to be settled."""
    rows = db.session.execute(
        sa.select(Account.kind, Account.balance_fen).where(
            Account.cohort_id == store.cohort_id, _owned(store, owner)
        )
    ).all()
    held = {row[0]: int(row[1]) for row in rows}
    escrow, coming = _waiting_of(store) if waiting else (0, 0)
    return Money(
        funds=held.get(AccountKind.STORE_FUNDS, 0),
        deposit=held.get(AccountKind.STORE_DEPOSIT, 0),
        wallet=held.get(AccountKind.WALLET, 0),
        escrow=escrow,
        coming=coming,
        debt=-held.get(AccountKind.STORE_DEBT, 0),
    )


def _owned(store: Store, owner: Shopper | None) -> sa.ColumnElement[bool]:
    """The accounts of a store, and its owner's wallet."""
    return sa.or_(
        (Account.owner_id == store.id) & Account.kind.in_(OF_STORES),
        (Account.kind == AccountKind.WALLET) & (Account.owner_id == (owner.id if owner else -1)),
    )


def coming_fen() -> sa.ColumnElement[int]:
    """What the store will get of an order as it stands: all that is kept, less commission."""
    subsidy = OrderLine.platform_fen - OrderLine.platform_back_fen
    of_lines = (
        sa.select(sa.func.coalesce(sa.func.sum(subsidy - commission_kept()), 0))
        .where(OrderLine.order_id == Order.id)
        .correlate(Order)
        .scalar_subquery()
    )
    return Order.pay_fen - Order.refunded_fen + SHIPPING_SUBSIDY + of_lines


def _waiting_of(store: Store) -> tuple[int, int]:
    """What lies in escrow for a store, and what of it will be the store's."""
    row = db.session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(Order.pay_fen - Order.refunded_fen), 0),
            sa.func.coalesce(sa.func.sum(coming_fen()), 0),
        ).where(
            Order.cohort_id == store.cohort_id,
            Order.store_id == store.id,
            Order.state.in_(IN_ESCROW),
        )
    ).one()
    return int(row[0]), int(row[1])


def get_txn(txn_id: int, store: Store, owner: Shopper | None) -> Txn:
    """A transaction that touched one of the owner's accounts, or is about an order of the store."""
    own = (
        sa.select(Leg.txn_id)
        .join(Leg.account)
        .where(Account.cohort_id == store.cohort_id, _owned(store, owner))
    )
    orders = sa.select(Order.id).where(
        Order.cohort_id == store.cohort_id, Order.store_id == store.id
    )
    about = (Txn.about_type == Order.__tablename__) & Txn.about_id.in_(orders)
    txn = db.session.scalar(
        sa.select(Txn)
        .where(Txn.id == txn_id, Txn.cohort_id == store.cohort_id, Txn.id.in_(own) | about)
        .options(selectinload(Txn.legs).joinedload(Leg.account))
    )
    if txn is None:
        raise NotFound(_("没有这笔账"), next_step=_("回资金页看自己店的账"), link="/finance")
    return txn


def find_order_of(txn: Txn, *, seen_by: Viewer) -> Order | None:
    """The order that a transaction is about, if it is about one of the viewer's store."""
    if txn.about_type != "order":
        return None
    return db.session.scalar(
        sa.select(Order)
        .join(Order.store)
        .where(
            Order.id == txn.about_id,
            Order.cohort_id == txn.cohort_id,
            Store.owner_id == seen_by.user.id,
        )
        .options(joinedload(Order.shopper))
    )
