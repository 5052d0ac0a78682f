"""What a listing looks like to a buyer, per mille, from its title, attributes, pictures and text.

Concave in every direction: the first true words, pictures and lines count most.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sim_market.rules.categories import Attribute, AttributeKind, Category

WORDS_ENOUGH = 4  # true attribute words after which a title says enough
BYTES_ENOUGH = 44  # of the 60 that a title may have
REPEATED_FREE = 0.12  # share of repeated pairs of characters that nobody notices
TEXT_ENOUGH = 240
PICTURES_ENOUGH = 4


@dataclass(frozen=True, slots=True)
class Looks:
    coverage_pm: int
    stuffing_pm: int
    image_pm: int
    detail_pm: int


def looks_of(
    title: str,
    category: Category | None,
    attributes: Mapping[str, object],
    images: Sequence[str],
    detail: Sequence[Mapping[str, str]],
) -> Looks:
    """`attributes` and `detail` as a listing keeps them."""
    name = category.name if category else ""
    known = category.attributes if category else ()
    true, false = words_of(known, attributes)
    text = sum(len(block.get("text", "")) for block in detail)
    pictures = sum(1 for block in detail if block.get("kind") == "image")
    return Looks(
        coverage_pm=coverage(title, name, true),
        stuffing_pm=stuffing(title, false),
        image_pm=min(950, 130 * len(set(images))),
        detail_pm=min(600, 600 * text // TEXT_ENOUGH) + min(400, 400 * pictures // PICTURES_ENOUGH),
    )


def words_of(
    known: Sequence[Attribute], attributes: Mapping[str, object]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words that are true of the goods, and those of the same choices that are not."""
    true: list[str] = []
    false: list[str] = []
    for attribute in known:
        value = attributes.get(attribute.name)
        mine = [str(v) for v in value] if isinstance(value, list) else [str(value or "")]
        true += [word for word in mine if word]
        if attribute.kind == AttributeKind.ONE_OF and value:
            false += [other for other in attribute.values if not overlap(other, mine[0])]
    return tuple(true), tuple(false)


def overlap(one: str, other: str) -> bool:
    return one in other or other in one


@lru_cache(maxsize=4096)
def coverage(title: str, name: str, true: tuple[str, ...]) -> int:
    """How much of what people search for the title says: what it is, what it is like, how fully."""
    said = sum(1 for word in true if word in title)
    enough = min(WORDS_ENOUGH, len(true)) or 1
    length = min(1.0, len(title.encode("gbk", errors="replace")) / BYTES_ENOUGH)
    return round(350 * core(title, name) + 450 * min(1.0, said / enough) + 200 * length)


def core(title: str, name: str) -> float:
    """Does the title say what the goods are: the category's word, or at least a part of it."""
    if not name or name in title:
        return 1.0
    pairs = [name[i : i + 2] for i in range(len(name) - 1)] or [name]
    if any(pair in title for pair in pairs):
        return 0.85
    return 0.7 if any(sign in title for sign in name) else 0.3


@lru_cache(maxsize=4096)
def stuffing(title: str, false: tuple[str, ...]) -> int:
    """Repeated words and words that are not true of the goods."""
    text = re.sub(r"[\W\d]+", "", title)
    pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    repeated = 1 - len(set(pairs)) / len(pairs) if pairs else 0.0
    wrong = sum(1 for word in false if len(word) > 1 and word in title)
    return min(600, round(1000 * max(0.0, repeated - REPEATED_FREE)) + 120 * wrong)
