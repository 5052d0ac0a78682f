"""What the market brings to the application."""

from app.module import Module
from sim_market.after_sales import operations as after_sales
from sim_market.finance import operations as finance
from sim_market.orders import operations as orders
from sim_market.verbs import Verb

MODULE = Module(
    name="sim_market",
    handlers={
        "orders.close_unpaid": orders.close_unpaid,
        "orders.note_late": orders.note_late,
        "orders.deliver": orders.deliver_by_hand,
        "orders.auto_receive": orders.auto_receive,
        "after_sales.silence": after_sales.silence,
        "finance.settle": finance.settle_due,
    },
    reactions={
        Verb.ORDER_RECEIVED: [finance.on_received],
        Verb.REFUND_AGREED: [finance.on_after_sale_ended],
        Verb.REFUND_REJECTED: [finance.on_after_sale_ended],
        Verb.REFUND_WITHDRAWN: [finance.on_after_sale_ended],
    },
)
