"""The same days once more, as they were and as they might have been. Pure.

All worlds meet the same people on the same pages: every draw is keyed by what it is about, so the
whole difference is the decision's (docs/market.md). The world in which nothing is changed gives
back what was recorded, to the last unit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sim_market.buyers.decisions.notes import Decision, Note, without
from sim_market.buyers.market.carried import (
    NOTHING_CARRIED,
    Carried,
    after_hour,
    seen_with,
    unseen,
)
from sim_market.buyers.market.engine import Expected, expect
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.market.offers import Offer
from sim_market.buyers.market.paying import paid_micro
from sim_market.buyers.market.standing import World
from sim_market.buyers.noted import Past, offer_from

LONGEST = 7 * 24  # hours that are played again
PLENTY = 10_000
MOST_BID_FEN = 1_000  # as `models.ads` has it

Stars = Mapping[int, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a store's past: expected orders of each hour (its listings that were
    there), stars (listing id -> (hour written, stars); below zero: taken away again), what goods
    cost and the platform takes. `ads`: hour -> fen that could still be spent on ads as it began;
    an hour without ads is not named. `regulars`: hour -> how many of the store's could come
    straight back.
    """

    world: World
    notes: Sequence[Note]
    orders: Mapping[int, Mapping[int, int]]  # hour -> listing id -> micro
    stars: Stars
    cost_fen: Mapping[str, int]
    fee_pm: int = 50
    weather: Mapping[int, World] = field(default_factory=dict)  # day -> world, if not as ever
    ads: Mapping[int, int] = field(default_factory=dict)
    regulars: Mapping[int, int] = field(default_factory=dict)

    def world_on(self, day: int) -> World:
        return self.weather.get(day, self.world)

    def rivals_on(self, day: int) -> float:
        """Log points by which rivals are dearer than usual."""
        return self.world_on(day).params.rival_price

    def budget_of(self, hour: int) -> int:
        """What a day of ads could cost, as the last day with ads began; 0 before there were any."""
        days = {at // 24 for at in self.ads if at // 24 <= hour // 24}
        if not days:
            return 0
        last = max(days)
        return max(fen for at, fen in self.ads.items() if at // 24 == last)


@dataclass(frozen=True, slots=True)
class Way:
    """How a world differs from what was: other `notes` or `stars`, `bids` and `budget` so many
    times as high, nothing ever out of stock.
    """

    notes: Sequence[Note]
    bids: int = 1
    budget: int = 1
    stocked: bool = False
    stars: Stars | None = None


@dataclass(slots=True)
class Day:
    """One day in one world: people in millionths, money in millionths of fen. `margin` is what is
    left of the price of orders that are paid once goods, commission and ads are; `ads` is what ads
    cost.
    """

    clicks: int = 0
    orders: int = 0
    margin: int = 0
    ads: int = 0

    def add(self, offers: Sequence[Offer], found: Sequence[Expected], history: History) -> None:
        for offer, expected in zip(offers, found, strict=True):
            self.clicks += expected.clicks_micro
            self.orders += expected.orders_micro
            for variant, wanted in zip(offer.variants, expected.wanted, strict=True):
                earned = variant.paid_fen * (1000 - history.fee_pm) // 1000
                paid = paid_micro(sum(wanted))
                self.margin += paid * (earned - history.cost_fen.get(variant.code, 0))
        spent = spent_on(found)
        self.ads += spent
        self.margin -= spent


@dataclass(frozen=True, slots=True)
class Compared:
    """Day by day what was and what would have been."""

    days: tuple[int, ...]
    was: tuple[Day, ...]
    other: tuple[Day, ...]

    def more(self, name: str) -> float:
        """What the decision brought: orders, clicks (people), margin or ads (fen)."""
        was: int = sum(getattr(each, name) for each in self.was)
        other: int = sum(getattr(each, name) for each in self.other)
        return (was - other) / MICRO


@dataclass(frozen=True, slots=True)
class Turn:
    """One hour of one world: what was on the shelf, and what came of it."""

    listing_ids: Sequence[int]
    offers: Sequence[Offer]
    found: Sequence[Expected]


def compare(history: History, decision: Decision, now: int, stars: Stars | None = None) -> Compared:
    """The hours from the decision on, at most a week, once more in both worlds. `stars`: reviews
    as they would have been without it, if they would have been others.
    """
    way = Way(without(history.notes, decision), stars=stars)
    return compared(history, way, decision.hour, min(now, decision.hour + LONGEST))


def compared(history: History, way: Way, start: int, end: int) -> Compared:
    """Hours `start` to before `end`, as they were and as they might have been."""
    days: dict[int, tuple[Day, Day]] = {}
    for hour, turns in play(history, way, start, end):
        sums = days.setdefault(hour // 24 + 1, (Day(), Day()))
        for turn, total in zip(turns, sums, strict=True):
            total.add(turn.offers, turn.found, history)
    return Compared(
        tuple(days), tuple(each[0] for each in days.values()), tuple(e[1] for e in days.values())
    )


def play(
    history: History, way: Way, start: int, end: int
) -> Iterator[tuple[int, tuple[Turn, Turn]]]:
    """(hour, what was, what would have been), hour by hour."""
    carried = carried_until(history, start)  # until then all worlds are one
    was = Replay("was", history, Way(history.notes), carried)
    other = Replay("other", history, way, carried)
    worlds = (was, other)
    for hour in range(start, end):
        asked = [each.offers(hour) for each in worlds]
        budgets = {"was": history.ads.get(hour, 0), "other": other.left(hour, was)}
        world, day = history.world_on(hour // 24 + 1), hour // 24 + 1
        found = expect(
            world, day, hour % 24, [offer for offers in asked for offer in offers], budgets
        )
        size = len(asked[0])
        parts = (found[:size], found[size:])
        for each, mine in zip(worlds, parts, strict=True):
            each.sold(hour, mine)
            each.paid(hour, mine)
        yield (
            hour,
            (Turn(was.there, asked[0], parts[0]), Turn(other.there, asked[1], parts[1])),
        )


class Replay:
    """One world: what is on the shelf in each hour, and how its sales feed back."""

    def __init__(
        self, name: str, history: History, way: Way, carried: Mapping[int, Carried]
    ) -> None:
        self.name, self.history, self.way = name, history, way
        self.notes = sorted(way.notes, key=lambda each: each.hour)
        self.stars = history.stars if way.stars is None else way.stars
        self.carried = dict(carried)
        self.there: list[int] = []
        self.shown: list[Offer] = []
        self.spent = 0  # on ads today, in millionths of fen

    def offers(self, hour: int) -> list[Offer]:
        there = set(self.history.orders.get(hour, {}))
        if self.way.stocked:
            there |= {listing for listing, seen in self._latest(hour) if sold_out(seen)}
        self.there = sorted(there)
        self.shown = [self._changed(self._offer(listing_id, hour)) for listing_id in self.there]
        return self.shown

    def _latest(self, hour: int) -> Iterator[tuple[int, Mapping[str, object]]]:
        latest = {note.listing_id: note.seen for note in self.notes if note.hour <= hour}
        yield from latest.items()

    def _changed(self, offer: Offer) -> Offer:
        way = self.way
        bids = tuple(min(MOST_BID_FEN, bid * way.bids) for bid in offer.bids)
        variants = offer.variants
        if way.stocked:
            variants = tuple(replace(each, available=PLENTY) for each in variants)
        return replace(offer, store=self.name, bids=bids, variants=variants)

    def _offer(self, listing_id: int, hour: int) -> Offer:
        seen = next(
            note.seen
            for note in reversed(self.notes)
            if note.listing_id == listing_id and note.hour <= hour
        )
        stars = [s for at, s in self.stars.get(listing_id, ()) if at < hour]
        past = Past(
            rating_sum=sum(stars),
            rating_count=sum(1 if each > 0 else -1 for each in stars),
            age_days=(hour * 60 - seen["began"]) // 1440,
        )
        carried = self.carried.get(listing_id, NOTHING_CARRIED)
        offer = offer_from(seen, past, plenty=PLENTY)
        return seen_with(offer, carried, self.history.regulars.get(hour, 0))

    def sold(self, hour: int, found: Sequence[Expected]) -> None:
        sold = {
            listing_id: (offer, expected.orders_micro)
            for listing_id, offer, expected in zip(self.there, self.shown, found, strict=True)
            if expected.impressions_micro
        }
        self.carried = carry(self.carried, sold, hour, self.history.rivals_on(hour // 24 + 1))

    def left(self, hour: int, was: "Replay") -> int:
        """Fen that could still be spent on ads, had the day until now gone as in this world."""
        budget = self.history.budget_of(hour)
        known = self.history.ads.get(hour, budget) + (self.way.budget - 1) * budget
        return max(0, known + (was.spent - self.spent) // MICRO)

    def paid(self, hour: int, found: Sequence[Expected]) -> None:
        self.spent = 0 if hour % 24 == 23 else self.spent + spent_on(found)


def spent_on(found: Sequence[Expected]) -> int:
    """What clicks on ads are expected to cost, in millionths of fen."""
    return sum(word.ad_clicks_micro * word.ad_fen for each in found for word in each.words)


def sold_out(seen: Mapping[str, object]) -> bool:
    variants = seen["variants"]
    assert isinstance(variants, list)  # noqa: S101 - our own note
    return not any(each["there"] for each in variants)


def carry(
    before: Mapping[int, Carried], sold: Mapping[int, tuple[Offer, int]], hour: int, rivals: float
) -> dict[int, Carried]:
    """What an hour leaves to the next, by listing; `sold`: what was seen, expected orders."""
    after = {each: unseen(carried, hour) for each, carried in before.items() if each not in sold}
    for each, (offer, micro) in sold.items():
        was = before.get(each, NOTHING_CARRIED)
        after[each] = after_hour(was, offer, micro, hour, rivals)
    return after


def carried_until(history: History, hour: int) -> dict[int, Carried]:
    """What buyers carry with them as an hour begins, from all that was noted before it."""
    carried: dict[int, Carried] = {}
    notes = sorted(history.notes, key=lambda each: each.hour)[::-1]
    shown: dict[int, Offer] = {}
    for each in range(min(history.orders, default=hour), hour):
        while notes and notes[-1].hour <= each:
            note = notes.pop()
            shown[note.listing_id] = offer_from(note.seen, Past(), plenty=PLENTY)
        sold = {
            listing_id: (shown[listing_id], micro)
            for listing_id, micro in history.orders.get(each, {}).items()
        }
        carried = carry(carried, sold, each, history.rivals_on(each // 24 + 1))
    return carried
