"""Reading stores."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from app.identity.models import User
from app.identity.viewer import Viewer
from sim_market.stores.models import (
    SELLING,
    StaffState,
    Store,
    StoreAddress,
    StorePolicy,
    StoreStaff,
    StoreState,
)

PER_PAGE = 50


def get_store(store_id: int, *, seen_by: Viewer) -> Store:
    """A store of the viewer's own cohort that is or was open, or the viewer's own."""
    store = db.session.scalar(
        sa.select(Store).where(
            Store.id == store_id,
            Store.cohort_id == seen_by.cohort_id,
            (Store.opened_sim_at.is_not(None)) | run_by(seen_by.user.id),
        )
    )
    if store is None:
        raise NotFound(_("没有这家店"), next_step=_("回商城看看别的店"), link="/mall")
    return store


def get_store_in(store_id: int, cohort_id: int) -> Store:
    """A store of this cohort that is or was open, as the mall shows it."""
    store = db.session.scalar(
        sa.select(Store).where(
            Store.id == store_id, Store.cohort_id == cohort_id, Store.opened_sim_at.is_not(None)
        )
    )
    if store is None:
        raise NotFound(_("没有这家店"), next_step=_("回商城看看别的店"), link="/mall")
    return store


def get_store_of(user: User, cohort_id: int | None) -> Store:
    """The store of this person, or NotFound with the way to open one."""
    store = find_store_of(user.id, cohort_id)
    if store is None:
        raise NotFound(_("您还没有店铺"), next_step=_("先申请开店"), link="/store/apply")
    return store


def run_by(user_id: Any) -> sa.ColumnElement[bool]:
    """Stores that this person owns, or works for on a sub-account that is not switched off."""
    works_for = (
        sa.select(StoreStaff.store_id)
        .where(
            StoreStaff.cohort_id == Store.cohort_id,
            StoreStaff.user_id == user_id,
            StoreStaff.state == StaffState.WORKING,
        )
        .correlate(Store)
    )
    return sa.or_(Store.owner_id == user_id, Store.id.in_(works_for))


_RUN = sa.select(Store).where(  # built once: nearly every page of a merchant asks
    Store.cohort_id == sa.bindparam("cohort"), run_by(sa.bindparam("person"))
)


def find_store_of(user_id: int, cohort_id: int | None) -> Store | None:
    """The store that this person owns or works for."""
    return db.session.scalar(_RUN, {"cohort": cohort_id, "person": user_id})


def find_own_store(user_id: int, cohort_id: int | None) -> Store | None:
    """The store that this person owns."""
    return db.session.scalar(
        sa.select(Store).where(Store.cohort_id == cohort_id, Store.owner_id == user_id)
    )


def get_own_store(user: User, cohort_id: int | None) -> Store:
    """The store that this person owns, or NotFound with the way to open one."""
    store = find_own_store(user.id, cohort_id)
    if store is None:
        raise NotFound(_("您还没有店铺"), next_step=_("先申请开店"), link="/store/apply")
    return store


def find_store_with_reviews(user_id: int, cohort_id: int | None) -> Store | None:
    """The same with its rounds of review, in two statements."""
    return db.session.scalar(
        sa.select(Store)
        .where(Store.cohort_id == cohort_id, Store.owner_id == user_id)
        .options(selectinload(Store.reviews))
    )


def list_open_stores(cohort_id: int) -> Sequence[Store]:
    """All open stores of a cohort, in the order of their codes."""
    return db.session.scalars(
        sa.select(Store)
        .where(Store.cohort_id == cohort_id, Store.state.in_(SELLING))
        .order_by(Store.code)
    ).all()


def count_stores(cohort_id: int) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(Store.cohort_id == cohort_id)) or 0


def name_is_taken(cohort_id: int, name_key: str, *, but: int | None) -> bool:
    """Has another store of the cohort this name?"""
    found = db.session.scalar(
        sa.select(Store.id).where(Store.cohort_id == cohort_id, Store.name_key == name_key)
    )
    return found is not None and found != but


def find_policy(cohort_id: int) -> StorePolicy | None:
    return db.session.scalar(sa.select(StorePolicy).where(StorePolicy.cohort_id == cohort_id))


def teacher_reviews(cohort_id: int) -> bool:
    """Does the teacher of this class review applications, after the rules have?"""
    policy = find_policy(cohort_id)
    return policy is not None and policy.by_teacher


def list_in_class(
    cohort_id: int, state: str = "", page: int = 1
) -> tuple[Sequence[Store], dict[StoreState, int]]:
    """One page of a class's stores, those that wait for the teacher first; counts by state."""
    own = Store.cohort_id == cohort_id
    counts = db.session.execute(
        sa.select(Store.state, sa.func.count()).where(own).group_by(Store.state)
    )
    wanted = (
        sa.select(Store).where(own, Store.state == state) if state else sa.select(Store).where(own)
    )
    waits_first = sa.case((Store.state == StoreState.SUBMITTED, 0), else_=1)
    rows = db.session.scalars(
        wanted.options(joinedload(Store.owner), selectinload(Store.reviews))
        .order_by(waits_first, Store.code)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return rows, {row[0]: row[1] for row in counts}


def count_waiting(cohort_id: int) -> int:
    """Applications that wait for the teacher."""
    waits = (Store.cohort_id == cohort_id) & (Store.state == StoreState.SUBMITTED)
    return db.session.scalar(sa.select(sa.func.count(Store.id)).where(waits)) or 0


def get_in_class(store_id: int, *, seen_by: Viewer) -> Store:
    """A store of the teacher's own class, whatever its state, with its rounds of review."""
    store = db.session.scalar(
        sa.select(Store)
        .where(Store.id == store_id, Store.cohort_id == seen_by.cohort_id)
        .options(joinedload(Store.owner), selectinload(Store.reviews))
    )
    if store is None:
        raise NotFound(_("没有这份开店申请"), next_step=_("从申请列表里选"), link="/stores")
    return store


def list_addresses(store: Store) -> Sequence[StoreAddress]:
    """Where returned goods may go: the default first."""
    ours = (StoreAddress.cohort_id == store.cohort_id) & (StoreAddress.store_id == store.id)
    return db.session.scalars(
        sa.select(StoreAddress)
        .where(ours)
        .order_by(StoreAddress.is_default.desc(), StoreAddress.id)
    ).all()


def default_address(store: Store) -> StoreAddress | None:
    """Where returned goods go unless the merchant says otherwise."""
    return next(iter(list_addresses(store)), None)


def get_address(store: Store, address_id: int) -> StoreAddress:
    """One of this store's addresses."""
    found = db.session.scalar(
        sa.select(StoreAddress).where(
            StoreAddress.id == address_id,
            StoreAddress.cohort_id == store.cohort_id,
            StoreAddress.store_id == store.id,
        )
    )
    if found is None:
        raise NotFound(
            _("没有这个退货地址"), next_step=_("从地址列表里选"), link="/store/addresses"
        )
    return found


def list_staff(store: Store) -> Sequence[StoreStaff]:
    """The sub-accounts of a store, those that were let go last."""
    ours = (StoreStaff.cohort_id == store.cohort_id) & (StoreStaff.store_id == store.id)
    gone_last = sa.case((StoreStaff.state == StaffState.GONE, 1), else_=0)
    return db.session.scalars(
        sa.select(StoreStaff)
        .where(ours)
        .options(joinedload(StoreStaff.user))
        .order_by(gone_last, StoreStaff.id)
        .limit(PER_PAGE)
    ).all()


def count_staff(store: Store) -> int:
    """How many sub-accounts there are that were not let go."""
    ours = (StoreStaff.cohort_id == store.cohort_id) & (StoreStaff.store_id == store.id)
    alive = StoreStaff.state != StaffState.GONE
    return db.session.scalar(sa.select(sa.func.count(StoreStaff.id)).where(ours, alive)) or 0


def get_staff(store: Store, staff_id: int) -> StoreStaff:
    """One of this store's sub-accounts."""
    found = db.session.scalar(
        sa.select(StoreStaff)
        .where(
            StoreStaff.id == staff_id,
            StoreStaff.cohort_id == store.cohort_id,
            StoreStaff.store_id == store.id,
        )
        .options(joinedload(StoreStaff.user))
    )
    if found is None:
        raise NotFound(_("没有这个子账号"), next_step=_("从子账号列表里选"), link="/store/staff")
    return found
