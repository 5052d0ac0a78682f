"""Taking an order for oneself before its sums are looked at."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.db import db
from sim_market.listings.models import Sku
from sim_market.orders.models import Order


def lock_order(order: Order) -> None:
    """Wait until nobody else changes this order, then read it and its lines afresh.

    What was read before may be old: another deed may have been committed since.
    """
    db.session.execute(_locked(), {"order": order.id}).one()


@cache
def _locked() -> sa.Select[Order]:
    return (
        sa.select(Order)
        .where(Order.id == sa.bindparam("order"))
        .options(selectinload(Order.lines))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def lock_goods_of(orders: Sequence[Order]) -> None:
    """Take several orders, then all their SKUs, each in one order: who sends many at once waits
    for nobody in a circle (S5).
    """
    ids = [order.id for order in orders]
    skus = {line.sku_id for order in orders for line in order.lines}
    held = sa.select(Order.id).where(Order.id.in_(ids)).order_by(Order.number).with_for_update()
    db.session.execute(held).all()
    goods = sa.select(Sku.id).where(Sku.id.in_(skus)).order_by(Sku.id).with_for_update()
    db.session.execute(goods).all()
