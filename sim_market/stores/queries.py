"""Reading stores."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from app.db import db
from app.errors import NotFound
from app.identity.models import User
from app.identity.viewer import Viewer
from sim_market.stores.models import SELLING, Store


def get_store(store_id: int, *, seen_by: Viewer) -> Store:
    """A store of the viewer's own cohort that is or was open, or the viewer's own."""
    store = db.session.scalar(
        sa.select(Store).where(
            Store.id == store_id,
            Store.cohort_id == seen_by.cohort_id,
            (Store.opened_sim_at.is_not(None)) | (Store.owner_id == seen_by.user.id),
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


_OWN = sa.select(Store).where(  # built once: nearly every page of a merchant asks
    Store.cohort_id == sa.bindparam("cohort"), Store.owner_id == sa.bindparam("owner")
)


def find_store_of(user_id: int, cohort_id: int | None) -> Store | None:
    return db.session.scalar(_OWN, {"cohort": cohort_id, "owner": user_id})


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
