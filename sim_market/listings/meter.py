"""What one sees while writing: bytes of the title, searched words it says, marked words. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim_market.rules.categories import Attribute, AttributeKind, Category
from sim_market.rules.listing_check import gbk_bytes
from sim_market.rules.pack import Pack
from sim_market.rules.problems import Level
from sim_market.rules.wording import WordRule, folded, squeezed

MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Word:
    """A word that buyers of such goods search for, and whether the title says it."""

    text: str
    said: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a text, `start` to `end`, that a rule on wording speaks of."""

    start: int
    end: int
    text: str
    rule: str
    level: Level


@dataclass(frozen=True, slots=True)
class Meter:
    """A title as it is being written."""

    bytes: int
    limit: int
    words: tuple[Word, ...]
    marks: tuple[Mark, ...]

    @property
    def covered_pm(self) -> int:
        """How many of the searched words the title says, per mille; 1000 if there are none."""
        if not self.words:
            return 1000
        return 1000 * sum(word.said for word in self.words) // len(self.words)


def title_meter(title: str, category: Category, values: Mapping[str, Any], pack: Pack) -> Meter:
    """Measure a title against its category and what was chosen among the attributes."""
    return Meter(
        bytes=gbk_bytes(title),
        limit=pack.title_max_bytes,
        words=searched_words(title, category, values),
        marks=marks(title, pack.words),
    )


def searched_words(title: str, category: Category, values: Mapping[str, Any]) -> tuple[Word, ...]:
    """The name of the goods, then what was said in the attributes: what people type to find it."""
    plain = squeezed(title)
    wanted = dict.fromkeys([category.name, *_said(category.attributes, values)])
    words = [text for text in wanted if len(text) > 1][:MOST_WORDS]
    return tuple(Word(text, _says(plain, squeezed(text))) for text in words)


def marks(text: str, rules: Iterable[WordRule]) -> tuple[Mark, ...]:
    """Where the words stand that a rule forbids, wants evidence for or advises against."""
    tight, at = _squeezed_with_places(text)
    found = [
        Mark(at[hit.start()], at[hit.end() - 1] + 1, hit.group(), rule.rule, rule.level)
        for rule in rules
        for hit in _hits(rule, tight)
    ]
    return tuple(sorted(found, key=lambda mark: (mark.start, mark.end, mark.rule)))


def _said(attributes: Iterable[Attribute], values: Mapping[str, Any]) -> Iterator[str]:
    for attribute in attributes:
        value = values.get(attribute.name)
        if value in (None, "", []):
            continue
        if isinstance(value, list):
            yield from (str(each) for each in value)
        elif attribute.kind == AttributeKind.TEXT and len(str(value)) > 6:
            continue
        else:
            yield attribute.in_words(value).replace(" ", "")


def _says(plain: str, word: str) -> bool:
    """The whole word, or the half that names the thing: 水杯 is said by 马克杯."""
    return word in plain or (len(word) == 2 and word[-1] in plain and not word.isascii())


def _hits(rule: WordRule, tight: str) -> Iterator[re.Match[str]]:
    allowed = [match.span() for each in rule.unless for match in re.finditer(each, tight)]
    for word in rule.words:
        for hit in re.finditer(word, tight):
            if hit.group() and not any(a <= hit.start() and hit.end() <= b for a, b in allowed):
                yield hit


def _squeezed_with_places(text: str) -> tuple[str, list[int]]:
    """The text as the rules read it, and from which character each of it came."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in squeezed(folded(character)):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places
