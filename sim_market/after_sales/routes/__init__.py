"""A merchant's after-sales, and the page of one order, which shows them."""

from sim_market.after_sales.routes import orders
from sim_market.after_sales.routes.refunds import bp

__all__ = ["bp", "orders"]
