"""A question to the full-text index, in the language of each database. Pure.

A concept is something that must be said; it is said by any of its terms, and a term by all of its
tokens. Tokens are of Chinese characters, letters and digits only (`text.tokens`), so that nothing
a buyer types can be an operator.
"""

# word data: the range of Chinese characters

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

_TOKEN = re.compile(r"[一-鿿a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One way to say a concept: its tokens must all be there. `factor` in percent of the best."""

    tokens: tuple[str, ...]
    factor: int = 100


@dataclass(frozen=True, slots=True)
class Concept:
    """`said` is how a person would read it; `weight` how much it matters among the others."""

    said: str
    terms: tuple[Term, ...]
    weight: int = 2


def room_token(cohort_id: int) -> str:
    """The token that keeps the goods of one class apart from all others."""
    return f"zc{cohort_id}"


def fts5(cohort_id: int, concepts: Sequence[Concept], least: int) -> str:
    """For SQLite: at least so many of the concepts are there."""
    return _joined(concepts, least, room_token(cohort_id), '"', " AND ", " OR ")


def tsquery(cohort_id: int, concepts: Sequence[Concept], least: int) -> str:
    """The same for PostgreSQL."""
    return _joined(concepts, least, room_token(cohort_id), "'", " & ", " | ")


def tsvector(by_weight: Sequence[tuple[str, Sequence[str]]]) -> str:
    """PostgreSQL's own spelling of a document: tokens with the weight of their field."""
    found: dict[str, str] = {}
    for weight, tokens in by_weight:
        for token in tokens:
            found.setdefault(token, weight)
    return " ".join(f"'{token}':1{weight}" for token, weight in found.items())


def _joined(
    concepts: Sequence[Concept], least: int, room: str, quote: str, both: str, either: str
) -> str:
    said = [_concept(each, quote, both, either) for each in concepts]
    enough = [f"({both.join(some)})" for some in combinations(said, least)]
    return both.join([f"{quote}{room}{quote}", *([f"({either.join(enough)})"] if least else [])])


def _concept(concept: Concept, quote: str, both: str, either: str) -> str:
    terms = [
        both.join(f"{quote}{token}{quote}" for token in term.tokens if _TOKEN.fullmatch(token))
        for term in concept.terms
    ]
    terms = [f"({term})" for term in terms if term]
    return f"({either.join(terms)})"
