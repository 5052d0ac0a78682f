"""Where returned goods go: several addresses, one of which is the default."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import Conflict
from app.identity.models import User
from app.journal import record
from sim_market.stores import queries
from sim_market.stores.models import Store, StoreAddress
from sim_market.verbs import Verb

MOST = 10
FIELDS = ("receiver", "phone", "province", "street")


def add_address(
    store: Store, said: Mapping[str, str], *, default: bool = False, actor: User
) -> StoreAddress:
    """A new address; the first one is the default. Conflict when there are enough."""
    _lock(store)
    known = queries.list_addresses(store)
    if len(known) >= MOST:
        raise Conflict(_("退货地址最多 %(n)s 个", n=MOST), next_step=_("先删掉用不到的，再添加"))
    address = StoreAddress(
        cohort_id=store.cohort_id, store_id=store.id, **{name: said[name] for name in FIELDS}
    )
    db.session.add(address)
    db.session.flush()
    if default or not known:
        _make_default(address)
    record(Verb.ADDRESS_CHANGED, address, actor=actor, after="added")
    return address


def change_address(
    address: StoreAddress, said: Mapping[str, str], *, default: bool = False, actor: User
) -> None:
    """Change an address, and make it the default if so wanted."""
    for name in FIELDS:
        setattr(address, name, said[name])
    if default:
        _make_default(address)
    record(Verb.ADDRESS_CHANGED, address, actor=actor, after="changed")


def prefer_address(address: StoreAddress, *, actor: User) -> None:
    """Send returned goods there from now on."""
    _make_default(address)
    record(Verb.ADDRESS_CHANGED, address, actor=actor, after="default")


def remove_address(store: Store, address: StoreAddress, *, actor: User) -> None:
    """Delete an address; if it was the default, the oldest other one becomes it."""
    _lock(store)
    record(Verb.ADDRESS_CHANGED, address, actor=actor, after="removed")
    was_default = address.is_default
    db.session.delete(address)
    db.session.flush()
    if was_default and (rest := queries.list_addresses(store)):
        _make_default(rest[0])


def _make_default(address: StoreAddress) -> None:
    """One default at a time: the others step back first."""
    db.session.flush()
    ours = (
        StoreAddress.cohort_id == address.cohort_id,
        StoreAddress.store_id == address.store_id,
    )
    for chosen, value in (
        (StoreAddress.id != address.id, False),
        (StoreAddress.id == address.id, True),
    ):
        db.session.execute(sa.update(StoreAddress).where(*ours, chosen).values(is_default=value))
    db.session.refresh(address)


def _lock(store: Store) -> None:
    """Those who change the list of one store take turns."""
    db.session.execute(sa.select(Store.id).where(Store.id == store.id).with_for_update())
