"""How many units one buyer has had at the price of a promotion, over all orders not closed."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.db import db
from sim_market.orders.models import Order
from sim_market.promotions.models import PromotionUse
from sim_market.shoppers.models import Shopper


def units_had(shopper: Shopper, promotion_ids: Sequence[int]) -> dict[int, int]:
    """Promotion id -> units, those with none left out. One statement."""
    rows = db.session.execute(
        sa.select(PromotionUse.promotion_id, sa.func.sum(PromotionUse.units))
        .join(
            Order,
            (Order.cohort_id == PromotionUse.cohort_id)
            & (Order.number == PromotionUse.order_number),
        )
        .where(
            PromotionUse.cohort_id == shopper.cohort_id,
            PromotionUse.promotion_id.in_(sorted(promotion_ids)),
            ~PromotionUse.released,
            Order.shopper_id == shopper.id,
        )
        .group_by(PromotionUse.promotion_id)
    )
    return {row[0]: int(row[1]) for row in rows}
