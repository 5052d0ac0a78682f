"""What is done about violations: charge, compensate, cure, appeal, waive, penalise.

Rows are taken in one order: order, store, violation, penalty, ledger accounts, the journal's head.
The store's row is locked first, so that of two patrols or an appeal and its time limit one waits.
"""

from sim_market.violations.operations.appeals import (
    appeal_due,
    appeal_violation,
    decide_appeal,
    waive_violation,
)
from sim_market.violations.operations.charging import charge
from sim_market.violations.operations.curing import learn_rule, mark_cured
from sim_market.violations.operations.deposit import top_up
from sim_market.violations.operations.patrol import patrol, patrol_cohort, start_patrols
from sim_market.violations.operations.penalties import end_penalty
from sim_market.violations.operations.proofs import refuse_proof, show_proof
from sim_market.violations.operations.reactions import (
    on_listing_changed,
    on_order_ended,
    on_order_late,
    on_order_paid,
    on_order_shipped,
    on_refund_agreed,
    on_store_changed,
)

__all__ = [
    "appeal_due",
    "appeal_violation",
    "charge",
    "decide_appeal",
    "end_penalty",
    "learn_rule",
    "mark_cured",
    "on_listing_changed",
    "on_order_ended",
    "on_order_late",
    "on_order_paid",
    "on_order_shipped",
    "on_refund_agreed",
    "on_store_changed",
    "patrol",
    "patrol_cohort",
    "refuse_proof",
    "show_proof",
    "start_patrols",
    "top_up",
    "waive_violation",
]
