"""What the crowd does: the market's hour, a purchase, and what follows a delivery."""

from sim_market.buyers.operations.aftermath import (
    cancel,
    expect_receipt,
    receive,
    review,
    send_back,
)
from sim_market.buyers.operations.hour import open_market, play_hour, start_market
from sim_market.buyers.operations.purchase import buy

__all__ = [
    "buy",
    "cancel",
    "expect_receipt",
    "open_market",
    "play_hour",
    "receive",
    "review",
    "send_back",
    "start_market",
]
