"""After-sale: asking, answering, sending goods back, and what the platform decides."""

from sim_market.after_sales.operations.answering import (
    agree_refund,
    refund_for_stock,
    reject_refund,
    silence,
    withdraw_refund,
)
from sim_market.after_sales.operations.asking import NotRefundable, request_refund
from sim_market.after_sales.operations.deciding import (
    decide,
    decide_due,
    escalate,
    needs_goods,
    state_case,
)
from sim_market.after_sales.operations.returning import (
    accept_goods,
    confirm_due,
    dispute_goods,
    return_due,
    send_goods_back,
)

__all__ = [
    "NotRefundable",
    "accept_goods",
    "agree_refund",
    "confirm_due",
    "decide",
    "decide_due",
    "dispute_goods",
    "escalate",
    "needs_goods",
    "refund_for_stock",
    "reject_refund",
    "request_refund",
    "return_due",
    "send_goods_back",
    "silence",
    "state_case",
    "withdraw_refund",
]
