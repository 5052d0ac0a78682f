"""When the provider's notices come, by the weather of the class: pure, and drawn by the payment.

In bad weather, of a hundred payments about 8 are declined without money moving; of those taken
25 get no notice at all, 25 a late one, 20 the same one twice, 20 theirs in the wrong order, and
10 a false one with a wrong amount first.
"""

from typing import NamedTuple

from app.chance import draw, draw_int
from sim_market.payments.models import NoticeEvent, Weather

DECLINED = 0.08
LOST, LATE, TWICE, MIXED = 0.25, 0.50, 0.70, 0.90


class Planned(NamedTuple):
    """One notice: after how many sandbox minutes it comes (None: never), and how many fen the
    amount it says is off."""

    event: NoticeEvent
    minutes: int | None
    off_fen: int = 0


def is_declined(seed: int, number: str, weather: Weather) -> bool:
    """Does the provider refuse this payment, for no fault of the payer?"""
    return weather == Weather.BAD and draw(seed, "payment", number, "declined") < DECLINED


def plan(seed: int, number: str, weather: Weather) -> list[Planned]:
    """The notices of a payment that was taken, in the order in which they were made."""
    if weather == Weather.GOOD:
        return [Planned(NoticeEvent.PAID, 0)]
    kind = draw(seed, "payment", number, "weather")
    late = draw_int(3, 25, seed, "payment", number, "late")
    if kind < LOST:
        return [Planned(NoticeEvent.PAID, None)]
    if kind < LATE:
        return [Planned(NoticeEvent.PAID, late)]
    if kind < TWICE:
        return [Planned(NoticeEvent.PAID, 0), Planned(NoticeEvent.PAID, late)]
    if kind < MIXED:
        return [Planned(NoticeEvent.ACCEPTED, late), Planned(NoticeEvent.PAID, 1)]
    return [Planned(NoticeEvent.PAID, 0, off_fen=-1), Planned(NoticeEvent.PAID, late)]
