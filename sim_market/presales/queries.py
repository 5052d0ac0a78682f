"""Reading deposits."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload

from app.db import db
from app.errors import NotFound
from sim_market.orders.models import Order
from sim_market.presales.models import Deposit, DepositState
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Figures:
    """What the presales of a store came to. State -> how many, and what their deposits sum to."""

    counts: dict[str, int]
    fen: dict[str, int]

    @property
    def rate_bp(self) -> int | None:
        """Balances paid of those whose window is over, in basis points; None before any is."""
        over = self.counts["used"] + self.counts["kept"]
        return self.counts["used"] * 10_000 // over if over else None


def find_deposit(order: Order) -> Deposit | None:
    """The deposit of an order, if it is of a presale."""
    return db.session.scalar(
        sa.select(Deposit).where(Deposit.cohort_id == order.cohort_id, Deposit.order_id == order.id)
    )


def deposits_of(orders: Sequence[Order]) -> dict[int, Deposit]:
    """Order id -> its deposit, for those of these orders that are unpaid and of a presale."""
    unpaid = [order.id for order in orders if order.can_pay]
    if not unpaid:
        return {}
    rows = db.session.scalars(
        sa.select(Deposit).where(
            Deposit.cohort_id == orders[0].cohort_id, Deposit.order_id.in_(unpaid)
        )
    )
    return {deposit.order_id: deposit for deposit in rows}


def get_my_deposit(number: str, shopper: Shopper | None) -> Deposit:
    """The deposit of an order of this shopper's, with the order and its lines; or NotFound."""
    found = None
    if shopper is not None:
        found = db.session.scalar(
            sa.select(Deposit)
            .join(Deposit.order)
            .where(
                Deposit.cohort_id == shopper.cohort_id,
                Deposit.shopper_id == shopper.id,
                Order.number == number,
            )
            .options(
                contains_eager(Deposit.order).selectinload(Order.lines), joinedload(Deposit.store)
            )
        )
    if found is None:
        raise NotFound(_("没有这张预售订单"), next_step=_("看看我的预售"), link="/mall/presales")
    return found


def list_mine(shopper: Shopper, page: int) -> Sequence[Deposit]:
    """Newest first."""
    return db.session.scalars(
        _listed()
        .where(Deposit.cohort_id == shopper.cohort_id, Deposit.shopper_id == shopper.id)
        .offset((page - 1) * PER_PAGE)
    ).all()


def list_of_store(store: Store, state: DepositState | None, page: int) -> Sequence[Deposit]:
    asked = _listed().where(Deposit.cohort_id == store.cohort_id, Deposit.store_id == store.id)
    if state is not None:
        asked = asked.where(Deposit.state == state)
    return db.session.scalars(asked.offset((page - 1) * PER_PAGE)).all()


def figures_of(store: Store) -> Figures:
    rows = db.session.execute(
        sa.select(Deposit.state, sa.func.count(), sa.func.sum(Deposit.fen))
        .where(Deposit.cohort_id == store.cohort_id, Deposit.store_id == store.id)
        .group_by(Deposit.state)
    ).all()
    none = dict.fromkeys(map(str, DepositState), 0)
    return Figures(
        none | {str(row[0]): int(row[1]) for row in rows},
        none | {str(row[0]): int(row[2]) for row in rows},
    )


def _listed() -> sa.Select[Deposit]:
    return (
        sa.select(Deposit)
        .options(joinedload(Deposit.order).selectinload(Order.lines), joinedload(Deposit.shopper))
        .order_by(Deposit.id.desc())
        .limit(PER_PAGE)
    )
