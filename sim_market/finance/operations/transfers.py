"""Moving a trainee's own money between wallet and store; what a store owes is paid first."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import Invalid
from app.identity.models import User
from app.journal import record
from sim_market.ledger.models import Account, AccountKind, Purse, TxnKind
from sim_market.ledger.operations import account, hold, post
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store
from sim_market.verbs import Verb


def transfer_in(store: Store, shopper: Shopper, amount_fen: int, *, key: str, actor: User) -> None:
    """Put money of the owner's wallet into the store. `key` names this one transfer."""
    bring_in(TxnKind.TRANSFER_IN, store, shopper.purse, _positive(amount_fen), key=key)
    record(Verb.FUNDS_MOVED, store, actor=actor, to="store", amount_fen=amount_fen)


def transfer_out(store: Store, shopper: Shopper, amount_fen: int, *, key: str, actor: User) -> None:
    """Take money out of the store into the owner's wallet. Raises InsufficientFunds."""
    legs = [(funds_of(store), -_positive(amount_fen)), (shopper.purse, amount_fen)]
    post(TxnKind.TRANSFER_OUT, key, legs, about=store)
    record(Verb.FUNDS_MOVED, store, actor=actor, to="wallet", amount_fen=amount_fen)


def bring_in(kind: TxnKind, store: Store, source: Purse, amount_fen: int, *, key: str) -> int:
    """Money for a store; of it what the store owes is paid at once. Returns what that was, in fen.

    Raises AlreadyPosted, InsufficientFunds.
    """
    owes = owed_by(store.cohort_id, [store.id]).get(store.id, 0)
    if owes:
        held = hold([source, funds_of(store), debt_of(store)])
        owes = -held[debt_of(store)]
    post(kind, key, [(source, -amount_fen), (funds_of(store), amount_fen)], about=store)
    paid = min(owes, amount_fen)
    if paid:
        legs = [(funds_of(store), -paid), (debt_of(store), paid)]
        post(TxnKind.DEBT_PAID, f"{kind.value}-{key}"[:80], legs, about=store)
    return paid


def owed_by(cohort_id: int, store_ids: list[int]) -> dict[int, int]:
    """Store id -> fen that it owes the platform; stores that owe nothing are left out."""
    rows = db.session.execute(
        sa.select(Account.owner_id, Account.balance_fen).where(
            Account.cohort_id == cohort_id,
            Account.kind == AccountKind.STORE_DEBT,
            Account.owner_id.in_(store_ids),
            Account.balance_fen < 0,
        )
    )
    return {row[0]: -row[1] for row in rows}


def funds_of(store: Store) -> Purse:
    return account(store.cohort_id, AccountKind.STORE_FUNDS, store.id)


def debt_of(store: Store) -> Purse:
    return account(store.cohort_id, AccountKind.STORE_DEBT, store.id)


def _positive(amount_fen: int) -> int:
    if amount_fen <= 0:
        raise Invalid(_("转账金额要大于 0"), fields={"amount": _("请填大于 0 的金额")})
    return amount_fen
