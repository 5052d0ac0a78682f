"""What a trainee's home page says of the store and its goods: one statement for all of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import g, has_request_context, url_for
from flask_babel import gettext as _

from app.db import db
from app.identity.viewer import Viewer
from app.module import Step, Todo
from sim_market.listings.models import Listing, ListingState
from sim_market.listings.queries import sums
from sim_market.stores.models import OPENED, Store, StoreState

ENOUGH = 5  # the rubric asks for at least five on sale


@dataclass(frozen=True, slots=True)
class Shop:
    """How far a trainee has come. `state` is None without a store.

    `put_on_sale` counts what has ever been on sale: a step once done stays done.
    """

    state: StoreState | None
    put_on_sale: int
    sold_out: int

    @property
    def has_opened(self) -> bool:
        return self.state in OPENED


def steps(viewer: Viewer) -> Sequence[Step]:
    shop = shop_of(viewer)
    state = str(shop.state.word) if shop.state else _("还没申请")
    on_sale = _("已上架 %(n)s 件", n=shop.put_on_sale)
    goods, enough = _("上架 %(n)s 件商品", n=ENOUGH), shop.put_on_sale >= ENOUGH
    return [
        Step(_("开店"), shop.has_opened, state, url_for("stores.apply"), order=10),
        Step(goods, enough, on_sale, url_for("listings.index"), order=20),
    ]


def returned(viewer: Viewer) -> Todo | None:
    """An application that was sent back."""
    if shop_of(viewer).state != StoreState.RETURNED:
        return None
    title = _("开店申请被退回")
    return Todo("shop", title, _("按原因改好再提交"), 1, url_for("stores.apply"), "warn")


def sold_out(viewer: Viewer) -> Todo | None:
    """Goods on sale that nobody can buy because there are none."""
    count = shop_of(viewer).sold_out
    if not count:
        return None
    url = url_for("listings.index", state=ListingState.ON_SALE.value)
    return Todo("box-seam", _("商品卖完了"), _("补货、换货源，或者下架"), count, url, "warn")


def shop_of(viewer: Viewer) -> Shop:
    """Asked once in a request, however many parts of the page want to know."""
    if not has_request_context():
        return _read(viewer)
    if "shop" not in g:
        g.shop = _read(viewer)
    shop: Shop = g.shop
    return shop


def _read(viewer: Viewer) -> Shop:
    per = sums()
    sold_out = (Listing.state == ListingState.ON_SALE) & (per.c.available <= 0)
    row = db.session.execute(
        sa.select(
            Store.state,
            sa.func.count(Listing.id),
            sa.func.coalesce(sa.func.sum(sa.case((sold_out, 1), else_=0)), 0),
        )
        .outerjoin(
            Listing,
            (Listing.cohort_id == Store.cohort_id)
            & (Listing.store_id == Store.id)
            & Listing.first_on_sale_sim_at.is_not(None),
        )
        .outerjoin(per, (per.c.cohort_id == Listing.cohort_id) & (per.c.listing_id == Listing.id))
        .where(Store.cohort_id == viewer.cohort_id, Store.owner_id == viewer.user.id)
        .group_by(Store.state)
    ).first()
    return Shop(row[0], row[1], int(row[2])) if row else Shop(None, 0, 0)
