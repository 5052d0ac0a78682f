"""A merchant's orders: the desk. The page of one order shows after-sales too and is hung in by
that room (`after_sales/routes/orders.py`).
"""

from flask import Blueprint

bp = Blueprint("orders", __name__, url_prefix="/orders")

from sim_market.orders.routes import (  # noqa: E402, F401 - hung into the blueprint
    batch,
    desk,
    invoices,
    pricing,
    printing,
)
