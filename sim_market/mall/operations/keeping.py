"""Favourites and footprints. They are no deeds: nothing is written in the journal."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.clock import now
from app.cohorts.models import Cohort
from app.db import db, insert_unless_there, taken
from app.errors import Conflict
from app.identity.models import User
from sim_market.listings.models import Listing
from sim_market.mall.models import Favourite, Footprint
from sim_market.mall.queries.keeping import MOST_FOOTPRINTS
from sim_market.stores.models import Store

MOST_KEPT = 200


def keep(what: Listing | Store, *, actor: User) -> None:
    """Among the favourites; nothing happens if it is there. Conflict when there are too many."""
    mine = sa.select(sa.func.count()).where(
        Favourite.cohort_id == what.cohort_id, Favourite.user_id == actor.id
    )
    if (db.session.scalar(mine) or 0) >= MOST_KEPT:
        raise Conflict(
            _("最多收藏 %(n)s 个", n=MOST_KEPT),
            next_step=_("先取消一些不看的"),
            link="/mall/favourites",
        )
    insert_unless_there(
        Favourite,
        cohort_id=what.cohort_id,
        user_id=actor.id,
        kept_sim_at=what.cohort.sim_at,
        **_key(what),
    )


def drop(what: Listing | Store, *, actor: User) -> None:
    """No favourite any more; nothing happens if it was none."""
    db.session.execute(
        sa.delete(Favourite).filter_by(cohort_id=what.cohort_id, user_id=actor.id, **_key(what))
    )


def note_visit(listing: Listing, *, actor: User) -> None:
    """Remember that somebody looked at a listing; the oldest footprints go."""
    key = {"cohort_id": listing.cohort_id, "user_id": actor.id, "listing_id": listing.id}
    seen = {"seen_sim_at": listing.cohort.sim_at, "seen_at": now()}
    if not insert_unless_there(Footprint, **key, **seen):
        taken(
            sa.update(Footprint)
            .filter_by(**key)
            .values(**seen)
            .execution_options(synchronize_session=False)
        )
        return
    mine = (Footprint.cohort_id == listing.cohort_id, Footprint.user_id == actor.id)
    latest = (
        sa.select(Footprint.id)
        .where(*mine)
        .order_by(Footprint.seen_sim_at.desc(), Footprint.seen_at.desc(), Footprint.id.desc())
        .limit(MOST_FOOTPRINTS)
    )
    _forget(*mine, Footprint.id.not_in(latest))


def forget_visit(listing_id: int, cohort: Cohort, *, actor: User) -> None:
    _forget(
        Footprint.cohort_id == cohort.id,
        Footprint.user_id == actor.id,
        Footprint.listing_id == listing_id,
    )


def forget_visits(cohort: Cohort, *, actor: User) -> None:
    _forget(Footprint.cohort_id == cohort.id, Footprint.user_id == actor.id)


def _forget(*which: sa.ColumnElement[bool]) -> None:
    db.session.execute(
        sa.delete(Footprint).where(*which).execution_options(synchronize_session=False)
    )


def _key(what: Listing | Store) -> dict[str, int]:
    return {"listing_id" if isinstance(what, Listing) else "store_id": what.id}
