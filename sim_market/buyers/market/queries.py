"""What people type: the bare word of a category, and that word with what they want it for."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim_market.buyers.market.texts import family_of
from sim_market.rules.categories import find_category


@lru_cache(maxsize=1)
def _wishes() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
    return loaded


def query_text(category: str, number: int) -> str:
    """The text of a category's query 0..5: '马克杯', '马克杯 送礼'.  # word data: examples

    For what somebody wants goods is theirs to say, not the merchant's: how well goods fit such a
    wish is drawn by their code (`page.fit_of`), the same in every store.
    """
    found = find_category(category)
    head = found.name if found else category
    return head if number == 0 else f"{head} {wishes_of(category)[number - 1]}"


def wishes_of(category: str) -> list[str]:
    told = _wishes()
    wishes: list[str] = told["families"].get(family_of(category), told["any"])
    return wishes
