"""What the provider and the mall do with payments.

Rows are taken in this order: timer (job), payment, orders, SKUs, ledger accounts, the journal.
A kind of payment says in `CONFIRMS` what is done with its parts once the money is there.
"""

from sim_market.payments.operations.beginning import (
    PaymentInFlight,
    Share,
    begin,
    drop_for,
    expire,
)
from sim_market.payments.operations.confirming import (
    CONFIRMS,
    ask,
    ask_due,
    confirm,
    finish_part,
    give_back,
)
from sim_market.payments.operations.noticing import notify_due
from sim_market.payments.operations.policy import set_weather
from sim_market.payments.operations.taking import PaymentOver, note_at_once, take

__all__ = [
    "CONFIRMS",
    "PaymentInFlight",
    "PaymentOver",
    "Share",
    "ask",
    "ask_due",
    "begin",
    "confirm",
    "drop_for",
    "expire",
    "finish_part",
    "give_back",
    "note_at_once",
    "notify_due",
    "set_weather",
    "take",
]
