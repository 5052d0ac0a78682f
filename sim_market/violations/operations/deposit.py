"""Compensation out of the deposit, what is owed for want of it, and filling it up again."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import Invalid
from app.identity.models import User
from app.journal import record
from sim_market.ledger.models import AccountKind, Purse, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.ledger.queries import balance_of
from sim_market.orders.models import Order
from sim_market.rules.pack import RuleId
from sim_market.shoppers.operations import shopper_of
from sim_market.stores.models import Store
from sim_market.verbs import Verb
from sim_market.violations.models import DROPPED, Violation


def deposit_of(store_id: int, cohort_id: int) -> Purse:
    return account(cohort_id, AccountKind.STORE_DEPOSIT, store_id)


def compensate(violation: Violation) -> int:
    """Pay the buyer what the deposit holds of what is owed; the rest stays owed. Returns fen.

    The caller holds the store's row, so nobody else takes from the deposit meanwhile.
    """
    held = balance_of(violation.cohort_id, AccountKind.STORE_DEPOSIT, violation.store_id)
    amount = min(held, violation.owed_fen)
    if amount <= 0:
        return 0
    order = _order_of(violation)
    legs = [
        (deposit_of(violation.store_id, violation.cohort_id), -amount),
        (order.shopper.purse, amount),
    ]
    key = f"violation-{violation.id}-{violation.paid_fen}"
    post(TxnKind.COMPENSATION, key, legs, about=violation)
    violation.paid_fen += amount
    record(
        Verb.BUYER_COMPENSATED, violation, actor=None, rule=violation.rule, order=order.number,
        amount_fen=amount,
    )  # fmt: skip
    return amount


def give_back(violation: Violation) -> None:
    """A violation that was dropped: the platform fills the deposit up, the buyer keeps it."""
    if violation.paid_fen:
        legs = [
            (account(violation.cohort_id, AccountKind.WORLD), -violation.paid_fen),
            (deposit_of(violation.store_id, violation.cohort_id), violation.paid_fen),
        ]
        post(TxnKind.COMPENSATION_BACK, f"violation-{violation.id}", legs, about=violation)


def top_up(store: Store, amount_fen: int, *, source: str, key: str, actor: User) -> None:
    """Put money of the store's funds or the owner's wallet ("funds", "wallet") into the deposit.

    What buyers are still owed is paid from it, the oldest first. `key` names this one payment.
    Raises Invalid, InsufficientFunds, AlreadyPosted.
    """
    if amount_fen <= 0:
        raise Invalid(
            _("补缴金额要大于 0"), rule=RuleId.DEPOSIT,
            fields={"amount": _("请填大于 0 的金额")},
        )  # fmt: skip
    db.session.execute(sa.select(Store.id).where(Store.id == store.id).with_for_update())
    funds = account(store.cohort_id, AccountKind.STORE_FUNDS, store.id)
    purse = shopper_of(store.owner, store.cohort).purse if source == "wallet" else funds
    legs = [(purse, -amount_fen), (deposit_of(store.id, store.cohort_id), amount_fen)]
    post(TxnKind.DEPOSIT_TOP_UP, key, legs, about=store)
    record(Verb.DEPOSIT_TOPPED_UP, store, actor=actor, amount_fen=amount_fen)
    for violation in _owing(store):
        compensate(violation)


def _owing(store: Store) -> Any:
    return db.session.scalars(
        sa.select(Violation)
        .where(
            Violation.cohort_id == store.cohort_id,
            Violation.store_id == store.id,
            Violation.paid_fen < Violation.compensation_fen,
            Violation.state.not_in(DROPPED),
        )
        .order_by(Violation.id)
    ).all()


def _order_of(violation: Violation) -> Order:
    return db.session.get_one(Order, violation.subject_id)
