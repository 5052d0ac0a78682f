"""Some buyers cancel when the promised hour has passed and nothing was sent."""

from datetime import timedelta

from app.jobs import schedule
from sim_market.buyers.market.aftermath import cancels_when_late
from sim_market.buyers.models import PlannedPurchase
from sim_market.orders.models import Order


def plan_impatience(purchase: PlannedPurchase, order: Order) -> None:
    """Nothing while it is not paid: nobody has promised anything yet."""
    minutes = cancels_when_late(purchase.draw)
    if minutes is not None and order.ship_by_sim_at is not None:
        at = order.ship_by_sim_at + timedelta(minutes=minutes)
        schedule("buyers.cancel", order.number, cohort_id=order.cohort_id, at=at)
