"""What can be done with a store's money. The caller's transaction keeps or drops it."""

from sim_market.finance.operations.granting import (
    ask_for_funds,
    find_open,
    grant_funds,
    refuse_funds,
)
from sim_market.finance.operations.settling import (
    on_after_sale_ended,
    on_received,
    settle_all,
    settle_due,
    settle_order,
    settle_run,
)
from sim_market.finance.operations.transfers import (
    bring_in,
    debt_of,
    funds_of,
    owed_by,
    transfer_in,
    transfer_out,
)

__all__ = [
    "ask_for_funds",
    "bring_in",
    "debt_of",
    "find_open",
    "funds_of",
    "grant_funds",
    "on_after_sale_ended",
    "on_received",
    "owed_by",
    "refuse_funds",
    "settle_all",
    "settle_due",
    "settle_order",
    "settle_run",
    "transfer_in",
    "transfer_out",
]
