"""Reading for batches: orders by number, numbers in use, the batches of a store."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from sim_market.orders.models import Order, OrderLine, ShipBatch, Shipment
from sim_market.stores.models import Store

LAST = 10


def sales_by_number(store: Store, numbers: Collection[str]) -> dict[str, Order]:
    """A store's own orders by their numbers."""
    orders = db.session.scalars(
        sa.select(Order)
        .where(
            Order.cohort_id == store.cohort_id,
            Order.store_id == store.id,
            Order.number.in_(set(numbers)),
        )
        .options(
            joinedload(Order.shopper),
            joinedload(Order.store),
            selectinload(Order.lines).joinedload(OrderLine.sku),
        )
    )
    return {order.number: order for order in orders}


def numbers_in_use(cohort_id: int, numbers: Collection[str]) -> frozenset[str]:
    """Which of these tracking numbers parcels of the class have."""
    return frozenset(
        db.session.scalars(
            sa.select(Shipment.tracking_number).where(
                Shipment.cohort_id == cohort_id, Shipment.tracking_number.in_(set(numbers))
            )
        )
    )


def get_batch(batch_id: int, store: Store) -> ShipBatch:
    """A batch of this store, or NotFound."""
    found = db.session.scalar(
        sa.select(ShipBatch).where(
            ShipBatch.id == batch_id,
            ShipBatch.cohort_id == store.cohort_id,
            ShipBatch.store_id == store.id,
        )
    )
    if found is None:
        raise NotFound(
            _("没有这次批量发货"), next_step=_("回批量发货重新导入"), link="/orders/batch"
        )
    return found


def list_batches(store: Store) -> Sequence[ShipBatch]:
    """The last ones, newest first."""
    return db.session.scalars(
        sa.select(ShipBatch)
        .where(ShipBatch.cohort_id == store.cohort_id, ShipBatch.store_id == store.id)
        .options(joinedload(ShipBatch.user))
        .order_by(ShipBatch.id.desc())
        .limit(LAST)
    ).all()
