"""Sub-accounts of a store: hired, switched off and on, let go. What each may do is its role's."""

# word data: how the accounts of each kind are called

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.db import db
from app.errors import Conflict, Invalid, NotAllowed
from app.identity import operations as identity
from app.identity import queries as people
from app.identity import typed
from app.identity.grants import Scope
from app.identity.models import STAFF_OF_STORES, Membership, Role, User
from app.identity.viewer import Viewer
from app.journal import record
from sim_market.stores import queries
from sim_market.stores.models import STAFF_FLOW, StaffState, Store, StoreStaff
from sim_market.verbs import Verb

MOST = 6
SHORT: Mapping[Role, str] = {
    Role.STORE_SERVICE: "kf",
    Role.STORE_WAREHOUSE: "ck",
    Role.STORE_OPERATOR: "yy",
}


def hire(store: Store, role: Role, name: str, *, by: Viewer) -> StoreStaff:
    """A new account of this kind, with a slip that its owner may print.

    Raises NotAllowed unless the store has opened, Conflict when there are enough.
    """
    _guard_open(store)
    name = typed.clean_name(name)
    if role not in STAFF_OF_STORES or typed.name_problem(name):
        message = _("请写称呼，最多 %(n)s 个字，例如“客服小林”", n=typed.LONGEST_NAME)
        raise Invalid(message, fields={"name": message})
    db.session.execute(sa.select(Store.id).where(Store.id == store.id).with_for_update())
    if queries.count_staff(store) >= MOST:
        raise Conflict(
            _("一家店最多 %(n)s 个子账号", n=MOST), next_step=_("先移除用不到的，再新建")
        )
    prefix = f"{store.owner.username}-{SHORT[role]}"
    user = identity.create_user(
        username=people.next_username(prefix), name=name, cohort=store.cohort, actor=by.user
    )
    staff = StoreStaff(cohort_id=store.cohort_id, store_id=store.id, user=user, role=role)
    db.session.add(staff)
    db.session.flush()
    identity.grant_role(
        user, role, Scope(cohort=store.cohort), actor=by.user, grantor=by.membership
    )
    record(Verb.STAFF_HIRED, staff, actor=by.user, role=role.value, username=user.username)
    return staff


def switch_off(staff: StoreStaff, *, by: Viewer) -> None:
    """Nobody works on this account until it is switched on again; it is signed out at once."""
    STAFF_FLOW.claim(staff, StaffState.OFF)
    _end_role(staff, by)
    _note(staff, by)


def switch_on(staff: StoreStaff, store: Store, *, by: Viewer) -> None:
    _guard_open(store)
    STAFF_FLOW.claim(staff, StaffState.WORKING)
    identity.grant_role(
        staff.user, staff.role, Scope(cohort=store.cohort), actor=by.user, grantor=by.membership
    )
    _note(staff, by)


def let_go(staff: StoreStaff, *, by: Viewer) -> None:
    """The account is closed for good; what was done on it stays in the journal."""
    was_working = staff.state == StaffState.WORKING
    STAFF_FLOW.claim(staff, StaffState.GONE)
    if was_working:
        _end_role(staff, by)
    staff.user.disabled_at = clock.now()
    _note(staff, by)


def new_slip(staff: StoreStaff, store: Store, *, by: Viewer) -> None:
    """A new initial password for who has lost theirs."""
    if staff.state == StaffState.GONE:
        raise NotAllowed(_("这个子账号已移除"), next_step=_("需要的话新建一个"))
    identity.reset_password(staff.user, cohort=store.cohort, actor=by.user)


def dismiss_all(store: Store, *, actor: User) -> None:
    """The store closes: its accounts are switched off with it."""
    for staff in queries.list_staff(store):
        if staff.state == StaffState.WORKING:
            STAFF_FLOW.claim(staff, StaffState.OFF)
            for membership in _memberships(staff):
                identity.end_role(membership, actor=actor, grantor=None)
            identity.end_logins(staff.user)


def _end_role(staff: StoreStaff, by: Viewer) -> None:
    for membership in _memberships(staff):
        identity.end_role(membership, actor=by.user, grantor=by.membership)
    identity.end_logins(staff.user)


def _memberships(staff: StoreStaff) -> list[Membership]:
    held = people.list_roles(staff.user)
    return [m for m in held if (m.role, m.cohort_id) == (staff.role, staff.cohort_id)]


def _note(staff: StoreStaff, by: Viewer) -> None:
    record(
        Verb.STAFF_CHANGED, staff, actor=by.user, after=staff.state.value,
        username=staff.user.username,
    )  # fmt: skip


def _guard_open(store: Store) -> None:
    if not store.is_open:
        raise NotAllowed(_("店铺营业时才能用子账号"), next_step=_("先把店开起来"), link="/store")
