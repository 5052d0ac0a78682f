"""The statement of one account of a store over some days: opening, rows, closing (L7).

Every row drills down: its movements, each movement its entries, an order all that was moved for it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, selectinload

from app.db import db
from sim_market.after_sales.models import Refund
from sim_market.finance.meanings import BRING_COMMISSION, MEANINGS, Part, kinds_of
from sim_market.finance.period import Period
from sim_market.ledger.models import Account, AccountKind, Leg, Purse, Txn, TxnKind
from sim_market.orders.models import Order

PER_PAGE = 50
FEE = aliased(Leg)  # the platform's part of a movement that brings commission
FEES = aliased(Account)
ALSO: list[Callable[[Order], tuple[str, sa.Select[int]]]] = []  # (table, ids) of upper rooms


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of movement: how many, what came in and what went out, in fen."""

    part: Part
    count: int
    in_fen: int
    out_fen: int

    @property
    def fen(self) -> int:
        return self.in_fen - self.out_fen


@dataclass(frozen=True, slots=True)
class Statement:
    """`now_fen` is the account's own balance, `since_fen` what moved after the period."""

    kind: AccountKind
    period: Period
    opening_fen: int
    rows: Sequence[Row]
    since_fen: int
    now_fen: int

    @property
    def in_fen(self) -> int:
        return sum(row.in_fen for row in self.rows)

    @property
    def out_fen(self) -> int:
        return sum(row.out_fen for row in self.rows)

    @property
    def closing_fen(self) -> int:
        return self.opening_fen + self.in_fen - self.out_fen

    @property
    def off_fen(self) -> int:
        """0 if it closes: the closing balance and what moved since are what the account holds."""
        return self.now_fen - self.since_fen - self.closing_fen


def statement_of(purse: Purse, period: Period) -> Statement:
    """In three statements, however much moved."""
    account = db.session.execute(
        sa.select(Account.id, Account.balance_fen).where(*_of(purse))
    ).first()
    if account is None:
        return Statement(purse.kind, period, 0, (), 0, 0)
    before, since = db.session.execute(
        sa.select(
            _sum(Txn.sim_at < period.starts, Leg.amount_fen),
            _sum(Txn.sim_at >= period.ends, Leg.amount_fen),
        )
        .join(Txn, Txn.id == Leg.txn_id)
        .where(Leg.account_id == account.id)
    ).one()
    rows = rows_of(purse, period)
    return Statement(purse.kind, period, int(before), rows, int(since), account.balance_fen)


def rows_of(purse: Purse, period: Period) -> list[Row]:
    """What moved, by its meaning; the commission in a row of its own (L3). One statement."""
    gross = Leg.amount_fen + sa.func.coalesce(FEE.amount_fen, 0)
    fee = -sa.func.coalesce(FEE.amount_fen, 0)
    sums = db.session.execute(
        sa.select(
            Txn.kind,
            sa.func.count(Leg.id),
            _sum(gross > 0, gross),
            -_sum(gross < 0, gross),
            sa.func.count(FEE.id),
            _sum(fee > 0, fee),
            -_sum(fee < 0, fee),
        )
        .select_from(Leg)
        .join(Leg.account)
        .join(Leg.txn)
        .outerjoin(FEE, _fee())
        .where(*_of(purse), *period.holds(Txn.sim_at))
        .group_by(Txn.kind)
    ).all()
    found: list[Row] = []
    for kind, count, came, went, fees, fee_in, fee_out in sums:
        found.append(Row(_part(kind), count, int(came), int(went)))
        if fees:
            found.append(Row(Part.COMMISSION, fees, int(fee_in), int(fee_out)))
    return _together(found)


def _fee() -> sa.ColumnElement[bool]:
    """The commission's leg beside a leg of the store's funds."""
    fees = sa.select(FEES.id).where(
        FEES.cohort_id == Leg.cohort_id, FEES.kind == AccountKind.COMMISSION
    )
    return (
        (FEE.txn_id == Leg.txn_id)
        & Txn.kind.in_(BRING_COMMISSION)
        & (Account.kind == AccountKind.STORE_FUNDS)
        & (FEE.account_id == fees.correlate(Leg).scalar_subquery())
    )


def _part(kind: TxnKind) -> Part:
    """KeyError for a movement that nobody has said the meaning of."""
    return MEANINGS[kind]


def _together(rows: Iterable[Row]) -> list[Row]:
    """One row for each part, in the order of the parts."""
    sums: dict[Part, Row] = {}
    for row in rows:
        had = sums.get(row.part, Row(row.part, 0, 0, 0))
        sums[row.part] = Row(
            row.part, had.count + row.count, had.in_fen + row.in_fen, had.out_fen + row.out_fen
        )
    return [sums[part] for part in Part if part in sums]


def list_legs(
    purse: Purse, period: Period, part: Part | None = None, page: int | None = 1
) -> tuple[Sequence[Leg], int]:
    """What moved in an account, newest first, and how many in all; a page of it, or everything."""
    where = [*_of(purse), *period.holds(Txn.sim_at)]
    if part is not None:
        kinds = BRING_COMMISSION if part == Part.COMMISSION else kinds_of(part)
        where.append(Txn.kind.in_(kinds))
    base = sa.select(Leg).join(Leg.account).join(Leg.txn).where(*where)
    total = db.session.scalar(base.with_only_columns(sa.func.count()))
    some = base.options(contains_eager(Leg.txn)).order_by(Leg.id.desc())
    if page is not None:
        some = some.offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return db.session.scalars(some).all(), total or 0


def order_numbers(legs: Iterable[Leg]) -> dict[int, str]:
    """Order id -> number, for the movements that are about an order."""
    ids = {leg.txn.about_id for leg in legs if leg.txn.about_type == Order.__tablename__}
    rows = db.session.execute(sa.select(Order.id, Order.number).where(Order.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def also_about(order: Order) -> list[sa.ColumnElement[bool]]:
    """Movements about other things that belong to an order, as upper rooms say."""
    return [
        (Txn.about_type == name) & Txn.about_id.in_(ids)
        for name, ids in (ask(order) for ask in ALSO)
    ]


def txns_of_order(order: Order) -> Sequence[Txn]:
    """All that was moved for an order, first to last, with the entries: payment, refunds,
    settlement, what the supplier was paid, what the buyer was compensated with.
    """
    refunds = sa.select(Refund.id).where(
        Refund.cohort_id == order.cohort_id, Refund.order_id == order.id
    )
    about = sa.or_(
        (Txn.about_type == Order.__tablename__) & (Txn.about_id == order.id),
        (Txn.about_type == Refund.__tablename__) & Txn.about_id.in_(refunds),
        *also_about(order),
    )
    return db.session.scalars(
        sa.select(Txn)
        .where(Txn.cohort_id == order.cohort_id, about)
        .options(selectinload(Txn.legs).joinedload(Leg.account))
        .order_by(Txn.id)
    ).all()


def _of(purse: Purse) -> list[sa.ColumnElement[bool]]:
    return [
        Account.cohort_id == purse.cohort_id,
        Account.kind == purse.kind,
        Account.owner_id == purse.owner_id,
    ]


def _sum(where: sa.ColumnElement[bool], what: Any) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((where, what), else_=0)), 0)
