"""After-sale: asking, answering, offers, goods sent back and exchanged, what the platform decides.

Whoever changes a request takes it first (`taking.take`): the request, then its order.
"""

from sim_market.after_sales.operations.answering import (
    agree_refund,
    refund_for_stock,
    reject_refund,
    silence,
    withdraw_refund,
)
from sim_market.after_sales.operations.asking import NotRefundable, request_refund, why_not_ask
from sim_market.after_sales.operations.deciding import (
    CITED,
    decide,
    decide_due,
    escalate,
    needs_goods,
    state_case,
)
from sim_market.after_sales.operations.exchanging import pay_difference, pay_due
from sim_market.after_sales.operations.offering import (
    OFFERED,
    accept_offer,
    decline_offer,
    make_offer,
    offer_due,
)
from sim_market.after_sales.operations.returning import (
    accept_goods,
    confirm_due,
    deduct,
    dispute_goods,
    return_due,
    send_goods_back,
)
from sim_market.after_sales.operations.saying import MOST_PICTURES, say

__all__ = [
    "CITED",
    "MOST_PICTURES",
    "OFFERED",
    "NotRefundable",
    "accept_goods",
    "accept_offer",
    "agree_refund",
    "confirm_due",
    "decide",
    "decide_due",
    "decline_offer",
    "deduct",
    "dispute_goods",
    "escalate",
    "make_offer",
    "needs_goods",
    "offer_due",
    "pay_difference",
    "pay_due",
    "refund_for_stock",
    "reject_refund",
    "request_refund",
    "return_due",
    "say",
    "send_goods_back",
    "silence",
    "state_case",
    "why_not_ask",
    "withdraw_refund",
]
