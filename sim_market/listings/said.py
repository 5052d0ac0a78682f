"""What a field of a listing says, in words for people: for comparing two versions. Pure."""

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


def marked(before: str, after: str) -> tuple[Marked, Marked]:
    """Two texts in pieces, each piece with whether the other text lacks it."""
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return (
        list(_pieces(before, ((tag, one, two) for tag, one, two, _i, _j in steps))),
        list(_pieces(after, ((tag, one, two) for tag, _i, _j, one, two in steps))),
    )


def _pieces(text: str, steps: Iterator[tuple[str, int, int]]) -> Iterator[tuple[bool, str]]:
    for tag, begin, end in steps:
        if end > begin:
            yield tag != "equal", text[begin:end]


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
