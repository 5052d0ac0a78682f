"""The days of a promotion with it and without it: orders, units, money, and what was given away to
those who would have bought anyway. Pure.

Sums are of orders that are paid, in millionths. Of a bigger basket a promotion takes off what it
takes off so many units (`given`); how many are bought at a time is the model's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sim_market.buyers.decisions import History, Note, Turn, Way, play
from sim_market.buyers.given import QUANTITIES, knows, put_away
from sim_market.buyers.market.offers import Variant
from sim_market.buyers.market.params import DEFAULT
from sim_market.buyers.market.paying import paid_micro

LONGEST = 21 * 24  # hours that are played again
THOUSAND = 1000
SHARES = (
    THOUSAND - round(THOUSAND * (DEFAULT.two_units + DEFAULT.three_units)),
    round(THOUSAND * DEFAULT.two_units),
    round(THOUSAND * DEFAULT.three_units),
)  # per mille of orders are for one, two and three units
NOTHING = ((0, 0, 0),) * len(QUANTITIES)


@dataclass(slots=True)
class Sold:
    """One day in one world: people, units and fen, in millionths. `margin`: what is left of the
    price, and of fees that were waived, once goods and commission are paid.
    """

    orders: int = 0
    units: int = 0
    gmv: int = 0
    margin: int = 0


@dataclass(slots=True)
class Days:
    """By sandbox day: with the promotion and without. `given` is what it took off in all, borne by
    the store; `anyway` the part of it that went to buyers who would have come without it.
    """

    by_day: dict[int, tuple[Sold, Sold]] = field(default_factory=dict)
    given: int = 0
    anyway: int = 0


def first_felt(notes: Sequence[Note], promotion_id: int) -> int | None:
    """The hour in which buyers first felt it."""
    return min((note.hour for note in notes if knows(note.seen, promotion_id)), default=None)


def days_without(history: History, promotion_id: int, start: int, end: int) -> Days:
    """Hours `start` to before `end` in both worlds."""
    others = [replace(n, seen=put_away(n.seen, promotion_id)) for n in history.notes]
    seen = _Seen(history.notes)
    days = Days()
    for hour, (was, other) in play(history, Way(others), start, end):
        with_it, without = days.by_day.setdefault(hour // 24 + 1, (Sold(), Sold()))
        shown = seen.at(hour)
        plain = {listing: _given(note, promotion_id) for listing, note in shown.items()}
        full = {listing: _given(note, None) for listing, note in shown.items()}
        _add(with_it, was, full, history)
        _add(without, other, plain, history)
        for listing, code, bought, anyway in _pairs(was, other):
            more = _per_order(full[listing].get(code, NOTHING))
            less = _per_order(plain[listing].get(code, NOTHING))
            days.given += bought * (more - less) // THOUSAND
            days.anyway += min(bought, anyway) * (more - less) // THOUSAND
    return days


class _Seen:
    """What was noted last of each listing, hour after hour."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self.left = sorted(notes, key=lambda each: -each.hour)
        self.now: dict[int, Mapping[str, Any]] = {}

    def at(self, hour: int) -> dict[int, Mapping[str, Any]]:
        while self.left and self.left[-1].hour <= hour:
            note = self.left.pop()
            self.now[note.listing_id] = note.seen
        return self.now


Given = Mapping[str, Sequence[Sequence[int]]]


def _given(seen: Mapping[str, Any], without: int | None) -> Given:
    """Goods code -> for 1, 2 and 3 units what promotions take off, with one of them left out."""
    felt = seen.get("felt")
    if not felt:
        return {}
    found: Given = (
        felt["by"][str(without)]["given"]
        if without is not None and knows(seen, without)
        else felt["all"]
    )
    return found


def _add(total: Sold, turn: Turn, given: Mapping[int, Given], history: History) -> None:
    for listing, offer, expected in zip(turn.listing_ids, turn.offers, turn.found, strict=True):
        for variant, wanted in zip(offer.variants, expected.wanted, strict=True):
            orders = paid_micro(sum(wanted))
            off = given[listing].get(variant.code, NOTHING)
            gmv, margin = _money(variant, off, history)
            total.orders += orders
            total.units += orders * _units() // THOUSAND
            total.gmv += orders * gmv // THOUSAND
            total.margin += orders * margin // THOUSAND


def _money(variant: Variant, off: Sequence[Sequence[int]], history: History) -> tuple[int, int]:
    """What an order is worth and leaves in the mean, in thousandths of fen."""
    cost, gmv, margin = history.cost_fen.get(variant.code, 0), 0, 0
    for share, quantity, (goods, fee, platform) in zip(SHARES, QUANTITIES, off, strict=True):
        paid = max(1, quantity * variant.price_fen - goods)
        kept = paid * (THOUSAND - history.fee_pm) // THOUSAND - fee + platform
        gmv += share * paid
        margin += share * (kept - quantity * cost)
    return gmv, margin


def _per_order(off: Sequence[Sequence[int]]) -> int:
    """What the store gives away with an order in the mean, in thousandths of fen."""
    return sum(
        share * (goods + fee - platform)
        for share, (goods, fee, platform) in zip(SHARES, off, strict=True)
    )


def _units() -> int:
    """Units of an order in the mean, in thousandths."""
    return sum(share * quantity for share, quantity in zip(SHARES, QUANTITIES, strict=True))


def _pairs(was: Turn, other: Turn) -> Iterator[tuple[int, str, int, int]]:
    """(listing, goods code, orders with it, orders without it) of every variant."""
    beside = {
        (listing, variant.code): paid_micro(sum(wanted))
        for listing, offer, expected in zip(
            other.listing_ids, other.offers, other.found, strict=True
        )
        for variant, wanted in zip(offer.variants, expected.wanted, strict=True)
    }
    for listing, offer, expected in zip(was.listing_ids, was.offers, was.found, strict=True):
        for variant, wanted in zip(offer.variants, expected.wanted, strict=True):
            bought = paid_micro(sum(wanted))
            yield listing, variant.code, bought, beside.get((listing, variant.code), 0)
