"""Does an answer say the facts, and are they true? One function for each kind of fact."""

from collections.abc import Mapping

from sim_market.customer_service.judge.checks import goods, orders
from sim_market.customer_service.judge.checks.said import Check, Finding, Said

__all__ = ["FACTS", "Finding", "Said"]

FACTS: Mapping[str, Check] = {
    "stock": goods.stock,
    "stock_20": goods.stock_20,
    "price": goods.price,
    "ship_hours": goods.ship_hours,
    "freight": goods.freight,
    "attribute": goods.attribute,
    "specs": goods.specs,
    "return_days": goods.return_days,
    "limit": goods.limit,
    "order_ship": orders.order_ship,
    "order_where": orders.order_where,
    "order_number": orders.order_number,
}
