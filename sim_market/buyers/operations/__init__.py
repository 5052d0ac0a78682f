"""What the crowd does: the market's hour, a purchase, and what follows a delivery."""

from sim_market.buyers.operations.aftermath import (
    cancel,
    complain,
    expect_receipt,
    on_refused,
    on_return_agreed,
    post_back,
    receive,
    review,
    send_back,
)
from sim_market.buyers.operations.asking import (
    ask_about_goods,
    ask_about_order,
    expect_question,
)
from sim_market.buyers.operations.bargaining import answer_offer, on_offer
from sim_market.buyers.operations.befalling import (
    cancel_event,
    cancel_scenario,
    make_event,
    play_scenario,
)
from sim_market.buyers.operations.bidding import set_ads, set_bids
from sim_market.buyers.operations.hour import open_market, play_hour, start_market
from sim_market.buyers.operations.paying import expect_payment, on_reminded, pay
from sim_market.buyers.operations.persuading import on_rated
from sim_market.buyers.operations.presaling import pay_balance
from sim_market.buyers.operations.purchase import buy
from sim_market.buyers.operations.together import FROZEN, choose_mode

__all__ = [
    "FROZEN",
    "answer_offer",
    "ask_about_goods",
    "ask_about_order",
    "buy",
    "cancel",
    "cancel_event",
    "cancel_scenario",
    "choose_mode",
    "complain",
    "expect_payment",
    "expect_question",
    "expect_receipt",
    "make_event",
    "on_offer",
    "on_rated",
    "on_refused",
    "on_reminded",
    "on_return_agreed",
    "open_market",
    "pay",
    "pay_balance",
    "play_hour",
    "play_scenario",
    "post_back",
    "receive",
    "review",
    "send_back",
    "set_ads",
    "set_bids",
    "start_market",
]
