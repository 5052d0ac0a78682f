"""One line of a shopper's cart."""

import sqlalchemy as sa

from app.db import db
from sim_market.orders.models import CartLine
from sim_market.shoppers.models import Shopper


def find_cart_line(shopper: Shopper, sku_id: int) -> CartLine | None:
    return db.session.scalar(
        sa.select(CartLine).where(
            CartLine.cohort_id == shopper.cohort_id,
            CartLine.shopper_id == shopper.id,
            CartLine.sku_id == sku_id,
        )
    )
