"""The decided part of an offer, as it is noted whenever it changes, and back again. Pure.

Sales, stars and age are left out: they follow from what was recorded elsewhere.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from sim_market.buyers.market.offers import Offer, Variant

DECIDED = (
    "category", "quality_pm", "coverage_pm", "stuffing_pm", "image_pm", "detail_pm", "claim_pm",
    "ship_hours", "search_pm", "badge_pm",
)  # fmt: skip
VARIANT = ("code", "price_fen", "reference_fen", "shipping_fen", "reach_pm", "off_fen")


@dataclass(frozen=True, slots=True)
class Past:
    """What an offer owes to what had happened by then."""

    rating_sum: int = 0
    rating_count: int = 0
    recent_micro: int = 0
    age_days: int = 0


def note_of(offer: Offer, *, title: str, began_minute: int) -> dict[str, Any]:
    """What buyers see of a listing, as JSON. `began_minute`: of the sandbox, first on sale."""
    return {
        "store": offer.store,
        "code": offer.code,
        "title": title,
        "began": began_minute,
        **{name: getattr(offer, name) for name in DECIDED},
        "bids": list(offer.bids),
        "variants": [
            {**{name: getattr(each, name) for name in VARIANT}, "there": each.available > 0}
            for each in offer.variants
        ],
    }


def key_of(note: Mapping[str, Any]) -> str:
    """Equal notes have equal keys."""
    said = json.dumps(note, ensure_ascii=False, sort_keys=True)
    return sha256(said.encode()).hexdigest()[:16]


def offer_from(note: Mapping[str, Any], past: Past, *, plenty: int) -> Offer:
    """The offer that a note tells of, with what had happened by then. A shelf that was not empty
    holds `plenty`.
    """
    return Offer(
        store=note["store"],
        code=note["code"],
        **{name: note[name] for name in DECIDED},
        bids=tuple(note["bids"]),
        variants=tuple(
            Variant(**{name: each[name] for name in VARIANT}, available=plenty * each["there"])
            for each in note["variants"]
        ),
        **asdict(past),
    )
