"""Enrolling shoppers."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db, insert_unless_there
from app.errors import Conflict
from app.identity.models import User
from app.journal import record
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.shoppers.models import Shopper, ShopperAddress
from sim_market.shoppers.persona import persona
from sim_market.verbs import Verb

MOST_ADDRESSES = 10


def shopper_of(user: User, cohort: Cohort) -> Shopper:
    """This person as a shopper of the cohort; at first use they get the start capital, once."""
    found = _find(cohort.id, user_id=user.id)
    if found is not None:
        return found
    values = persona(cohort.seed, -user.id)._asdict() | {"nickname": user.name[:40]}
    made = insert_unless_there(Shopper, cohort_id=cohort.id, user_id=user.id, **values)
    shopper = _get(cohort.id, user_id=user.id)
    if made:
        _endow(shopper, cohort.params.get("start_capital_fen", 0))
        record(Verb.SHOPPER_ENROLLED, shopper, actor=user)
    return shopper


def simulated_shopper(cohort: Cohort, number: int) -> Shopper:
    """Number `number` of the pool; the same person in every run with the cohort's seed."""
    found = _find(cohort.id, number=number)
    if found is not None:
        return found
    values = persona(cohort.seed, number)._asdict()
    insert_unless_there(Shopper, cohort_id=cohort.id, number=number, **values)
    return _get(cohort.id, number=number)


def change_address(
    shopper: Shopper, *, receiver: str, province: str, city: str, street: str, phone_tail: str
) -> None:
    """Where orders go unless one says otherwise. Placed orders keep the address they had."""
    shopper.receiver, shopper.province, shopper.city = receiver, province, city
    shopper.street, shopper.phone_tail = street, phone_tail


_IN = sa.select(Shopper).where(Shopper.cohort_id == sa.bindparam("cohort"))
_FIND = {
    "user_id": _IN.where(Shopper.user_id == sa.bindparam("user_id")),
    "number": _IN.where(Shopper.number == sa.bindparam("number")),
}


def _find(cohort_id: int, **by: int) -> Shopper | None:
    (name,) = by
    return db.session.scalar(_FIND[name], {"cohort": cohort_id, **by})


def _get(cohort_id: int, **by: int) -> Shopper:
    (name,) = by
    return db.session.scalars(_FIND[name], {"cohort": cohort_id, **by}).one()


def _endow(shopper: Shopper, capital_fen: int) -> None:
    """Start capital from the world outside, as much as the training scheme says."""
    world = account(shopper.cohort_id, AccountKind.WORLD)
    legs = [(world, -capital_fen), (shopper.purse, capital_fen)]
    post(TxnKind.START_CAPITAL, f"shopper-{shopper.id}", legs, about=shopper)


def keep_address(shopper: Shopper, entry: ShopperAddress | None, **said: str) -> ShopperAddress:
    """Write down one more address, or another text for one. `said`: label, receiver, province,
    city, street, phone_tail. Raises Conflict when the book is full.
    """
    if entry is None:
        count = sa.select(sa.func.count()).where(
            ShopperAddress.cohort_id == shopper.cohort_id, ShopperAddress.shopper_id == shopper.id
        )
        if (db.session.scalar(count) or 0) >= MOST_ADDRESSES - 1:
            raise Conflict(
                _("地址簿放满了：最多 %(n)s 个地址", n=MOST_ADDRESSES),
                next_step=_("先删掉不用的"),
                link="/mall/addresses",
            )
        entry = ShopperAddress(cohort_id=shopper.cohort_id, shopper_id=shopper.id)
        db.session.add(entry)
    for name, text in said.items():
        setattr(entry, name, text)
    db.session.flush()
    return entry


def use_by_default(shopper: Shopper, entry: ShopperAddress) -> None:
    """From now on orders go there unless one says otherwise; what was used so far is kept."""
    for name in ("receiver", "province", "city", "street", "phone_tail"):
        before = getattr(shopper, name)
        setattr(shopper, name, getattr(entry, name))
        setattr(entry, name, before)
    entry.label = ""
    db.session.flush()


def drop_address(entry: ShopperAddress) -> None:
    db.session.delete(entry)
    db.session.flush()
