"""Pulling orders, and what becomes of a supply order until the supplier sends it."""

from supply_chain.capture.operations.changing import cancel_supply, follow_order
from supply_chain.capture.operations.confirming import confirm, confirm_all, locked
from supply_chain.capture.operations.hourly import begin_hours, play_hour
from supply_chain.capture.operations.mending import mark_own, supply_line_from
from supply_chain.capture.operations.pulling import Pulled, pull_orders

__all__ = [
    "Pulled",
    "begin_hours",
    "cancel_supply",
    "confirm",
    "confirm_all",
    "follow_order",
    "locked",
    "mark_own",
    "play_hour",
    "pull_orders",
    "supply_line_from",
]
