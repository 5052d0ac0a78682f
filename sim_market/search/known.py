"""The words of a class, as they are written and as they sound; slips of the keyboard. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim_market.search import pinyin, text


@dataclass(frozen=True, slots=True)
class Known:
    """A word that goods use, and how it sounds."""

    word: str
    sound: str
    alike: str
    initials: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must be looked up among the words of the class before the text can be understood."""

    words: frozenset[str]
    sounds: frozenset[str]
    alikes: frozenset[str]
    initials: frozenset[str]


@dataclass(slots=True)
class Words:
    """The words of the class that could matter, by how they are written and how they sound."""

    known: Sequence[Known]
    by_word: dict[str, Known] = field(init=False)

    def __post_init__(self) -> None:
        self.by_word = {each.word: each for each in self.known}

    def sounding(self, sound: str) -> list[str]:
        return self._best([each.word for each in self.known if each.sound == sound])

    def nearly(self, alike: str) -> list[str]:
        return self._best([each.word for each in self.known if each.alike == alike])

    def abbreviated(self, letters: str) -> list[str]:
        return self._best([each.word for each in self.known if each.initials == letters])

    @staticmethod
    def _best(words: list[str]) -> list[str]:
        known = text.lexicon()
        return sorted(words, key=lambda word: (word not in known, len(word), word))[:6]


def edit_patterns(span: str) -> list[str]:
    """LIKE patterns of all words that are one character away: wrong, missing, too much, swapped."""
    changed = [span[:i] + "_" + span[i + 1 :] for i in range(len(span))] if len(span) > 2 else []
    longer = [span[:i] + "_" + span[i:] for i in range(len(span) + 1)]
    shorter = [span[:i] + span[i + 1 :] for i in range(len(span))] if len(span) > 2 else []
    swapped = [span[:i] + span[i + 1] + span[i] + span[i + 2 :] for i in range(len(span) - 1)]
    return list(dict.fromkeys([*swapped, *changed, *longer, *shorter]))


def best_edits(span: str, words: Sequence[str]) -> tuple[str, ...]:
    """Of words that are one character away two: that sound most like it, are known, are short."""
    heard = pinyin.sound(span)
    said = text.lexicon()

    def rank(word: str) -> tuple[int, bool, int, str]:
        same = sum(a == b for a, b in zip(heard, pinyin.sound(word), strict=False))
        return (-same, word not in said, abs(len(word) - len(span)), word)

    return tuple(sorted(set(words), key=rank)[:2])
