"""Reading a day's statement and what does not agree in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel.speaklater import LazyString

from app.cohorts.models import Cohort
from app.db import db
from sim_market.orders.models import Order
from sim_market.payments.models import PartState
from sim_market.reconciliation.compare import (
    NEXT_STEPS,
    SHARES,
    Finding,
    booked,
    fault,
    shares_of_order,
)
from sim_market.stores.models import Store

PER_PAGE = 50
Rows = sa.Select[*tuple[Any, ...]]
MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Share:
    """A row of the statement: what the provider says, what the order and the ledger say."""

    number: str
    provider_number: str
    order_id: int
    order_number: str
    store: str
    taken_sim_at: datetime | None
    amount_fen: int
    state: PartState
    order_fen: int
    booked_fen: int
    finding: Finding | None

    @property
    def next_step(self) -> LazyString | None:
        return NEXT_STEPS[self.finding] if self.finding else None


@dataclass(frozen=True, slots=True)
class Totals:
    """A day in numbers: how many shares and fen by what became of them."""

    count: int = 0
    taken_fen: int = 0
    done_fen: int = 0
    back_fen: int = 0
    waiting_fen: int = 0


def totals_of(cohort: Cohort, day: int, store: Store | None) -> Totals:
    """What the provider took on a sandbox day, of a class or of one store. One statement."""
    amount, state = SHARES.c.amount_fen, SHARES.c.state

    def sum_of(*states: PartState) -> sa.ColumnElement[int]:
        found = sa.func.sum(sa.case((state.in_(states), amount), else_=0))
        return sa.func.coalesce(found, 0)

    row = db.session.execute(
        sa.select(
            sa.func.count(),
            sum_of(*PartState),
            sum_of(PartState.DONE),
            sum_of(PartState.BACK),
            sum_of(PartState.WAITING),
        )
        .select_from(SHARES)
        .join(Order, _same_order())
        .where(*_on(cohort, day, store))
    ).one()
    return Totals(*map(int, row))


def list_shares(cohort: Cohort, day: int, store: Store | None, page: int) -> Sequence[Share]:
    """A page of the day's statement, in the order in which money was taken."""
    return _shares(
        _statement(cohort, day, store)
        .order_by(SHARES.c.taken_sim_at, SHARES.c.payment_id, SHARES.c.order_number)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )


def list_faults(cohort: Cohort, day: int, store: Store | None) -> Sequence[Share]:
    """What does not agree: in the statement, and orders paid that day which it does not know."""
    asked = _statement(cohort, day, store).where(fault().is_not(None)).limit(MOST_FAULTS)
    return [*_shares(asked), *_missing(cohort, day, store)]


def list_all_faults(cohort_id: int | None = None) -> Sequence[Share]:
    """What does not agree on any day, for the check and the command."""
    asked = _rows().where(fault().is_not(None))
    missing = _unknown()
    if cohort_id is not None:
        asked = asked.where(SHARES.c.cohort_id == cohort_id)
        missing = missing.where(Order.cohort_id == cohort_id)
    return [*_shares(asked), *_shares(missing)]


def days_with_payments(cohort: Cohort) -> range:
    """The days that a statement can be asked for, the newest first."""
    return range(cohort.day, 0, -1)


def _missing(cohort: Cohort, day: int, store: Store | None) -> Sequence[Share]:
    began = cohort.day_starts(day)
    asked = _unknown().where(
        Order.cohort_id == cohort.id,
        Order.paid_sim_at >= began,
        Order.paid_sim_at < began + timedelta(days=1),
    )
    if store is not None:
        asked = asked.where(Order.store_id == store.id)
    return _shares(asked.limit(MOST_FAULTS))


def _unknown() -> Rows:
    """Orders that are paid and of which the provider knows nothing, as rows of the statement."""
    return (
        sa.select(
            sa.literal(""), sa.literal(""), Order.id, Order.number, Store.name,
            Order.paid_sim_at, sa.literal(0), sa.literal(PartState.WAITING.value),
            Order.pay_fen, booked(), sa.literal(Finding.MISSING.value),
        )
        .join(Store, _same_store())
        .where(Order.paid_sim_at.is_not(None), shares_of_order() == 0)
    )  # fmt: skip


def _statement(cohort: Cohort, day: int, store: Store | None) -> Rows:
    return _rows().where(*_on(cohort, day, store))


def _rows() -> Rows:
    return (
        sa.select(
            SHARES.c.number, SHARES.c.provider_number, Order.id, Order.number, Store.name,
            SHARES.c.taken_sim_at, SHARES.c.amount_fen, SHARES.c.state,
            Order.pay_fen, booked(), fault(),
        )
        .select_from(SHARES)
        .join(Order, _same_order())
        .join(Store, _same_store())
    )  # fmt: skip


def _on(cohort: Cohort, day: int, store: Store | None) -> list[sa.ColumnElement[bool]]:
    began = cohort.day_starts(day)
    where = [
        SHARES.c.cohort_id == cohort.id,
        SHARES.c.taken_sim_at >= began,
        SHARES.c.taken_sim_at < began + timedelta(days=1),
    ]
    return [*where, Order.store_id == store.id] if store is not None else where


def _same_order() -> sa.ColumnElement[bool]:
    return (Order.cohort_id == SHARES.c.cohort_id) & (Order.number == SHARES.c.order_number)


def _same_store() -> sa.ColumnElement[bool]:
    return (Store.cohort_id == Order.cohort_id) & (Store.id == Order.store_id)


def _shares(asked: Rows) -> Sequence[Share]:
    return [_share(row) for row in db.session.execute(asked)]


def _share(row: Any) -> Share:
    *said, state, order_fen, booked_fen, finding = row
    number, provider_number, order_id, order_number, store, taken_sim_at, amount_fen = said
    return Share(
        number, provider_number, order_id, order_number, store, taken_sim_at, amount_fen,
        state=next(each for each in PartState if each == state),
        order_fen=order_fen, booked_fen=int(booked_fen),
        finding=next((each for each in Finding if each == finding), None),
    )  # fmt: skip
