"""Moving money. Every movement is balanced, done once, and leaves no account below zero."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import now
from app.db import Model, db, insert_unless_there
from app.errors import Conflict
from app.money import yuan
from sim_market.ledger.models import Account, AccountKind, Leg, Purse, Txn, TxnKind

ACCOUNT, TXN, LEG = (cast(sa.Table, noun.__table__) for noun in (Account, Txn, Leg))
AMOUNT = sa.bindparam("amount", type_=sa.BigInteger)
CHANGE = (  # built once: money moves with every deed of the market
    sa.update(ACCOUNT)
    .where(
        ACCOUNT.c.cohort_id == sa.bindparam("cohort"),
        ACCOUNT.c.kind == sa.bindparam("of"),
        ACCOUNT.c.owner_id == sa.bindparam("owner"),
        (ACCOUNT.c.kind == AccountKind.WORLD) | (ACCOUNT.c.balance_fen + AMOUNT >= 0),
    )
    .values(balance_fen=ACCOUNT.c.balance_fen + AMOUNT)
    .returning(ACCOUNT.c.id, ACCOUNT.c.balance_fen)
)
INSERT_LEG = sa.insert(LEG)


class InsufficientFunds(Conflict):
    """An account would have fallen below zero."""


class AlreadyPosted(Conflict):
    """This movement of money has been made before; it is made once."""


def account(cohort_id: int, kind: AccountKind, owner_id: int = 0) -> Purse:
    """Name an account for `post`; it is opened when money first moves there."""
    return Purse(cohort_id, kind, owner_id)


def post(kind: TxnKind, key: str, legs: Sequence[tuple[Purse, int]], *, about: Model) -> int:
    """Move money: the legs (account, fen in or out) sum to 0. Returns the transaction's id.

    Raises AlreadyPosted if (cohort, kind, key) was posted before, InsufficientFunds if an account
    other than the world's would fall below zero. Rows are taken in one fixed order.
    """
    if sum(amount for _purse, amount in legs) != 0:
        raise ValueError(f"legs of {kind} {key} do not sum to 0: {legs}")
    moves = sorted((purse, amount) for purse, amount in legs if amount)
    txn_id = _open_txn(kind, key, about)
    if txn_id is None:
        raise AlreadyPosted(_("这笔钱已经记过账，没有重复记"))
    rows = [_move(txn_id, purse, amount) for purse, amount in moves]
    if rows:
        db.session.connection().execute(INSERT_LEG, rows)
    return txn_id


def _open_txn(kind: TxnKind, key: str, about: Any) -> int | None:
    """The id of a new transaction, or None if this one was made before."""
    txn_id: int | None = db.session.scalar(
        _insert_txn(db.session.get_bind().dialect.name),
        {
            "cohort_id": about.cohort_id, "kind": kind, "key": key,
            "about_type": about.__tablename__, "about_id": about.id,
            "sim_at": about.cohort.sim_at, "created_at": now(),
        },
    )  # fmt: skip
    return txn_id


@cache
def _insert_txn(dialect: str) -> sa.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(TXN).on_conflict_do_nothing().returning(TXN.c.id)


def _move(txn_id: int, purse: Purse, amount: int) -> dict[str, Any]:
    """Change one balance by a guarded update; the row of its leg."""
    changed = _change(purse, amount)
    if changed is None:
        insert_unless_there(Account, **purse._asdict(), balance_fen=0)
        changed = _change(purse, amount)
    if changed is None:
        raise _short_of(purse, -amount)
    return {
        "cohort_id": purse.cohort_id, "txn_id": txn_id, "account_id": changed[0],
        "amount_fen": amount, "balance_fen": changed[1],
    }  # fmt: skip


def _change(purse: Purse, amount: int) -> Any:
    """Account id and new balance; None if there is no such account or it has too little."""
    values = {
        "cohort": purse.cohort_id,
        "of": purse.kind,
        "owner": purse.owner_id,
        "amount": amount,
    }
    return db.session.connection().execute(CHANGE, values).first()


def _short_of(purse: Purse, amount: int) -> InsufficientFunds:
    has = db.session.scalar(sa.select(Account.balance_fen).filter_by(**purse._asdict()))
    return InsufficientFunds(
        _(
            "%(account)s里只有 %(has)s，不够 %(amount)s，一分钱也没有动",
            account=purse.kind.word, has=yuan(has or 0), amount=yuan(amount),
        ),
        next_step=_("减少金额，或等订单结算、从别的账户转入之后再来"),
    )  # fmt: skip
