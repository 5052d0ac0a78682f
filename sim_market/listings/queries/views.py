"""Reading the views that somebody has kept of a store's goods."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import NotFound
from sim_market.listings.models import ListingView
from sim_market.stores.models import Store


def list_views(store: Store, user_id: int) -> Sequence[ListingView]:
    """In the order in which they were kept."""
    return db.session.scalars(_views(store, user_id).order_by(ListingView.id)).all()


def get_view(store: Store, user_id: int, view_id: int) -> ListingView:
    view = db.session.scalar(_views(store, user_id).where(ListingView.id == view_id))
    if view is None:
        raise NotFound(_("没有这个视图"), next_step=_("刷新商品列表"), link="/listings")
    return view


def _views(store: Store, user_id: int) -> sa.Select[ListingView]:
    return sa.select(ListingView).where(
        ListingView.cohort_id == store.cohort_id,
        ListingView.store_id == store.id,
        ListingView.user_id == user_id,
    )
