"""What buyers write. Whole sentences that belong together, chosen by the purchase's key."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim_market.buyers.market import keyed
from sim_market.buyers.market.aftermath import Experience, Reason, Verdict


@lru_cache(maxsize=1)
def sentences() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("texts.json").read_text("utf-8"))
    return loaded


def family_of(category: str) -> str:
    """The kind of goods a category code belongs to: 'kitchen.cups.mug' -> 'kitchen'."""
    families: dict[str, str] = sentences()["families"]
    while category:
        if category in families:
            return families[category]
        category = category.rpartition(".")[0]
    return "other"


def review_text(lived: Experience, verdict: Verdict) -> str:
    """A review whose words fit its stars, the kind of goods, and a late parcel if it was late."""
    kind = sentences()[tone(verdict.goods)]
    aspects = kind["aspect"].get(lived.family, []) + kind["any"]
    late = lived.late_minutes > 0 and verdict.goods >= 3
    endings = sentences()["late"] if late else kind["close"]
    parts = [
        chosen(lived.draw, "open", kind["open"]),
        chosen(lived.draw, "aspect", aspects),
        chosen(lived.draw, "close", endings),
    ]
    return "".join(parts)


def tone(stars: int) -> str:
    if stars >= 4:
        return "good"
    return "mixed" if stars == 3 else "bad"


def return_text(draw: int, reason: Reason) -> str:
    """What a buyer says when they want their money back."""
    return chosen(draw, "return-words", sentences()["returns"][reason])


def complaint_text(draw: int) -> str:
    """What a buyer tells the platform after a refusal."""
    return chosen(draw, "complaint-words", sentences()["complaints"])


def exchange_text(draw: int) -> str:
    """What a buyer says who would rather have another variant."""
    return chosen(draw, "exchange-words", sentences()["exchanges"])


def chosen(draw: int, what: str, options: list[str]) -> str:
    return options[keyed.key(draw, what) % len(options)]
