"""Orders that may not be sent, or paid, as others are: rooms above say so, and when they may."""

from collections.abc import Callable
from datetime import datetime, timedelta

from app import jobs
from app.errors import Conflict
from sim_market.orders.models import Order


class NotYet(Conflict):
    """The order is paid, and something else must happen before it is sent."""


MAY_SHIP: list[Callable[[Order], None]] = []  # each raises NotYet
MAY_PAY: list[Callable[[Order], None]] = []  # each raises NotYet
PAID_FIRST: list[Callable[[Order], int]] = []  # each: fen of an order that are paid before the rest


def guard_may_ship(order: Order) -> None:
    """Raises NotYet, with what is waited for."""
    for guard in MAY_SHIP:
        guard(order)


def guard_may_pay(order: Order) -> None:
    """Raises NotYet where an order is paid in another way than at once."""
    for guard in MAY_PAY:
        guard(order)


def paid_first_fen(order: Order) -> int:
    """What of an unpaid order is paid, or was paid, before the rest of it."""
    return sum(ask(order) for ask in PAID_FIRST)


def why_not_yet(order: Order) -> NotYet | None:
    """What an order waits for that is paid, or is to be paid, in a way of its own; None if nothing
    stands in its way. For pages.
    """
    guard = guard_may_ship if order.can_ship else guard_may_pay if order.can_pay else None
    try:
        if guard:
            guard(order)
    except NotYet as waits:
        return waits
    return None


def promise_from(order: Order, at: datetime) -> None:
    """The promised hours count from `at`, not from payment (S-1). The caller holds the order."""
    due = at + timedelta(hours=order.promise_hours)
    order.ship_by_sim_at, order.changed_sim_at = due, order.cohort.sim_at
    order.version += 1
    hour = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    jobs.schedule(
        "orders.note_late", hour.isoformat(timespec="hours"), cohort_id=order.cohort_id, at=hour
    )
