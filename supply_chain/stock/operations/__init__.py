"""Changing allotments, and sending their numbers to the shop."""

from supply_chain.stock.operations.allotments import (
    allocate,
    allocate_all,
    allotments_of,
    drift,
    on_sourced,
    open_allotments,
    release,
    release_all,
    send,
    send_all,
)
from supply_chain.stock.operations.drifting import supplier_day
from supply_chain.stock.operations.syncing import (
    Synced,
    change_rule,
    push,
    sync_cohort,
    sync_store,
)

__all__ = [
    "Synced",
    "allocate",
    "allocate_all",
    "allotments_of",
    "change_rule",
    "drift",
    "on_sourced",
    "open_allotments",
    "push",
    "release",
    "release_all",
    "send",
    "send_all",
    "supplier_day",
    "sync_cohort",
    "sync_store",
]
