"""The words under which a listing is found, and those a buyer typed. Pure.

Words come from a Chinese segmenter, with single characters and pairs beside them so that another
cut of the same text still meets, and with their pinyin (whole and initials).
"""

# word data: the Chinese that a search takes apart

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import rjieba

from sim_market.rules.categories import category_name, find_category
from sim_market.rules.listing_check import is_han
from sim_market.rules.wording import folded

LONGEST = 40
MOST_TYPED = 60  # characters of a query that count
WORD, PAIR, CHARACTER, PINYIN, INITIALS = 8, 3, 1, 4, 2
TITLE, BESIDE = 2, 1  # the title says twice as much as category and attributes
_RUN = re.compile(r"[一-鿿]+|[a-z0-9.]+")
_PART = re.compile(r"[a-z]+|[0-9.]+")
_EMPTY = frozenset("的了和与及或把个只条件款用")


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: `needed` must all be there for an exact hit, `wished` make it rank higher."""

    needed: frozenset[str]
    wished: frozenset[str]


def listing_words(title: str, category_code: str, values: Iterable[str]) -> Mapping[str, int]:
    """Word -> weight for everything that a listing says of itself."""
    weights: Counter[str] = Counter()
    for text, times in [
        (title, TITLE),
        *[(text, BESIDE) for text in _beside(category_code, values)],
    ]:
        for word, weight in _words(text).items():
            weights[word] = max(weights[word], weight * times)
    return {word: weight for word, weight in weights.items() if len(word) <= LONGEST}


def query(text: str) -> Query:
    """What a buyer typed, ready to be looked up. Empty if it says nothing."""
    needed: set[str] = set()
    wished: set[str] = set()
    for run in _RUN.findall(folded(text[:MOST_TYPED])):
        if is_han(run[0]):
            characters = set(run) - _EMPTY or set(run)
            needed |= characters
            wished |= set(rjieba.cut_for_search(run)) | set(_pairs(run)) | characters
        else:
            needed.add(run)
            wished.add(run)
    return Query(frozenset(needed), frozenset(wished))


def _beside(category_code: str, values: Iterable[str]) -> list[str]:
    category = find_category(category_code)
    return [*(category.path if category else [category_name(category_code)]), *values]


def _words(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for run in _RUN.findall(folded(text)):
        found |= _of_chinese(run) if is_han(run[0]) else _of_latin(run)
    return found


@lru_cache(4096)
def _of_chinese(run: str) -> dict[str, int]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its dictionary takes long to load

    cut = rjieba.cut(run)
    words = {*rjieba.cut_for_search(run), *cut}
    found = dict.fromkeys([*run, *lazy_pinyin(run)], CHARACTER) | dict.fromkeys(_pairs(run), PAIR)
    for word in {*words, *_pairs(run), *(a + b for a, b in pairwise(cut)), run}:
        if 2 <= len(word) <= 8:
            found["".join(lazy_pinyin(word))] = PINYIN
            found["".join(lazy_pinyin(word, style=Style.FIRST_LETTER))] = INITIALS
    return found | {word: WORD if len(word) > 1 else CHARACTER for word in words}


def _of_latin(run: str) -> dict[str, int]:
    return dict.fromkeys([run, *_PART.findall(run)], WORD)


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]
