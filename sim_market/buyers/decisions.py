"""What a store decided, from what buyers saw before and after; and the same days without it. Pure.

Both worlds meet the same people on the same pages: every draw is keyed by what it is about, so the
whole difference is the decision's (docs/market.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sim_market.buyers.market.engine import Expected, expect
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.market.offers import Offer
from sim_market.buyers.market.standing import World
from sim_market.buyers.noted import Past, offer_from

LONGEST = 7 * 24  # hours that are played again
PLENTY = 10_000


class What(StrEnum):
    """Parts of what buyers see that a store decides on. Values are stable codes."""

    PRICE = "price"
    PROMOTION = "promotion"
    TITLE = "title"
    PICTURES = "pictures"
    DETAIL = "detail"
    PROMISE = "promise"
    FREIGHT = "freight"


PLAIN: dict[What, tuple[str, ...]] = {
    What.PROMOTION: ("badge_pm",),
    What.TITLE: ("title", "coverage_pm", "stuffing_pm"),
    What.PICTURES: ("image_pm",),
    What.DETAIL: ("detail_pm", "claim_pm"),
    What.PROMISE: ("ship_hours",),
}
OF_VARIANTS: dict[What, tuple[str, ...]] = {
    What.PRICE: ("price_fen",),
    What.PROMOTION: ("off_fen",),
    What.FREIGHT: ("shipping_fen", "reach_pm"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """What buyers saw of a listing from an hour on."""

    listing_id: int
    hour: int
    seen: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    listing_id: int
    hour: int
    what: What
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(self.after["title"])


def part(seen: Mapping[str, Any], what: What) -> tuple[Any, ...]:
    """The values of one part, in one order."""
    own = [seen[name] for name in PLAIN.get(what, ())]
    names = OF_VARIANTS.get(what, ())
    return (*own, *((v["code"], *(v[name] for name in names)) for v in seen["variants"] if names))


def decisions_in(notes: Sequence[Note]) -> list[Decision]:
    """Every part that changed between two notes of a listing, the latest first."""
    found: list[Decision] = []
    before: dict[int, Note] = {}
    for note in sorted(notes, key=lambda each: (each.hour, each.listing_id)):
        last = before.get(note.listing_id)
        if last is not None:
            found += [
                Decision(note.listing_id, note.hour, what, last.seen, note.seen)
                for what in What
                if _changed(last.seen, note.seen, what)
            ]
        before[note.listing_id] = note
    return found[::-1]


def _changed(one: Mapping[str, Any], other: Mapping[str, Any], what: What) -> bool:
    codes = [[v["code"] for v in seen["variants"]] for seen in (one, other)]
    return codes[0] == codes[1] and part(one, what) != part(other, what)


def without(notes: Sequence[Note], decision: Decision) -> list[Note]:
    """The notes as if this had not been decided, until the same part was decided anew."""
    changed = part(decision.after, decision.what)
    going = True
    other = []
    for note in sorted(notes, key=lambda each: each.hour):
        if note.listing_id == decision.listing_id and note.hour >= decision.hour:
            going = going and part(note.seen, decision.what) == changed
            if going:
                note = replace(note, seen=put_back(note.seen, decision))
        other.append(note)
    return other


def put_back(seen: Mapping[str, Any], decision: Decision) -> dict[str, Any]:
    """`seen` with the decided part as it was before."""
    names = OF_VARIANTS.get(decision.what, ())
    old = {v["code"]: v for v in decision.before["variants"]}
    return {
        **seen,
        **{name: decision.before[name] for name in PLAIN.get(decision.what, ())},
        "variants": [{**v, **{name: old[v["code"]][name] for name in names}}
                     for v in seen["variants"]],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a store's past: expected orders of each hour (its listings that were
    there), stars (listing id -> (hour written, stars)), what goods cost and the platform takes.
    """

    world: World
    notes: Sequence[Note]
    orders: Mapping[int, Mapping[int, int]]  # hour -> listing id -> micro
    stars: Mapping[int, Sequence[tuple[int, int]]]
    cost_fen: Mapping[str, int]
    fee_pm: int = 50
    weather: Mapping[int, World] = field(default_factory=dict)  # day -> world, if not as ever

    def world_on(self, day: int) -> World:
        return self.weather.get(day, self.world)


