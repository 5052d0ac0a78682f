"""How words sound: whole, as initials, and as those hear who mix up zh and z, n and l. Pure."""

# word data: syllables of Mandarin

import re
from functools import cache, lru_cache

LONGEST = 40
_INITIALS = "b p m f d t n l g k h j q x zh ch sh r z c s y w".split()  # noqa: SIM905 - a list of letters is read more easily so
_FINALS = (  # noqa: SIM905
    "a ai an ang ao e ei en eng er i ia ian iang iao ie in ing iong iu o ong ou u ua uai uan uang"
    " ue ui un uo v ve"
).split()
_SYLLABLE = re.compile(
    "|".join(sorted({*(a + b for a in _INITIALS for b in _FINALS), "a", "ai", "an", "ang", "ao",
                     "e", "ei", "en", "er", "o", "ou"}, key=len, reverse=True))
)  # fmt: skip
_ALIKE = ((r"zh", "z"), (r"ch", "c"), (r"sh", "s"), (r"ang\b", "an"), (r"eng\b", "en"),
          (r"ing\b", "in"), (r"\bl", "n"), (r"\bf", "h"))  # fmt: skip


@lru_cache(16384)
def sound(word: str) -> tuple[str, ...]:
    """'马克杯' -> ('ma', 'ke', 'bei'); letters stay as they are."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes long to load

    return tuple(lazy_pinyin(word))


def whole(word: str) -> str:
    return "".join(sound(word))[:LONGEST]


def initials(word: str) -> str:
    return "".join(syllable[0] for syllable in sound(word))[:LONGEST]


def alike(word: str) -> str:
    """One spelling for all words that sound alike to a careless ear."""
    return "".join(_alike(syllable) for syllable in sound(word))[:LONGEST]


def cuts(letters: str) -> list[int]:
    """Where syllables may end: places in `letters`, from the start, by the longest syllable."""
    places, at = [0], 0
    while at < len(letters):
        hit = _SYLLABLE.match(letters, at)
        at = hit.end() if hit else at + 1
        places.append(at)
    return places


@cache
def _alike(syllable: str) -> str:
    for pattern, simple in _ALIKE:
        syllable = re.sub(pattern, simple, syllable)
    return syllable
