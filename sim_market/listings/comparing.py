"""Two contents of a listing side by side, in words, marked pieces and pictures. Pure."""

from typing import Any

from flask_babel import gettext as _

from sim_market.listings.content import Content, changes_between, words_for
from sim_market.listings.said import marked, said_in_words

TEXTS = ("title", "detail")  # told apart piece by piece


def changes(before: Content, after: Content) -> list[dict[str, Any]]:
    """What differs: {field, before, after} in pieces of (changed, text), or {field, pictures}."""
    return [change_of(name, was, now) for name, was, now in changes_between(before, after)]


def change_of(name: str, before: Any, after: Any) -> dict[str, Any]:
    if name == "images":
        return {"field": field_words(name), "pictures": (before or [], after or [])}
    old, new = said_in_words(name, before), said_in_words(name, after)
    one, two = marked(old, new) if name in TEXTS else ([(True, old)], [(True, new)])
    return {"field": field_words(name), "before": one, "after": two}


def field_words(name: str) -> str:
    """'title' -> '标题', 'sku 陶土色' -> '规格 陶土色'."""
    kind, _gap, spec = name.partition(" ")
    return f"{_('规格')} {spec}".strip() if kind == "sku" else words_for(kind)
