"""Who asked the teacher for money, and how the stores of a class stand."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.db import db
from app.errors import NotFound
from app.identity.viewer import Viewer
from sim_market.finance.models import FundsPlea, PleaState
from sim_market.finance.queries.money import IN_ESCROW, Money, coming_fen
from sim_market.ledger.models import Account, AccountKind
from sim_market.orders.models import Order
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """A store of the class with its money, and what it asked for and waits to be answered."""

    store: Store
    money: Money
    plea: FundsPlea | None


def count_open(cohort_id: int) -> int:
    asked = sa.select(sa.func.count(FundsPlea.id)).where(
        FundsPlea.cohort_id == cohort_id, FundsPlea.state == PleaState.OPEN
    )
    return db.session.scalar(asked) or 0


def list_pleas(store: Store) -> Sequence[FundsPlea]:
    """Everything asked for and given, the newest first."""
    return db.session.scalars(
        sa.select(FundsPlea)
        .where(FundsPlea.cohort_id == store.cohort_id, FundsPlea.store_id == store.id)
        .order_by(FundsPlea.round.desc())
        .limit(PER_PAGE)
    ).all()


def get_plea(plea_id: int, *, seen_by: Viewer) -> FundsPlea:
    """A plea of the teacher's own class."""
    plea = db.session.scalar(
        sa.select(FundsPlea).where(
            FundsPlea.id == plea_id, FundsPlea.cohort_id == seen_by.cohort_id
        )
    )
    if plea is None:
        raise NotFound(_("没有这份拨款申请"), next_step=_("从列表里选"), link="/class/funds")
    return plea


def get_opened(store_id: int, *, seen_by: Viewer) -> Store:
    """A store of the teacher's own class that has been opened."""
    store = db.session.scalar(
        sa.select(Store)
        .where(
            Store.id == store_id,
            Store.cohort_id == seen_by.cohort_id,
            Store.opened_sim_at.is_not(None),
        )
        .options(joinedload(Store.owner))
    )
    if store is None:
        raise NotFound(_("没有这家店"), next_step=_("从列表里选"), link="/class/funds")
    return store


def standings(cohort_id: int, page: int) -> tuple[list[Standing], int]:
    """The opened stores of a class, those that asked first, then the poorest; five statements."""
    stores, total = _stores(cohort_id, page)
    ids = [store.id for store in stores]
    held = _held(cohort_id, stores)
    coming = _coming(cohort_id, ids)
    pleas = {
        plea.store_id: plea
        for plea in db.session.scalars(
            sa.select(FundsPlea).where(
                FundsPlea.cohort_id == cohort_id,
                FundsPlea.store_id.in_(ids),
                FundsPlea.state == PleaState.OPEN,
            )
        )
    }
    found = [
        Standing(store, _money(store, held, coming.get(store.id, 0)), pleas.get(store.id))
        for store in stores
    ]
    return found, total


def _stores(cohort_id: int, page: int) -> tuple[Sequence[Store], int]:
    opened = (Store.cohort_id == cohort_id) & Store.opened_sim_at.is_not(None)
    funds = (Account.cohort_id == Store.cohort_id) & (Account.owner_id == Store.id)
    asks = (FundsPlea.store_id == Store.id) & (FundsPlea.state == PleaState.OPEN)
    base = (
        sa.select(Store)
        .outerjoin(Account, funds & (Account.kind == AccountKind.STORE_FUNDS))
        .outerjoin(FundsPlea, asks & (FundsPlea.cohort_id == Store.cohort_id))
        .where(opened)
        .order_by(FundsPlea.id.is_(None), sa.func.coalesce(Account.balance_fen, 0), Store.id)
        .options(joinedload(Store.owner))
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    count = db.session.scalar(sa.select(sa.func.count(Store.id)).where(opened))
    return db.session.scalars(base).unique().all(), count or 0


def _held(cohort_id: int, stores: Sequence[Store]) -> dict[tuple[AccountKind, int], int]:
    """(kind, store id) -> fen; a wallet by its owner's store."""
    shoppers = sa.select(Shopper.id, Store.id.label("store_id")).join(
        Store, (Store.owner_id == Shopper.user_id) & (Store.cohort_id == Shopper.cohort_id)
    )
    wallets = shoppers.where(Shopper.cohort_id == cohort_id).subquery()
    ids = [store.id for store in stores]
    rows = db.session.execute(
        sa.select(
            Account.kind,
            sa.func.coalesce(wallets.c.store_id, Account.owner_id),
            Account.balance_fen,
        )
        .outerjoin(
            wallets,
            (Account.kind == AccountKind.WALLET) & (Account.owner_id == wallets.c.id),
        )
        .where(
            Account.cohort_id == cohort_id,
            sa.or_(
                Account.kind.in_(OF_STORE) & Account.owner_id.in_(ids),
                wallets.c.store_id.in_(ids),
            ),
        )
    )
    return {(row[0], row[1]): int(row[2]) for row in rows}


def _coming(cohort_id: int, ids: Sequence[int]) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(Order.store_id, sa.func.sum(coming_fen()))
        .where(Order.cohort_id == cohort_id, Order.store_id.in_(ids), Order.state.in_(IN_ESCROW))
        .group_by(Order.store_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def _money(store: Store, held: dict[tuple[AccountKind, int], int], coming: int) -> Money:
    return Money(
        funds=held.get((AccountKind.STORE_FUNDS, store.id), 0),
        deposit=held.get((AccountKind.STORE_DEPOSIT, store.id), 0),
        wallet=held.get((AccountKind.WALLET, store.id), 0),
        escrow=0,
        coming=coming,
        debt=-held.get((AccountKind.STORE_DEBT, store.id), 0),
    )


OF_STORE = (AccountKind.STORE_FUNDS, AccountKind.STORE_DEPOSIT, AccountKind.STORE_DEBT)
