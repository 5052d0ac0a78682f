"""Orders of one store and one shopper, their lines, shipments and carts."""

from sim_market.orders.models.carts import CartLine
from sim_market.orders.models.lines import OrderLine
from sim_market.orders.models.orders import Order, OrderCounter
from sim_market.orders.models.shipments import Shipment
from sim_market.orders.models.states import ORDER_FLOW, CloseReason, OrderState

__all__ = [
    "ORDER_FLOW",
    "CartLine",
    "CloseReason",
    "Order",
    "OrderCounter",
    "OrderLine",
    "OrderState",
    "Shipment",
]
