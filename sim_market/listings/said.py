"""What a field of a listing says, in words for people: for comparing two versions. Pure."""

from collections.abc import Mapping, Sequence
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
    if name in {"images", "alts"}:
        return _("%(n)s 张图", n=len(value))
    return _plain(value)


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
