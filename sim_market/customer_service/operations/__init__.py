"""Writing at the desk: asking, answering, keeping order, what is prepared, complaints."""

from sim_market.customer_service.operations.asking import ask, open_talk
from sim_market.customer_service.operations.buyers import ask_simulated, give_up, react
from sim_market.customer_service.operations.complaints import complain, decide_due, state_case
from sim_market.customer_service.operations.desk import finish, hand_over, mark
from sim_market.customer_service.operations.giving import send_coupon
from sim_market.customer_service.operations.prepared import (
    delete_faq,
    delete_phrase,
    save_auto_reply,
    save_faq,
    save_phrase,
    use_phrase,
)
from sim_market.customer_service.operations.promises import look_at_promise
from sim_market.customer_service.operations.saying import AgainstRules, say

__all__ = [
    "AgainstRules",
    "ask",
    "ask_simulated",
    "complain",
    "decide_due",
    "delete_faq",
    "delete_phrase",
    "finish",
    "give_up",
    "hand_over",
    "look_at_promise",
    "mark",
    "open_talk",
    "react",
    "save_auto_reply",
    "save_faq",
    "save_phrase",
    "say",
    "send_coupon",
    "state_case",
    "use_phrase",
]
