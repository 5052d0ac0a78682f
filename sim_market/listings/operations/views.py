"""Keeping filters of the list of goods under a name. No deeds: nothing goes into the journal."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there
from app.errors import Invalid
from app.identity.models import User
from sim_market.listings.models import ListingView
from sim_market.listings.queries.views import list_views
from sim_market.stores.models import Store

MOST_VIEWS = 12
FILTERS = ("state", "category", "only", "q")
LONGEST = 60


def keep_view(store: Store, name: str, filters: Mapping[str, str], *, actor: User) -> None:
    """Keep these filters; a view of that name shows them from now on.

    Raises Invalid without any filter, and beyond `MOST_VIEWS`.
    """
    kept = {key: filters[key][:LONGEST] for key in FILTERS if filters.get(key)}
    if not kept:
        raise _invalid(_("先筛选，再存成视图"))
    views = list_views(store, actor.id)
    if len(views) >= MOST_VIEWS and name not in {view.name for view in views}:
        raise _invalid(_("最多存 %(n)s 个视图，先删掉一个", n=MOST_VIEWS))
    mine = {"cohort_id": store.cohort_id, "store_id": store.id, "user_id": actor.id, "name": name}
    if not insert_unless_there(ListingView, **mine, filters=kept):
        db.session.execute(sa.update(ListingView).filter_by(**mine).values(filters=kept))


def drop_view(view: ListingView) -> None:
    db.session.delete(view)


def _invalid(message: str) -> Invalid:
    return Invalid(message, fields={"name": message}, next_step=_("改好后再存一次"))
