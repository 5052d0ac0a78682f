"""Money in and out of a store's funds by day, and what is going to be settled (L4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.finance.period import period_of
from sim_market.finance.queries.money import IN_ESCROW, coming_fen
from sim_market.ledger.models import Account, AccountKind, Leg, Txn
from sim_market.orders.models import Order, OrderState
from sim_market.rules.pack import pack
from sim_market.stores.models import Store

DAYS = 14
AHEAD = 14
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayFlow:
    """What came into the store's funds on a day and what left, and what was there at its end."""

    day: int
    in_fen: int
    out_fen: int
    balance_fen: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will be settled: `days` are (day, fen), of goods that are received or on their way;
    `later_fen` beyond these days; `unsent_fen` of orders that wait to be sent: no day yet.
    """

    days: Sequence[tuple[int, int]]
    later_fen: int
    unsent_fen: int

    @property
    def known_fen(self) -> int:
        return sum(fen for _day, fen in self.days)


def flow_of(store: Store, days: int = DAYS) -> list[DayFlow]:
    """The last days of the sandbox, today last, in one statement."""
    cohort = store.cohort
    period = period_of(cohort, cohort.day - days + 1, cohort.day)
    sums: list[Any] = [_sum(Txn.sim_at < period.starts)]
    for day in period.days:
        within = period_of(cohort, day, day).holds(Txn.sim_at)
        sums.append(_sum(sa.and_(*within, Leg.amount_fen > 0)))
        sums.append(_sum(sa.and_(*within, Leg.amount_fen < 0)))
    row = [int(value) for value in db.session.execute(_funds(store, sums)).one()]
    flows, balance = [], row[0]
    for place, day in enumerate(period.days):
        came, went = row[1 + 2 * place], -row[2 + 2 * place]
        balance += came - went
        flows.append(DayFlow(day, came, went, balance))
    return flows


def _funds(store: Store, sums: list[Any]) -> sa.Select[Any]:
    return (
        sa.select(*sums)
        .select_from(Leg)
        .join(Leg.account)
        .join(Leg.txn)
        .where(
            Account.cohort_id == store.cohort_id,
            Account.kind == AccountKind.STORE_FUNDS,
            Account.owner_id == store.id,
        )
    )


def funds_by_day(store: Store, days: int = 7) -> list[tuple[int, int]]:
    """(sandbox day, store funds in fen at its end or now) for the last days, in one statement."""
    return [(flow.day, flow.balance_fen) for flow in flow_of(store, days)]


def forecast_of(store: Store, ahead: int = AHEAD) -> Forecast:
    """If nobody asks for money back: receipt as the timers have it, settlement some days after.

    In one statement. Orders that are overdue because of an open after-sale count for tomorrow.
    """
    cohort, days = store.cohort, timedelta(days=pack(store.cohort).settle_days)
    open_orders = _open_orders(store)
    fen, moment = open_orders.c.fen, open_orders.c.moment
    shown = range(cohort.day, cohort.day + ahead)
    ends = [cohort.day_starts(day) + DAY - days for day in shown]
    sums = [_case(moment < sa.literal(end, Order.received_sim_at.type), fen) for end in ends]
    row = db.session.execute(
        sa.select(*sums, _case(moment.is_(None), fen), _case(sa.true(), fen)).select_from(
            open_orders
        )
    ).one()
    *upto, unsent_fen, all_fen = (int(value) for value in row)
    by_day = [after - before for before, after in zip([0, *upto[:-1]], upto, strict=True)]
    later = all_fen - unsent_fen - upto[-1]
    return Forecast(list(zip(shown, by_day, strict=True)), later, unsent_fen)


def _open_orders(store: Store) -> sa.Subquery:
    """Each order in escrow: when it is or will be received, None if it was not sent; its fen."""
    moment = sa.case(
        (Order.state == OrderState.RECEIVED, Order.received_sim_at),
        (Order.state == OrderState.SHIPPED, Order.auto_receive_sim_at),
    )
    return (
        sa.select(moment.label("moment"), coming_fen().label("fen"))
        .where(
            Order.cohort_id == store.cohort_id,
            Order.store_id == store.id,
            Order.state.in_(IN_ESCROW),
        )
        .subquery()
    )


def _case(where: sa.ColumnElement[bool], fen: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((where, fen), else_=0)), 0)


def _sum(where: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return _case(where, Leg.amount_fen)  # type: ignore[arg-type]
