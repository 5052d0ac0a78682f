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
from sim_market.listings.queries import Only, refused, sums
from sim_market.stores.models import OPENED, Store, StoreState
from sim_market.stores.queries import run_by

ENOUGH = 5  # the rubric asks for at least five on sale


@dataclass(frozen=True, slots=True)
class Shop:
    """How far a trainee has come. `state` is None without a store.

    `put_on_sale` counts what has ever been on sale: a step once done stays done.
    """

    state: StoreState | None
    put_on_sale: int
    sold_out: int
    frozen: int = 0
    sent_back: int = 0  # the last review of what they say now was a no

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


def sold_out(viewer: Viewer) -> Todo | None:
    """Goods on sale that nobody can buy because there are none."""
    count = shop_of(viewer).sold_out
    if not count:
        return None
    url = url_for("listings.index", only=Only.SOLD_OUT.value)
    return Todo("box-seam", _("商品卖完了"), _("补货、换货源，或者下架"), count, url, "warn")


def frozen(viewer: Viewer) -> Todo | None:
    """Goods that a rule has taken out of the mall."""
    count = shop_of(viewer).frozen
    url = url_for("listings.index", state=ListingState.FROZEN.value)
    todo = Todo("lock", _("商品被冻结"), _("看是哪条规则，改好或申诉"), count, url, "risk")
    return todo if count else None


def sent_back(viewer: Viewer) -> Todo | None:
    """Goods that the review has refused and that were not changed since."""
    count = shop_of(viewer).sent_back
    url = url_for("listings.index", only=Only.SENT_BACK.value)
    todo = Todo("pencil", _("商品审核没通过"), _("按原因改好再提交"), count, url, "warn")
    return todo if count else None


def shop_of(viewer: Viewer) -> Shop:
    """Asked once in a request, however many parts of the page want to know."""
    if not has_request_context():
        return _read(viewer)
    if "shop" not in g:
        g.shop = _read(viewer)
    shop: Shop = g.shop
    return shop


def _read(viewer: Viewer) -> Shop:
    """Of the store that this person owns or works for."""
    per = sums()
    state, on_sale = Listing.state, ListingState.ON_SALE
    row = db.session.execute(
        sa.select(
            Store.state,
            _how_many(Listing.first_on_sale_sim_at.is_not(None)),
            _how_many((state == on_sale) & (per.c.available <= 0)),
            _how_many(state == ListingState.FROZEN),
            _how_many(refused()),
        )
        .outerjoin(Listing, (Listing.cohort_id == Store.cohort_id) & (Listing.store_id == Store.id))
        .outerjoin(per, (per.c.cohort_id == Listing.cohort_id) & (per.c.listing_id == Listing.id))
        .where(Store.cohort_id == viewer.cohort_id, run_by(viewer.user.id))
        .group_by(Store.id, Store.state)
        .order_by(Store.id)
    ).first()
    return Shop(row[0], *map(int, row[1:])) if row else Shop(None, 0, 0)


def _how_many(those: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((those, 1), else_=0)), 0)
