"""Until when goods may come back, with and without a reason, and what the platform decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sim_market.after_sales.models import MERCHANT_AT_FAULT, RefundReason
from sim_market.orders.models import Order, OrderState
from sim_market.rules.pack import RuleId, pack

FRESH = ("fresh",)  # top categories whose goods do not keep (Consumer Law art. 25)


def no_reason_until(received: datetime | None, days: int) -> datetime | None:
    """Seven days, counted from the day after receipt (A-9): to the end of the last of them."""
    if received is None:
        return None
    midnight = received.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=days + 1)


def asks_until(order: Order) -> datetime | None:
    """When a settled order's last day for an after-sale ends: with the seven days of A-9, which
    end at midnight and so up to a day after its settlement. None before settlement.
    """
    if order.state != OrderState.COMPLETED:
        return None
    return no_reason_until(order.received_sim_at, pack(order.cohort).no_reason_days)


def may_ask(order: Order) -> bool:
    """Paid and not settled; or settled, and the seven days are not over: then what goes back comes
    out of the store's own money (L5, L6).
    """
    until = asks_until(order)
    return order.can_refund or (until is not None and order.cohort.sim_at < until)


def keeps(category_code: str) -> bool:
    """May such goods come back without a reason?"""
    return category_code.partition(".")[0] not in FRESH


@dataclass(frozen=True, slots=True)
class Dispute:
    """What is known when the platform decides by itself (C-2): nobody has done so in time."""

    reason: RefundReason
    came_back: bool  # the merchant has the goods
    stated: bool  # the merchant has said something
    within_days: bool  # of the seven
    on_the_way: bool = False  # what came back was broken by the carrier


def for_buyer(dispute: Dispute) -> bool:
    """Who is right by the rules alone: a merchant who says nothing never is."""
    if not dispute.stated:
        return True
    if dispute.reason in MERCHANT_AT_FAULT:
        # Of goods that came back the merchant's word counts, not of what the carrier did to them.
        return not dispute.came_back or dispute.on_the_way
    return dispute.within_days and not dispute.came_back


def rules_for(dispute: Dispute, *, right: bool) -> list[str]:
    """The rules that such a decision stands on, by their ids."""
    if not dispute.stated:
        return [RuleId.COMPLAINT.value]
    if dispute.reason in MERCHANT_AT_FAULT:
        return [RuleId.SHIPPING_FEE.value] if right else [RuleId.NEGOTIATION.value]
    return [RuleId.NO_REASON_RETURN.value, RuleId.COMPLAINT.value]
