"""Other words for the same thing. Pure data from `synonyms.json`, in our own words.

`same`: each word of a group means the others. `under`: a wide word means the narrower ones, which
do not mean it.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache

from sim_market.search.folding import HERE, folded


@cache
def _data() -> tuple[Sequence[Sequence[str]], Mapping[str, Sequence[str]]]:
    read = json.loads((HERE / "synonyms.json").read_text(encoding="utf-8"))
    same = [[folded(word) for word in group] for group in read["same"]]
    under = {folded(word): [folded(each) for each in of] for word, of in read["under"].items()}
    return same, under


@cache
def all_words() -> frozenset[str]:
    same, under = _data()
    return frozenset(word for group in (*same, *under.values(), under) for word in group)


@cache
def _by_word() -> Mapping[str, tuple[str, ...]]:
    same, under = _data()
    found: dict[str, dict[str, None]] = {}
    for group in same:
        for word in group:
            found.setdefault(word, {}).update(dict.fromkeys(group))
    for word, narrower in under.items():
        found.setdefault(word, {}).update(dict.fromkeys(narrower))
    return {word: tuple(each for each in others if each != word) for word, others in found.items()}


def others(word: str) -> tuple[str, ...]:
    """Other words under which what `word` names may stand; () for a word that has none."""
    return _by_word().get(word, ())


def count() -> int:
    """How many groups there are."""
    same, under = _data()
    return len(same) + len(under)
