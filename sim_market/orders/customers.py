"""Who is a customer of a store already."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.db import db
from sim_market.orders.models import Order, OrderState
from sim_market.shoppers.models import Shopper


def known_to(shopper: Shopper, store_ids: Iterable[int]) -> set[int]:
    """Those of these stores in which this shopper has an order that is not closed: to the others
    they are a new customer.
    """
    asked = sa.select(Order.store_id).where(
        Order.cohort_id == shopper.cohort_id,
        Order.shopper_id == shopper.id,
        Order.state != OrderState.CLOSED,
        Order.store_id.in_(sorted(set(store_ids))),
    )
    return set(db.session.scalars(asked.distinct()))
