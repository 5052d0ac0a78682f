"""What the class board says of every trainee's store: state, goods, orders, what waits."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import viewer
from app.cohorts.models import Cohort
from app.db import db
from app.module import BoardColumn, Cell
from sim_market.after_sales.models import Refund, RefundState
from sim_market.listings.models import Listing, ListingState
from sim_market.orders.models import TO_SHIP, Order
from sim_market.reviews.models import Review
from sim_market.stores.models import SELLING, Store

ENOUGH = 5  # the rubric asks for at least five on sale


def store_cell(row: Any) -> Cell:
    """The state, and the way into the store for who may walk about in this mall."""
    is_here = row.state in SELLING and viewer().cohort_id == row.cohort_id
    url = url_for("mall.store", store_id=row.id) if is_here else ""
    return Cell(str(row.state.word), row.state.tone, url)


def goods_cell(row: Any) -> Cell:
    if row.state not in SELLING:
        return Cell(_("%(n)s 件", n=row.on_sale))
    return Cell(_("%(n)s 件", n=row.on_sale), "" if row.on_sale >= ENOUGH else "warn")


def orders_cell(row: Any) -> Cell:
    return Cell(_("%(n)s 单", n=row.paid))


def waiting_cell(row: Any) -> Cell:
    """The worst first: late parcels cost money, refunds end by silence, the rest can wait."""
    parts = [
        _("晚发货 %(n)s", n=row.late) if row.late else "",
        _("退款 %(n)s", n=row.refunds) if row.refunds else "",
        _("待发货 %(n)s", n=row.to_ship - row.late) if row.to_ship > row.late else "",
        _("评价 %(n)s", n=row.reviews) if row.reviews else "",
    ]
    said = "，".join(filter(None, parts))
    return Cell(said or _("没有"), "risk" if row.late else "warn" if row.refunds else "")


def reader(cell: Callable[[Any], Cell]) -> Callable[[Cohort], Mapping[int, Cell]]:
    """A column that makes its cells from the rows that all columns share."""
    return lambda cohort: {row.owner_id: cell(row) for row in rows_of(cohort)}


COLUMNS = [
    BoardColumn(_l("店铺状态"), reader(store_cell), Cell(_l("还没申请开店"), "warn")),
    BoardColumn(_l("在售商品"), reader(goods_cell)),
    BoardColumn(_l("已付订单"), reader(orders_cell)),
    BoardColumn(_l("待处理"), reader(waiting_cell)),
]


def rows_of(cohort: Cohort) -> Any:
    """One row for each store of the class, read in one statement and once in a request."""
    kept = g.setdefault("class_board", {})
    if cohort.id not in kept:
        kept[cohort.id] = db.session.execute(_stores(cohort)).all()
    return kept[cohort.id]


def _stores(cohort: Cohort) -> Any:
    waits = Order.state.in_(TO_SHIP)
    return sa.select(
        Store.id,
        Store.cohort_id,
        Store.owner_id,
        Store.state,
        _count(Listing, Listing.state == ListingState.ON_SALE).label("on_sale"),
        _count(Order, Order.paid_sim_at.is_not(None)).label("paid"),
        _count(Order, waits).label("to_ship"),
        _count(Order, waits, Order.ship_by_sim_at < cohort.sim_at).label("late"),
        _count(Refund, Refund.state == RefundState.APPLIED).label("refunds"),
        _count(Review, Review.replied_sim_at.is_(None) & Review.hidden_sim_at.is_(None)).label(
            "reviews"
        ),
    ).where(Store.cohort_id == cohort.id)


def _count(noun: Any, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """How many rows of a store there are."""
    return (
        sa.select(sa.func.count())
        .select_from(noun)
        .where(noun.cohort_id == Store.cohort_id, noun.store_id == Store.id, *where)
        .correlate(Store)
        .scalar_subquery()
    )
