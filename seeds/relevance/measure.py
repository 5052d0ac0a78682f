"""Recall and rank over all questions. The questions say what should come, not how."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from seeds.catalogue.generate import generate
from seeds.relevance.corpus import by_listing, products_named
from sim_market.listings.queries import find_listings

QUERIES = Path(__file__).parent / "queries.json"
SEEN = 10  # as many answers as a buyer looks at


@dataclass(frozen=True, slots=True)
class Question:
    kind: str
    text: str
    expected: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answered:
    """One question: how much of what should come was among the first ten, and the first place.

    `recall` is of at most ten; `first` counts from one, 0 where nothing expected came.
    """

    kind: str
    text: str
    recall: float
    first: int
    milliseconds: float
    missing: Sequence[str]

    @property
    def reciprocal(self) -> float:
        return 1 / self.first if self.first else 0.0


def questions() -> list[Question]:
    """All questions with the codes of the products that answer them."""
    products = generate().products
    return [
        Question(kind, text, products_named(names, products))
        for kind, text, names in json.loads(QUERIES.read_text(encoding="utf-8"))["queries"]
    ]


def answer(question: Question, cohort_id: int, products: Mapping[int, str]) -> Answered:
    began = perf_counter()
    found = find_listings(cohort_id, question.text, per_page=SEEN)
    took = (perf_counter() - began) * 1000
    codes = [products[card.listing.id] for card in found.cards]
    hits = [place for place, code in enumerate(codes, 1) if code in question.expected]
    return Answered(
        question.kind,
        question.text,
        len({codes[place - 1] for place in hits}) / min(SEEN, len(question.expected)),
        hits[0] if hits else 0,
        took,
        sorted(question.expected - set(codes))[:SEEN],
    )


def measure(cohort_id: int) -> list[Answered]:
    products = by_listing(cohort_id)
    return [answer(question, cohort_id, products) for question in questions()]


def summary(answers: Sequence[Answered]) -> dict[str, Any]:
    """Figures of all questions and of each kind, and the questions that were answered badly."""
    kinds = dict.fromkeys(each.kind for each in answers)
    return {
        "queries": len(answers),
        **figures(answers),
        "kinds": {kind: figures([a for a in answers if a.kind == kind]) for kind in kinds},
        "p95_ms": round(sorted(a.milliseconds for a in answers)[len(answers) * 95 // 100], 1),
        "weak": [asdict(each) for each in answers if each.recall < 0.7],
    }


def figures(answers: Sequence[Answered]) -> dict[str, float]:
    number = len(answers)
    return {
        "count": number,
        "recall_at_10": round(sum(each.recall for each in answers) / number, 4),
        "mrr": round(sum(each.reciprocal for each in answers) / number, 4),
    }
