"""Enrolling shoppers."""

from typing import Any

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db, insert_unless_there
from app.identity.models import User
from app.journal import record
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.persona import persona
from sim_market.verbs import Verb


def shopper_of(user: User, cohort: Cohort) -> Shopper:
    """This person as a shopper of the cohort; at first use they get the start capital, once."""
    found = _find(cohort.id, user_id=user.id)
    if found is not None:
        return found
    made = _insert(cohort, user.id, user_id=user.id, nickname=user.name[:40])
    shopper = _find(cohort.id, user_id=user.id)
    assert shopper is not None
    if made:
        _endow(shopper, cohort.params.get("start_capital_fen", 0))
        record(Verb.SHOPPER_ENROLLED, shopper, actor=user)
    return shopper


def simulated_shopper(cohort: Cohort, number: int) -> Shopper:
    """Number `number` of the pool; the same person in every run with the cohort's seed."""
    found = _find(cohort.id, number=number)
    if found is not None:
        return found
    _insert(cohort, number, number=number)
    shopper = _find(cohort.id, number=number)
    assert shopper is not None
    return shopper


def change_address(
    shopper: Shopper, *, receiver: str, province: str, city: str, street: str, phone_tail: str
) -> None:
    """Where orders go unless one says otherwise. Placed orders keep the address they had."""
    shopper.receiver, shopper.province, shopper.city = receiver, province, city
    shopper.street, shopper.phone_tail = street, phone_tail


def _find(cohort_id: int, **by: int) -> Shopper | None:
    return db.session.scalar(sa.select(Shopper).filter_by(cohort_id=cohort_id, **by))


def _insert(cohort: Cohort, number: int, **values: Any) -> bool:
    drawn = persona(cohort.seed, number)
    return insert_unless_there(Shopper, cohort_id=cohort.id, **(drawn._asdict() | values))


def _endow(shopper: Shopper, capital_fen: int) -> None:
    """Start capital from the world outside, as much as the training scheme says."""
    world = account(shopper.cohort_id, AccountKind.WORLD)
    legs = [(world, -capital_fen), (shopper.purse, capital_fen)]
    post(TxnKind.START_CAPITAL, f"shopper-{shopper.id}", legs, about=shopper)
