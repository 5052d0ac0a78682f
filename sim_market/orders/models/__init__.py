"""Orders of one store and one shopper, their lines, shipments and carts."""

from sim_market.orders.models.batches import BATCH_FLOW, BatchState, ShipBatch
from sim_market.orders.models.carts import CartLine, CartSource
from sim_market.orders.models.desk import OrderFlag, OrderMemo, Reminder, ReminderKind
from sim_market.orders.models.invoices import INVOICE_FLOW, Invoice, InvoiceState, TitleKind
from sim_market.orders.models.lines import OrderLine
from sim_market.orders.models.orders import Order, OrderCounter
from sim_market.orders.models.price_changes import CHANGE_FLOW, ChangeState, PriceChange
from sim_market.orders.models.shipments import Shipment, ShipmentLine
from sim_market.orders.models.states import (
    HOLDS,
    ORDER_FLOW,
    TO_SHIP,
    BuyerReason,
    CloseReason,
    OrderState,
    SellerReason,
)

__all__ = [
    "BATCH_FLOW",
    "CHANGE_FLOW",
    "HOLDS",
    "INVOICE_FLOW",
    "ORDER_FLOW",
    "TO_SHIP",
    "BatchState",
    "BuyerReason",
    "CartLine",
    "CartSource",
    "ChangeState",
    "CloseReason",
    "Invoice",
    "InvoiceState",
    "Order",
    "OrderCounter",
    "OrderFlag",
    "OrderLine",
    "OrderMemo",
    "OrderState",
    "PriceChange",
    "Reminder",
    "ReminderKind",
    "SellerReason",
    "ShipBatch",
    "Shipment",
    "ShipmentLine",
    "TitleKind",
]
