"""What can be done to orders. Guard, change, record; the caller's transaction keeps or drops it.

Rows are always taken in one order, so that nobody waits for each other in a circle: timer (job),
order number, refund, order, its lines, SKUs by id, ledger accounts, the journal's head.
"""

from sim_market.orders.operations.by_hand import (
    correct_tracking,
    deliver_by_hand,
    ship_by_hand,
    ship_together,
)
from sim_market.orders.operations.carts import (
    agree_to_price,
    change_cart_sku,
    clear_cart,
    put_in_cart,
    set_cart_quantity,
    take_from_cart,
    tick_cart_line,
)
from sim_market.orders.operations.closing import close_order, close_unpaid
from sim_market.orders.operations.confirming import (
    begin_payment,
    confirm_orders,
    guard_unchanged,
    orders_of,
)
from sim_market.orders.operations.delivery import (
    auto_receive,
    complete_orders,
    deliver_shipment,
    receive_order,
)
from sim_market.orders.operations.desk import close_by_seller, note_orders, remind
from sim_market.orders.operations.giving_back import give_back
from sim_market.orders.operations.locking import lock_order
from sim_market.orders.operations.paying import AlreadyPaid, PaymentTooLate, pay_order
from sim_market.orders.operations.placing import (
    OwnStore,
    PriceChanged,
    buy_at_once,
    check_out,
    place_order,
    promise_of,
)
from sim_market.orders.operations.refunding import (
    begin_refund,
    drop_refund,
    finish_refund,
    narrow_refund,
    take_back,
)
from sim_market.orders.operations.replacing import replace_goods
from sim_market.orders.operations.shipping import (
    TrackingNumberTaken,
    note_late,
    ship_order,
)

__all__ = [
    "AlreadyPaid",
    "OwnStore",
    "PaymentTooLate",
    "PriceChanged",
    "TrackingNumberTaken",
    "agree_to_price",
    "auto_receive",
    "begin_payment",
    "begin_refund",
    "buy_at_once",
    "change_cart_sku",
    "check_out",
    "clear_cart",
    "close_by_seller",
    "close_order",
    "close_unpaid",
    "complete_orders",
    "confirm_orders",
    "correct_tracking",
    "deliver_by_hand",
    "deliver_shipment",
    "drop_refund",
    "finish_refund",
    "give_back",
    "guard_unchanged",
    "lock_order",
    "narrow_refund",
    "note_late",
    "note_orders",
    "orders_of",
    "pay_order",
    "place_order",
    "promise_of",
    "put_in_cart",
    "receive_order",
    "remind",
    "replace_goods",
    "set_cart_quantity",
    "ship_by_hand",
    "ship_order",
    "ship_together",
    "take_back",
    "take_from_cart",
    "tick_cart_line",
]
