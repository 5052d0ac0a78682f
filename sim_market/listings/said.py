"""What a field of a listing says, in words for people: for comparing two versions. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from flask_babel import gettext as _

from app.money import plain_yuan
from sim_market.listings.content import OF_SKU, words_for
from sim_market.rules.categories import category_name

NOTHING = "—"


def said_in_words(name: str, value: Any) -> str:
    """The value of a field of a version: 3990 -> '39.90', True -> '是', [] -> '—'."""
    if value in (None, "", [], {}):
        return NOTHING
    if name.startswith("sku"):
        return _of_sku(value)
    if name.endswith("_fen"):
        return plain_yuan(value)
    if name == "category_code":
        return category_name(value)
    if name == "detail":
        return "\n".join(_block(block) for block in value)
    if name == "matrix":
        return "\n".join(f"{sku['spec']}：{_of_sku(sku)}" for sku in value)
    if name in {"images", "alts"}:
        return _("%(n)s 张图", n=len(value))
    return _plain(value)


Marked = list[tuple[bool, str]]  # whether it is only on this side, and the text
Step = tuple[str, int, int, int, int]
MOST_COMPARED = 200_000  # pairs of words: beyond that comparing takes longer than reading
_WORDS = re.compile(r"[0-9.]+|[A-Za-z]+|.", re.DOTALL)  # a number or a Latin word is one piece


def marked(before: str, after: str) -> tuple[Marked, Marked]:
    """Two texts in pieces, each piece with whether the other text lacks it.

    What begins and ends alike is set aside first; where much is left, it is one piece.
    """
    one, two = _WORDS.findall(before), _WORDS.findall(after)
    head = _alike(one, two)
    tail = _alike(one[head:][::-1], two[head:][::-1])
    ends = len(one) - tail, len(two) - tail
    steps = [("equal", 0, head, 0, head), *_steps(one, two, head, ends)]
    steps.append(("equal", ends[0], len(one), ends[1], len(two)))
    return (
        _pieces(one, ((tag, begin, end) for tag, begin, end, _i, _j in steps)),
        _pieces(two, ((tag, begin, end) for tag, _i, _j, begin, end in steps)),
    )


def _alike(one: Sequence[str], two: Sequence[str]) -> int:
    """How many words at the beginning are the same."""
    pairs = enumerate(zip(one, two, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(two)))


def _steps(one: list[str], two: list[str], head: int, ends: tuple[int, int]) -> list[Step]:
    """How the middle of one becomes that of the other."""
    left, right = one[head : ends[0]], two[head : ends[1]]
    if len(left) * len(right) > MOST_COMPARED:
        return [("replace", head, ends[0], head, ends[1])]
    found = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return [(tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in found]


def _pieces(words: Sequence[str], steps: Iterator[tuple[str, int, int]]) -> Marked:
    return [(tag != "equal", "".join(words[one:two])) for tag, one, two in steps if two > one]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Mapping):
        return "；".join(f"{key}：{_plain(each)}" for key, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(_plain(each) for each in value)
    return str(value)


def _block(block: Mapping[str, Any]) -> str:
    """The words of one block of the detail; a picture says that it is one."""
    words = [_plain(each) for key, each in block.items() if key not in {"kind", "picture"} and each]
    return " ".join(words) or _("图片")


def _of_sku(sku: Mapping[str, Any]) -> str:
    return "，".join(
        f"{words_for(name)} {said_in_words(name, sku[name])}"
        for name in OF_SKU
        if name != "specs" and sku.get(name) not in (None, "", 0)
    )
