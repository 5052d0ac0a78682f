"""What a store decided, from what buyers saw before and after. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class What(StrEnum):
    """Parts of what buyers see that a store decides on. Values are stable codes."""

    PRICE = "price"
    PROMOTION = "promotion"
    TITLE = "title"
    PICTURES = "pictures"
    DETAIL = "detail"
    PROMISE = "promise"
    FREIGHT = "freight"
    ADS = "ads"


PLAIN: dict[What, tuple[str, ...]] = {
    What.PROMOTION: ("badge_pm",),
    What.TITLE: ("title", "coverage_pm", "stuffing_pm"),
    What.PICTURES: ("image_pm",),
    What.DETAIL: ("detail_pm", "claim_pm"),
    What.PROMISE: ("ship_hours",),
    What.ADS: ("bids",),
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
    if codes[0] != codes[1] or part(one, what) == part(other, what):
        return False
    return what != What.PROMOTION or not _follows(one, other)


def _follows(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Is the promoted price another only because the price is? Then nobody decided on it."""
    return part(one, What.PRICE) != part(other, What.PRICE) and _running(one) == _running(other)


def _running(seen: Mapping[str, Any]) -> set[str]:
    """The promotions that buyers felt, by id."""
    return set(seen.get("felt", {}).get("by", {}))


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
    """`seen` with the decided part as it was before; what promotions took off follows the price."""
    names = OF_VARIANTS.get(decision.what, ())
    if decision.what == What.PRICE and _running(seen) == _running(decision.before):
        names = (*names, "off_fen")
    old = {v["code"]: v for v in decision.before["variants"]}
    return {
        **seen,
        **{name: decision.before[name] for name in PLAIN.get(decision.what, ())},
        "variants": [{**v, **{name: old[v["code"]][name] for name in names}}
                     for v in seen["variants"]],
    }  # fmt: skip
