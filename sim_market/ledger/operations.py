"""Moving money. Every movement is balanced, done once, and leaves no account below zero."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple, cast

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
        sa.case(
            (ACCOUNT.c.kind == AccountKind.WORLD, sa.true()),
            (ACCOUNT.c.kind == AccountKind.STORE_DEBT, ACCOUNT.c.balance_fen + AMOUNT <= 0),
            else_=ACCOUNT.c.balance_fen + AMOUNT >= 0,
        ),
    )
    .values(balance_fen=ACCOUNT.c.balance_fen + AMOUNT)
    .returning(ACCOUNT.c.id, ACCOUNT.c.balance_fen)
)
INSERT_LEG = sa.insert(LEG)
INSERT_TXNS = sa.insert(TXN).returning(TXN.c.id, TXN.c.kind, TXN.c.key)
_HELD = (
    sa.select(ACCOUNT.c.balance_fen)
    .where(
        ACCOUNT.c.cohort_id == sa.bindparam("cohort"),
        ACCOUNT.c.kind == sa.bindparam("of"),
        ACCOUNT.c.owner_id == sa.bindparam("owner"),
    )
    .with_for_update()
)


class InsufficientFunds(Conflict):
    """An account would have fallen below zero."""


class AlreadyPosted(Conflict):
    """This movement of money has been made before; it is made once."""


class Movement(NamedTuple):
    """One movement of many: as the arguments of `post`."""

    kind: TxnKind
    key: str
    legs: Sequence[tuple[Purse, int]]
    about: Model


def account(cohort_id: int, kind: AccountKind, owner_id: int = 0) -> Purse:
    """Name an account for `post`; it is opened when money first moves there."""
    return Purse(cohort_id, kind, owner_id)


def post(kind: TxnKind, key: str, legs: Sequence[tuple[Purse, int]], *, about: Model) -> int:
    """Move money: the legs (account, fen in or out) sum to 0. Returns the transaction's id.

    Raises AlreadyPosted if (cohort, kind, key) was posted before, InsufficientFunds if an account
    other than the world's or a store's debt would fall below zero. Rows are taken in one order.
    """
    _guard_balanced(Movement(kind, key, legs, about))
    moves = sorted((purse, amount) for purse, amount in legs if amount)
    txn_id = _open_txn(kind, key, about)
    if txn_id is None:
        raise AlreadyPosted(_("这笔钱已经记过账，没有重复记"))
    rows = [_move(txn_id, purse, amount) for purse, amount in moves]
    if rows:
        db.session.connection().execute(INSERT_LEG, rows)
    return txn_id


def post_all(movements: Sequence[Movement]) -> None:
    """Make many new movements, one after the other, in few statements: for runs over many orders.

    All of one class. As `post` in all else; the caller knows that none was made before (it holds
    what they are about), and an IntegrityError is a fault.
    """
    for move in movements:
        _guard_balanced(move)
    totals = _totals(movements)
    after = {purse: _moved_by(purse, total) for purse, total in totals.items()}
    running = {purse: balance - totals[purse] for purse, (_id, balance) in after.items()}
    made = db.session.connection().execute(INSERT_TXNS, [_opening(move) for move in movements])
    ids = {(kind, key): txn_id for txn_id, kind, key in made}
    rows = []
    for move in movements:
        txn_id = ids[move.kind, move.key]
        for purse, amount in sorted((purse, amount) for purse, amount in move.legs if amount):
            running[purse] += amount
            rows.append(_leg(purse, txn_id, after[purse][0], amount, running[purse]))
    if rows:
        db.session.connection().execute(INSERT_LEG, rows)


def _guard_balanced(move: Movement) -> None:
    if sum(amount for _purse, amount in move.legs) != 0:
        raise ValueError(f"legs of {move.kind} {move.key} do not sum to 0: {move.legs}")


def _totals(movements: Sequence[Movement]) -> dict[Purse, int]:
    """What all movements together do to each account, in the order in which rows are taken."""
    totals: Counter[Purse] = Counter()
    for move in movements:
        for purse, amount in move.legs:
            if amount:
                totals[purse] += amount
    return {purse: totals[purse] for purse in sorted(totals)}


def _opening(move: Movement) -> dict[str, Any]:
    about: Any = move.about
    return {
        "cohort_id": about.cohort_id, "kind": move.kind, "key": move.key,
        "about_type": about.__tablename__, "about_id": about.id,
        "sim_at": about.cohort.sim_at, "created_at": now(),
    }  # fmt: skip


def hold(purses: Iterable[Purse]) -> dict[Purse, int]:
    """Keep accounts from others until the commit, in the order in which `post` takes them.

    Returns what they hold. One that was never used is opened: passed over, it would be taken out
    of turn later on. For deeds that first look at a balance and then move as much.
    """
    return {purse: _held(purse) for purse in sorted(set(purses))}


def _held(purse: Purse) -> int:
    found = db.session.scalar(_HELD, _named(purse))
    if found is None:
        insert_unless_there(Account, **purse._asdict(), balance_fen=0)
        found = db.session.scalar(_HELD, _named(purse))
    return found or 0


def _open_txn(kind: TxnKind, key: str, about: Any) -> int | None:
    """The id of a new transaction, or None if this one was made before."""
    txn_id: int | None = db.session.scalar(
        _insert_txn(db.session.get_bind().dialect.name), _opening(Movement(kind, key, (), about))
    )
    return txn_id


@cache
def _insert_txn(dialect: str) -> sa.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(TXN).on_conflict_do_nothing().returning(TXN.c.id)


def _move(txn_id: int, purse: Purse, amount: int) -> dict[str, Any]:
    """Change one balance by a guarded update; the row of its leg."""
    account_id, balance = _moved_by(purse, amount)
    return _leg(purse, txn_id, account_id, amount, balance)


def _leg(purse: Purse, txn_id: int, account_id: int, amount: int, balance: int) -> dict[str, Any]:
    return {
        "cohort_id": purse.cohort_id, "txn_id": txn_id, "account_id": account_id,
        "amount_fen": amount, "balance_fen": balance,
    }  # fmt: skip


def _moved_by(purse: Purse, amount: int) -> tuple[int, int]:
    """Change one balance; the account's id and what it then holds. Raises InsufficientFunds."""
    changed = _change(purse, amount)
    if changed is None:
        insert_unless_there(Account, **purse._asdict(), balance_fen=0)
        changed = _change(purse, amount)
    if changed is None:
        raise _short_of(purse, -amount)
    return changed[0], changed[1]


def _change(purse: Purse, amount: int) -> Any:
    """Account id and new balance; None if there is no such account or it has too little."""
    return db.session.connection().execute(CHANGE, _named(purse) | {"amount": amount}).first()


def _named(purse: Purse) -> dict[str, Any]:
    return {"cohort": purse.cohort_id, "of": purse.kind, "owner": purse.owner_id}


def _short_of(purse: Purse, amount: int) -> InsufficientFunds:
    has = db.session.scalar(sa.select(Account.balance_fen).filter_by(**purse._asdict()))
    return InsufficientFunds(
        _(
            "%(account)s里只有 %(has)s，不够 %(amount)s，一分钱也没有动",
            account=purse.kind.word, has=yuan(has or 0), amount=yuan(amount),
        ),
        next_step=_("减少金额，或等订单结算、从别的账户转入之后再来"),
    )  # fmt: skip
