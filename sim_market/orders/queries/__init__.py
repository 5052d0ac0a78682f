"""Reading orders: one by its number, those that changed, and what a merchant's desk shows."""

from sim_market.orders.queries.carts import find_cart_line
from sim_market.orders.queries.finding import (
    bought_of,
    find_order_by_number,
    find_shipment_by_number,
    get_shipment_of,
    list_changed_orders,
    load_lines,
)
from sim_market.orders.queries.sales import (
    PER_PAGE,
    Only,
    Sort,
    Wanted,
    count_sales,
    get_sale,
    get_sales,
    list_sales,
)

__all__ = [
    "PER_PAGE",
    "Only",
    "Sort",
    "Wanted",
    "bought_of",
    "count_sales",
    "find_cart_line",
    "find_order_by_number",
    "find_shipment_by_number",
    "get_sale",
    "get_sales",
    "get_shipment_of",
    "list_changed_orders",
    "list_sales",
    "load_lines",
]