@dataclass(slots=True)
class Day:
    """One day in one world: people in millionths, money in millionths of fen."""

    clicks: int = 0
    orders: int = 0
    margin: int = 0

    def add(self, offers: Sequence[Offer], found: Sequence[Expected], history: History) -> None:
        for offer, expected in zip(offers, found, strict=True):
            self.clicks += expected.clicks_micro
            self.orders += expected.orders_micro
            for variant, wanted in zip(offer.variants, expected.wanted, strict=True):
                earned = variant.paid_fen * (1000 - history.fee_pm) // 1000
                self.margin += sum(wanted) * (earned - history.cost_fen.get(variant.code, 0))


@dataclass(frozen=True, slots=True)
class Compared:
    """Day by day what was and what would have been."""

    days: tuple[int, ...]
    was: tuple[Day, ...]
    other: tuple[Day, ...]

    def more(self, name: str) -> float:
        """What the decision brought: orders, clicks (people) or margin (fen)."""
        was: int = sum(getattr(each, name) for each in self.was)
        other: int = sum(getattr(each, name) for each in self.other)
        return (was - other) / MICRO


def compare(history: History, decision: Decision, now: int) -> Compared:
    """The hours from the decision on, at most a week, once more in both worlds."""
    end = min(now, decision.hour + LONGEST)
    worlds = [
        _Replay("was", history, history.notes, decision.hour),
        _Replay("other", history, without(history.notes, decision), decision.hour),
    ]
    days: dict[int, tuple[Day, Day]] = {}
    for hour in range(decision.hour, end):
        day = hour // 24 + 1
        sums = days.setdefault(day, (Day(), Day()))
        asked = [each.offers(hour) for each in worlds]
        world = history.world_on(day)
        found = expect(world, day, hour % 24, [offer for offers in asked for offer in offers])
        size = len(asked[0])
        parts = (found[:size], found[size:])
        for each, offers, mine, total in zip(worlds, asked, parts, sums, strict=True):
            total.add(offers, mine, history)
            each.sold(hour, mine)
    return Compared(
        tuple(days), tuple(each[0] for each in days.values()), tuple(e[1] for e in days.values())
    )


class _Replay:
    """One world: what is on the shelf in each hour, and how its sales feed back."""

    def __init__(self, name: str, history: History, notes: Sequence[Note], start: int) -> None:
        self.name, self.history = name, history
        self.notes = sorted(notes, key=lambda each: each.hour)
        self.recent = dict(recent_until(history.orders, start))
        self.there: list[int] = []

    def offers(self, hour: int) -> list[Offer]:
        self.there = sorted(self.history.orders.get(hour, {}))
        return [self._offer(listing_id, hour) for listing_id in self.there]

    def _offer(self, listing_id: int, hour: int) -> Offer:
        seen = next(
            note.seen
            for note in reversed(self.notes)
            if note.listing_id == listing_id and note.hour <= hour
        )
        stars = [s for at, s in self.history.stars.get(listing_id, ()) if at < hour]
        past = Past(
            rating_sum=sum(stars),
            rating_count=len(stars),
            recent_micro=self.recent.get(listing_id, 0),
            age_days=(hour * 60 - seen["began"]) // 1440,
        )
        return replace(offer_from(seen, past, plenty=PLENTY), store=self.name, bids=())

    def sold(self, hour: int, found: Sequence[Expected]) -> None:
        for listing_id, expected in zip(self.there, found, strict=True):
            self.recent[listing_id] = self.recent.get(listing_id, 0) + expected.orders_micro
        if hour % 24 == 23:
            self.recent = {listing: aged(micro) for listing, micro in self.recent.items()}


def aged(micro: int) -> int:
    """Recent sales a day later, as `operations.keeping` has it."""
    return micro * 29 // 30


def recent_until(orders: Mapping[int, Mapping[int, int]], hour: int) -> Iterator[tuple[int, int]]:
    """(listing id, recent sales in millionths) as an hour begins."""
    recent: dict[int, int] = {}
    for each in range(min(orders, default=hour), hour):
        for listing_id, micro in orders.get(each, {}).items():
            recent[listing_id] = recent.get(listing_id, 0) + micro
        if each % 24 == 23:
            recent = {listing: aged(micro) for listing, micro in recent.items()}
    yield from recent.items()
