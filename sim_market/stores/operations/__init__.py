"""What changes stores: applying, the review, opening and closing, the profile, addresses."""

from sim_market.stores.operations.applying import (
    apply_for_store,
    guard_shape,
    save_step,
    submit_application,
    withdraw_application,
)
from sim_market.stores.operations.opening import (
    UNSETTLED,
    Unsettled,
    close_store,
    open_store,
    unsettled,
)
from sim_market.stores.operations.profile import SHIP_HOURS, change_store, set_auto_capture
from sim_market.stores.operations.reviewing import (
    pass_application,
    return_application,
    set_policy,
)

__all__ = [
    "SHIP_HOURS",
    "UNSETTLED",
    "Unsettled",
    "apply_for_store",
    "change_store",
    "close_store",
    "guard_shape",
    "open_store",
    "pass_application",
    "return_application",
    "save_step",
    "set_auto_capture",
    "set_policy",
    "submit_application",
    "unsettled",
    "withdraw_application",
]
