"""Choosing the category of a new listing: search the tree, or what was used last."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.ui.pictures import SHAPES
from sim_market.rules.categories import (
    Category,
    find_category,
    leaf_categories,
    top_categories,
)
from sim_market.rules.wording import squeezed

MOST = 24


def choose(recent: Sequence[str]) -> ResponseReturnValue:
    text = request.args.get("q", "")[:60]
    known = (find_category(code) for code in recent)
    return render_template(
        "sim_market/listings/category.html",
        text=text,
        found=matching(text),
        recent=[each for each in known if each and each.is_leaf],
        tops=top_categories(),
    )


def matching(text: str) -> list[Category]:
    """Leaves that say all that was typed, in names or values of attributes; best first."""
    words = [squeezed(word) for word in text.split() if squeezed(word)]
    if not words:
        return []
    scored = [(sum(_fits(leaf, word) for word in words), leaf) for leaf in leaf_categories()]
    fitting = [(score, leaf) for score, leaf in scored if all(_fits(leaf, word) for word in words)]
    return [leaf for _score, leaf in sorted(fitting, key=lambda pair: -pair[0])][:MOST]


def _fits(leaf: Category, word: str) -> int:
    """3 in its name, 2 in the names above it, 1 among its values; a part of it counts."""
    if word in squeezed(leaf.name) or squeezed(leaf.name) in word:
        return 3
    if word in squeezed(leaf.full_name):
        return 2
    values = [value for each in leaf.attributes for value in (each.name, *each.values)]
    values.append(str(SHAPES.get(leaf.picture, "")))
    if any(word in squeezed(value) for value in values):
        return 1
    shared = sum(character in squeezed(leaf.name) for character in word)
    return int(len(word) > 1 and shared * 2 >= len(word))
