"""Reading a store's money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.cohorts.models import Cohort
from app.db import db
from app.errors import NotFound
from app.identity.viewer import Viewer
from sim_market.ledger.models import Account, AccountKind, Leg, Txn, TxnKind
from sim_market.orders.models import TO_SHIP, Order, OrderLine, OrderState
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

PER_PAGE = 50
DAYS = 7
IN_ESCROW = (*TO_SHIP, OrderState.SHIPPED, OrderState.RECEIVED)


@dataclass(frozen=True, slots=True)
class Profit:
    """What a store earned by its paid orders. Goods at the cost of the day they were ordered.

    Commission counts for orders that are not settled yet too: it is due with them.
    """

    orders: int = 0
    revenue_fen: int = 0
    refunds_fen: int = 0
    commission_fen: int = 0
    goods_cost_fen: int = 0
    shipping_fen: int = 0  # fees that buyers paid, less those given back

    @property
    def profit_fen(self) -> int:
        costs_fen = self.refunds_fen + self.commission_fen + self.goods_cost_fen
        return self.revenue_fen + self.shipping_fen - costs_fen


def profit_of(store: Store) -> Profit:
    return profits_in(store.cohort_id, store.id).get(store.id, Profit())


def profits_in(cohort_id: int, store_id: int | None = None) -> dict[int, Profit]:
    """Profit by store id, for a whole cohort or one store, in two statements.

    Units that were refunded before they left, or came back and can be sold again, cost nothing;
    others that were refunded are lost.
    """
    kept = OrderLine.pay_fen - OrderLine.refunded_fen
    unsent = OrderLine.quantity - OrderLine.refunded_quantity
    sent = OrderLine.shipped_quantity - OrderLine.returned_quantity
    units = sa.case((Order.shipped_sim_at.is_(None), unsent), else_=sent)
    where = [Order.cohort_id == cohort_id, Order.paid_sim_at.is_not(None)]
    where += [Order.store_id == store_id] if store_id else []
    rows = db.session.execute(
        sa.select(
            Order.store_id,
            sa.func.count(sa.distinct(Order.id)),
            sa.func.sum(OrderLine.pay_fen),
            sa.func.sum(OrderLine.refunded_fen),
            sa.func.sum((kept * OrderLine.commission_bp + 5_000) // 10_000),
            sa.func.sum(units * OrderLine.unit_cost_fen),
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(*where)
        .group_by(Order.store_id)
    )
    shipping = _shipping_in(where)
    return {row[0]: Profit(*map(int, (*row[1:], shipping.get(row[0], 0)))) for row in rows}


def _shipping_in(where: Sequence[sa.ColumnElement[bool]]) -> dict[int, int]:
    """Store id -> shipping fees of its paid orders, less those given back."""
    kept = sa.func.sum(Order.shipping_fen - Order.shipping_refunded_fen)
    rows = db.session.execute(
        sa.select(Order.store_id, kept).where(*where).group_by(Order.store_id)
    )
    return {row[0]: int(row[1]) for row in rows}


@dataclass(frozen=True, slots=True)
class Money:
    """Where a merchant's money is, in fen. `escrow`: paid by buyers, not settled yet."""

    funds: int
    deposit: int
    wallet: int
    escrow: int


def money_of(store: Store, owner: Shopper | None) -> Money:
    """In two statements."""
    mine = sa.or_(
        Account.owner_id == store.id,
        (Account.kind == AccountKind.WALLET) & (Account.owner_id == (owner.id if owner else -1)),
    )
    kinds = {AccountKind.STORE_FUNDS: store.id, AccountKind.STORE_DEPOSIT: store.id}
    rows = db.session.execute(
        sa.select(Account.kind, Account.owner_id, Account.balance_fen).where(
            Account.cohort_id == store.cohort_id, mine
        )
    ).all()
    held = {r[0]: r[2] for r in rows if kinds.get(r[0], owner.id if owner else None) == r[1]}
    escrow = db.session.scalar(
        sa.select(sa.func.sum(Order.pay_fen - Order.refunded_fen)).where(
            Order.cohort_id == store.cohort_id,
            Order.store_id == store.id,
            Order.state.in_(IN_ESCROW),
        )
    )
    return Money(
        held.get(AccountKind.STORE_FUNDS, 0),
        held.get(AccountKind.STORE_DEPOSIT, 0),
        held.get(AccountKind.WALLET, 0),
        int(escrow or 0),
    )


def list_legs(store: Store, kind: TxnKind | None, page: int) -> tuple[Sequence[Leg], int]:
    """A page of what moved in and out of the store's funds, newest first, and how many in all."""
    where = [
        Account.cohort_id == store.cohort_id,
        Account.kind == AccountKind.STORE_FUNDS,
        Account.owner_id == store.id,
    ]
    if kind:
        where.append(Txn.kind == kind)
    base = sa.select(Leg).join(Leg.account).join(Leg.txn).where(*where)
    total = db.session.scalar(base.with_only_columns(sa.func.count()))
    legs = db.session.scalars(
        base.options(contains_eager(Leg.txn))
        .order_by(Leg.id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    return legs, total or 0


def get_txn(txn_id: int, store: Store) -> Txn:
    """A transaction that touched this store's funds or deposit, with all its legs."""
    own = (
        sa.select(Leg.txn_id)
        .join(Leg.account)
        .where(
            Account.cohort_id == store.cohort_id,
            Account.kind.in_([AccountKind.STORE_FUNDS, AccountKind.STORE_DEPOSIT]),
            Account.owner_id == store.id,
        )
    )
    txn = db.session.scalar(
        sa.select(Txn)
        .where(Txn.id == txn_id, Txn.cohort_id == store.cohort_id, Txn.id.in_(own))
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


def funds_by_day(store: Store, days: int = DAYS) -> list[tuple[int, int]]:
    """(sandbox day, store funds in fen at its end or now) for the last days, in one statement."""
    cohort = store.cohort
    shown = range(max(1, cohort.day - days + 1), cohort.day + 1)
    upto = [
        sa.func.coalesce(
            sa.func.sum(sa.case((Txn.sim_at < _end_of(cohort, day), Leg.amount_fen), else_=0)), 0
        )
        for day in shown
    ]
    row = db.session.execute(
        sa.select(*upto)
        .select_from(Leg)
        .join(Leg.account)
        .join(Leg.txn)
        .where(
            Account.cohort_id == store.cohort_id,
            Account.kind == AccountKind.STORE_FUNDS,
            Account.owner_id == store.id,
        )
    ).one()
    return [(day, int(fen)) for day, fen in zip(shown, row, strict=True)]


def _end_of(cohort: Cohort, day: int) -> sa.BindParameter[object]:
    """The first moment after a day; a deed at the very moment now belongs to today."""
    return sa.literal(cohort.day_starts(day) + timedelta(days=1), Txn.sim_at.type)
