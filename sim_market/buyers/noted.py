"""The decided part of an offer, as it is noted whenever it changes, and back again. Pure.

Sales, stars and age are left out: they follow from what was recorded elsewhere.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from sim_market.buyers.market.engine import Expected
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.market.offers import Offer, Variant
from sim_market.buyers.market.params import SEGMENTS

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


def note_of(
    offer: Offer, *, title: str, began_minute: int, expected: Expected | None = None
) -> dict[str, Any]:
    """What buyers see of a listing, as JSON. `began_minute`: of the sandbox, first on sale.

    A variant is `there` or not; where its hour (`expected`) was cut short by the stock, it says
    how many there were.
    """
    wanted = expected.wanted if expected else ((),) * len(offer.variants)
    return {
        "store": offer.store,
        "code": offer.code,
        "title": title,
        "began": began_minute,
        **{name: getattr(offer, name) for name in DECIDED},
        "bids": list(offer.bids),
        "variants": [
            {**{name: getattr(each, name) for name in VARIANT}, "there": there(each, sum(micro))}
            for each, micro in zip(offer.variants, wanted, strict=True)
        ],
    }


def there(variant: Variant, wanted_micro: int) -> bool | int:
    """How many there were, if that cut the hour short; else whether there were any."""
    cut = variant.available * MICRO - SEGMENTS <= wanted_micro
    return variant.available if variant.available > 0 and cut else variant.available > 0


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
            Variant(
                **{name: each[name] for name in VARIANT}, available=there_of(each["there"], plenty)
            )
            for each in note["variants"]
        ),
        **asdict(past),
    )


def there_of(said: bool | int, plenty: int) -> int:
    return said if said is not True and said is not False else plenty * said
