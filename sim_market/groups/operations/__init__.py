"""Opening, joining, forming and giving up groups of buyers (P-2)."""

from sim_market.groups.operations.ending import (
    give_back,
    give_up,
    guard_formed,
    join_simulated,
    settle_formed,
)
from sim_market.groups.operations.joining import GroupFull, on_closed, on_paid, order_together

__all__ = [
    "GroupFull",
    "give_back",
    "give_up",
    "guard_formed",
    "join_simulated",
    "on_closed",
    "on_paid",
    "order_together",
    "settle_formed",
]
