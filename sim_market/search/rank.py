"""How well a listing answers, in whole numbers so that every machine gives the same order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

from sim_market.search.match import Concept

FIELDS = (10, 6, 4, 2)  # how much is said by the title, category, attributes, the store's name
DETAIL = 1
ORDINARY_LENGTH = 24  # tokens of an ordinary title; a longer one says less about each of them
NEW_DAYS = 7
BEST_RATING, NO_RATING = 500, 450  # hundredths of a star


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the goods besides their words. `rating` in hundredths, None without one."""

    sold: int
    rating: int | None
    days_on_sale: int
    available: int
    search_pm: int


def said(concept: Concept, fields: Sequence[str]) -> int:
    """How well the fields (title, category, attributes, store; " a b c ") say it; 0 is not at all.

    What is in none of them but was a hit stands in the detail; `fields` cannot tell, so the
    caller adds `DETAIL` for hits that said all.
    """
    return max((_said(term.tokens, fields) * term.factor for term in concept.terms), default=0)


def relevance(concepts: Sequence[Concept], fields: Sequence[str], *, all_said: bool) -> int:
    """Text relevance: weight of what is said, where it is said, and how much else the title says.

    Saturates like BM25: the second field that says the same adds nothing.
    """
    total = 0
    for concept in concepts:
        points = said(concept, fields)
        if not points and all_said:
            points = DETAIL * 100
        total += concept.weight * (points and 1000 + points)
    length = fields[0].count(" ")
    return total * 4 * ORDINARY_LENGTH // (3 * ORDINARY_LENGTH + max(length, ORDINARY_LENGTH // 2))


def score(text_points: int, of: Standing) -> int:
    """Relevance times how the goods and their store stand. `search_pm` as rule V-2 left it."""
    sold = min(200, 20 * isqrt(max(0, of.sold)))
    stars = of.rating if of.rating is not None else NO_RATING
    stars_points = max(-100, min(100, (stars - NO_RATING) * 2))
    new = max(0, NEW_DAYS - of.days_on_sale) * 50 // NEW_DAYS
    return text_points * (1000 + sold + stars_points + new) * of.search_pm // 1_000_000


def _said(tokens: Sequence[str], fields: Sequence[str]) -> int:
    """By the weakest of its tokens: the field that says most, and a quarter of the others."""
    weakest = sum(FIELDS)
    for token in tokens:
        asked = f" {token} "
        weights = [weight for weight, text in zip(FIELDS, fields, strict=True) if asked in text]
        weakest = min(weakest, max(weights) * 3 // 4 + sum(weights) // 4 if weights else 0)
    return weakest
