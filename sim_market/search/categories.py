"""Categories by their names. Pure."""

from collections.abc import Mapping

from sim_market.rules.categories import top_categories
from sim_market.search.folding import folded


def categories_named(word: str) -> tuple[str, ...]:
    """Codes of the categories that bear this name, the upper ones first."""
    return _named().get(word, ())


def _named() -> Mapping[str, tuple[str, ...]]:
    if not _NAMED:
        todo = list(top_categories())
        while todo:
            category = todo.pop(0)
            todo.extend(category.children)
            name = folded(category.name)
            _NAMED[name] = (*_NAMED.get(name, ()), category.code)
    return _NAMED


_NAMED: dict[str, tuple[str, ...]] = {}
