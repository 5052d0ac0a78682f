"""What a payment provider still gives back of a payment: so often, and for so long (R9).

Two of the rule's limits are not simulated: refunds need not be a minute apart, and one that the
provider has accepted succeeds at once.
"""

from datetime import datetime, timedelta

MOST, DAYS = 50, 365


def is_too_late(paid: datetime, now: datetime) -> bool:
    """Is the year after the payment over?"""
    return now > paid + timedelta(days=DAYS)


def may_be_many(lines: int, rounds: int) -> bool:
    """Could an order of so many lines, each asked about so often, reach the limit at all?"""
    return lines * rounds > MOST
