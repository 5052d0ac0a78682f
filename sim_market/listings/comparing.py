"""Two contents of a listing side by side, in words, marked pieces and pictures. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from sim_market.listings.content import Content, changes_between, words_for
from sim_market.listings.merging import ATTRIBUTE, MATRIX, SKU, Contest
from sim_market.listings.said import marked, said_in_words

TEXTS = ("title", "detail")  # told apart piece by piece


def changes(before: Content, after: Content) -> list[dict[str, Any]]:
    """What differs: {field, before, after} in pieces of (changed, text), or {field, pictures}."""
    return [change_of(name, was, now) for name, was, now in changes_between(before, after)]


def contests(found: Sequence[Contest], specs: Mapping[str, str]) -> list[dict[str, Any]]:
    """Parts that two have changed: {part, field, before (kept), after (typed)} or with pictures.

    `specs`: code of a SKU -> what it is called.
    """
    return [
        {"part": each.part}
        | change_of(_name_in(each.part), each.theirs, each.mine)
        | {"field": part_words(each.part, specs)}
        for each in found
    ]


def part_words(part: str, specs: Mapping[str, str]) -> str:
    """'attribute:材质' -> '材质', 'sku:S01-0001-02:price_fen' -> '陶土色 售价'."""
    if part == MATRIX:
        return _("规格、价格")
    if part.startswith(ATTRIBUTE):
        return part.removeprefix(ATTRIBUTE)
    if part.startswith(SKU):
        code, _colon, column = part.removeprefix(SKU).partition(":")
        return f"{specs.get(code, '')} {words_for(column)}".strip()
    return words_for(part)


def _name_in(part: str) -> str:
    """The field of a version that a part is of: it says how the value is put into words."""
    return part.rpartition(":")[2] if part.startswith(SKU) else part


def change_of(name: str, before: Any, after: Any) -> dict[str, Any]:
    if name == "images":
        return {"field": field_words(name), "pictures": (before or [], after or [])}
    old, new = said_in_words(name, before), said_in_words(name, after)
    by_piece = name in TEXTS or name.startswith("sku ")
    one, two = marked(old, new) if by_piece else ([(True, old)], [(True, new)])
    return {"field": field_words(name), "before": one, "after": two}


def field_words(name: str) -> str:
    """'title' -> '标题', 'sku 陶土色' -> '规格 陶土色'."""
    kind, _gap, spec = name.partition(" ")
    return f"{_('规格')} {spec}".strip() if kind == "sku" else words_for(kind)
