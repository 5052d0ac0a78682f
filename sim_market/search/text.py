"""Text taken apart into tokens, the same way for goods and for what a buyer types. Pure.

A token is of Chinese characters, or of Latin letters and digits. Chinese is cut by a segmenter
that knows the words of the category tree and of the synonyms; pairs and single characters stand
beside, so that another cut of the same text still meets.
"""

# word data: units, numbers in Chinese, words that say nothing

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from rjieba import Jieba

from sim_market.rules.categories import top_categories
from sim_market.search.folding import folded as folded
from sim_market.search.synonyms import all_words

LONGEST = 20  # characters of a token
WORD_FREQUENCY = 20_000  # high enough that the segmenter keeps such a word whole
_HAN = "一-鿿"
_RUN = re.compile(rf"[{_HAN}]+|[a-z0-9]+")
_MIXED = re.compile(rf"(?<![a-z0-9])([a-z]{{1,3}})([{_HAN}])")
_EMPTY = frozenset("的了和与及或把个只条件款用")
_ONLY_HAN = re.compile(rf"[{_HAN}]+")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_COUNTS = "件只支片个双条包盒袋瓶块张枚粒卷本把套"
_UNITS = {
    "ml": ("ml", 1), "毫升": ("ml", 1), "cc": ("ml", 1), "升": ("ml", 1000), "l": ("ml", 1000),
    "公升": ("ml", 1000), "kg": ("g", 1000), "公斤": ("g", 1000), "千克": ("g", 1000),
    "g": ("g", 1), "克": ("g", 1), "斤": ("g", 500), "cm": ("cm", 1), "厘米": ("cm", 1),
    "公分": ("cm", 1), "m": ("cm", 100), "米": ("cm", 100), "mm": ("mm", 1), "毫米": ("mm", 1),
    "寸": ("寸", 1), "英寸": ("寸", 1), "w": ("w", 1), "瓦": ("w", 1), "小时": ("小时", 1),
    "h": ("小时", 1), "mah": ("mah", 1), "毫安": ("mah", 1), "度": ("度", 1), "层": ("层", 1),
}  # fmt: skip
_QUANTITY = re.compile(
    rf"(?<![\d.])(\d{{1,6}}(?:\.\d{{1,3}})?)\s*({'|'.join(sorted(_UNITS, key=len, reverse=True))})"
    rf"(?![a-z])|(\d{{1,4}})\s*([{_COUNTS}])"
)
_SPELT = re.compile(rf"([{''.join(_DIGITS)}]{{1,2}})([{_COUNTS}])(?=[装套组入]|$|[^{_HAN}])")


@cache
def lexicon() -> frozenset[str]:
    """Words that are never cut apart: of the tree, its attribute values, the synonyms."""
    found = set(all_words())
    todo = list(top_categories())
    while todo:
        category = todo.pop()
        todo.extend(category.children)
        found.add(folded(category.name))
        for attribute in category.attributes:
            found.update(folded(value) for value in attribute.values)
    return frozenset(word for word in found if 2 <= len(word) <= 6 and _ONLY_HAN.fullmatch(word))


@cache
def _segmenter() -> Jieba:
    made = Jieba()
    for word in sorted(lexicon()):
        made.add_word(word, WORD_FREQUENCY, "n")
    return made


def cut(run: str) -> list[str]:
    """A run of Chinese as a reader would cut it, each character once."""
    return list(_segmenter().cut(run))


def is_word(run: str) -> bool:
    """Is it a word of the language, of goods or not?"""
    return bool(_segmenter().has_word(run))


@lru_cache(8192)
def words_of(run: str) -> tuple[str, ...]:
    """The words of two and more characters in a run of Chinese, the long and those inside them."""
    made = _segmenter()
    found = dict.fromkeys([*made.cut(run), *made.cut_for_search(run)])
    known = lexicon()
    for start in range(len(run) - 1):
        for end in range(start + 2, min(start + 6, len(run)) + 1):
            if run[start:end] in known:
                found.setdefault(run[start:end])
    return tuple(word for word in found if 2 <= len(word) <= LONGEST)


def quantities(text: str) -> tuple[list[str], str]:
    """('0.35L 马克杯') -> (['350ml'], ' 马克杯'): amounts in one unit each, and the rest."""
    found: list[str] = []

    def note(hit: re.Match[str]) -> str:
        found.append(_amount(hit))
        return " "

    def spelt(hit: re.Match[str]) -> str:
        found.append(f"{_number(hit[1])}{hit[2]}")
        return " "

    rest = _QUANTITY.sub(note, text)
    return found, _SPELT.sub(spelt, rest)


def tokens(text: str) -> list[str]:
    """Everything under which this text is found, in order, without repetition."""
    plain = folded(text)
    found: dict[str, None] = dict.fromkeys(quantities(plain)[0])
    for letters, character in _MIXED.findall(plain):
        found[letters + character] = None
    for run in _RUN.findall(plain):
        if is_han(run):
            found |= dict.fromkeys([*words_of(run), *pairs(run), *run])
        else:
            found |= dict.fromkeys([run, *re.findall(r"[a-z]+|\d+", run)])
    return [token for token in found if len(token) <= LONGEST]


def real_words(texts: Iterable[str]) -> set[str]:
    """What is worth proposing: words, not pairs of characters that happen to meet."""
    found: set[str] = set()
    for text in texts:
        plain = folded(text)
        found.update(letters + character for letters, character in _MIXED.findall(plain))
        for run in _RUN.findall(plain):
            if is_han(run):
                found.update(words_of(run))
                found.update(a + b for a, b in pairwise(cut(run)) if 3 <= len(a + b) <= 6)
            elif not run.isdigit() and len(run) > 1:
                found.add(run)
    return {word for word in found if len(word) <= LONGEST}


def parts(typed: str) -> set[str]:
    """Characters and runs of letters of what was typed, for a search without an index."""
    found: set[str] = set()
    for run in _RUN.findall(folded(typed[:60])):
        found |= (set(run) - _EMPTY or set(run)) if is_han(run) else {run}
    return found


def runs(text: str) -> list[str]:
    """Runs of Chinese, and of letters and digits."""
    return _RUN.findall(text)


def pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def is_han(run: str) -> bool:
    return "一" <= run[:1] <= "鿿"


def _amount(hit: re.Match[str]) -> str:
    if hit[1]:
        unit, times = _UNITS[hit[2]]
        thousandths = _thousandths(hit[1]) * times
        whole, part = divmod(thousandths, 1000)
        return f"{whole}{'d' + str(part).rstrip('0') if part else ''}{unit}"
    return f"{int(hit[3])}{hit[4]}"


def _thousandths(number: str) -> int:
    whole, _point, part = number.partition(".")
    return int(whole) * 1000 + int((part + "000")[:3])


def _number(spelt: Sequence[str]) -> int:
    """'十二' -> 12, '三' -> 3, '十' -> 10."""
    first, last = _DIGITS[spelt[0]], _DIGITS[spelt[-1]]
    if len(spelt) == 1:
        return first
    return 10 + last if first == 10 else first * 10 + (0 if last == 10 else last)
