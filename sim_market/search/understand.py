"""What a buyer meant. Pure: the words that the goods use are asked for by `Wanted` and given back.

In turn: amounts with their unit, known words, letters that are pinyin, and what is left is
corrected: words that sound the same, then nearly the same, then differ by one character.
"""

# word data: words that say nothing of the goods

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim_market.search import pinyin, synonyms, text
from sim_market.search.categories import categories_named
from sim_market.search.known import Wanted, Words
from sim_market.search.match import Concept, Term

MOST_TYPED = 60  # characters that count
MOST_CONCEPTS = 7
LONGEST_SPAN = 6
MOST_LETTERS = 40
LEAST_LETTERS = 5  # of pinyin with a slip; fewer could be anything
_EMPTY_WORDS = re.compile(
    "我?想?要?买(?:一?[个件款条双套])?|我想要?|想找|有没有|有什么|什么样?的?|哪里有?|哪种|推荐|适合|可以|能够?|一点|一些|一个|"
    "比较|好看的?|好用的?|便宜的?|不贵的?|那种|这种|的时候|时候|最好|请问|求|帮我|找|一款|一下|用来|"
    "平时|送(?!礼)|给|的|了|和|与|及|或|把|吗|呢|吧|啊|用|在|是|又|很|放"
)


_MODIFIERS = frozenset("小大新老厚薄高低长短宽软硬红黄蓝绿黑白灰粉紫圆方")
_SUFFIX = "子"


@dataclass(frozen=True, slots=True)
class Meant:
    """What was understood. `changed`: (typed, read as) for all that was read as something else.

    `categories`: codes of categories that were named.
    """

    concepts: tuple[Concept, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    categories: tuple[str, ...] = ()


def wanted(typed: str) -> Wanted:
    """What to look up for this text."""
    _amounts, runs = _prepared(typed)
    words: set[str] = set()
    letters: set[str] = set()
    for chunk in runs:
        for run in text.runs(chunk):
            if text.is_han(run):
                words |= set(_spans(run))
            else:
                letters |= {run, *_letter_spans(run)}
        if is_mixed(chunk):
            letters.add(pinyin.whole(chunk))
    joined = "".join(run for run in runs if not text.is_han(run))[:MOST_LETTERS]
    letters |= {joined, *_letter_spans(joined)} if joined else set()
    return Wanted(
        words=frozenset(words | letters),
        sounds=frozenset({*map(pinyin.whole, words), *letters}),
        alikes=frozenset({*map(pinyin.alike, (word for word in words if len(word) > 1))}),
        initials=frozenset(each for each in letters if 2 <= len(each) <= 8),
    )


def understand(typed: str, known: Words, edits: Mapping[str, Sequence[str]] | None = None) -> Meant:
    """`edits`: unknown spans and the words that each may be with one character put right."""
    amounts, chunks = _prepared(typed)
    reader = _Reader(known, edits or {})
    for chunk in chunks:
        reader.chunk(chunk)
    concepts = [*reader.concepts, *(Concept(each, (Term((each,)),)) for each in amounts)]
    unique = {concept.said: concept for concept in concepts}
    return Meant(
        tuple(unique.values())[:MOST_CONCEPTS],
        tuple(reader.changed),
        tuple(dict.fromkeys(code for each in unique for code in categories_named(each))),
    )


def unknown_spans(typed: str, known: Words) -> list[str]:
    """Pieces that no goods say, Chinese also joined with their neighbours: to be corrected."""
    _amounts, chunks = _prepared(typed)
    found: dict[str, None] = {}
    for chunk in chunks:
        for run in text.runs(chunk):
            if text.is_han(run):
                found |= dict.fromkeys(_strange(_pieces(run, known), known))
            elif LEAST_LETTERS <= len(run) <= MOST_LETTERS and run.isalpha():
                found |= {run: None} if not _Reader(known, {}).heard_as(run) else {}
    return sorted(found, key=len, reverse=True)[:8]


def _strange(pieces: Sequence[str], known: Words) -> list[str]:
    strange = [piece for piece in pieces if not _stands(piece, known)]
    spans = ["".join(pieces[i : i + n]) for n in (1, 2, 3) for i in range(len(pieces) - n + 1)]
    return [
        span
        for span in spans
        if 2 <= len(span) <= LONGEST_SPAN
        and span not in known.by_word
        and any(piece in span for piece in strange)
    ]


def is_mixed(chunk: str) -> bool:
    """Letters and Chinese in one word, as when half of it was typed with the wrong keyboard."""
    letters = sum(c.isascii() and c.isalpha() for c in chunk)
    return 0 < letters < len(chunk) and not chunk[-1].isdigit()


class _Reader:
    """Reads chunks one after the other and keeps what it understood."""

    def __init__(self, known: Words, edits: Mapping[str, Sequence[str]]) -> None:
        self.known, self.edits = known, edits
        self.concepts: list[Concept] = []
        self.changed: list[tuple[str, str]] = []

    def chunk(self, chunk: str) -> None:
        if is_mixed(chunk) and self.by_sound(chunk, pinyin.whole(chunk)):
            return
        for run in text.runs(chunk):
            if text.is_han(run):
                self.chinese(run)
            else:
                self.letters(run)

    def chinese(self, run: str) -> None:
        rest = _pieces(run, self.known)
        while rest:
            taken = self.corrected(rest) if not _stands(rest[0], self.known) else 0
            if not taken and len(rest) > 1 and not _stands(rest[1], self.known):
                taken = self.corrected(rest)
            if not taken:
                self.say(rest[0], (rest[0],))
            rest = rest[max(1, taken) :]

    def corrected(self, rest: Sequence[str]) -> int:
        """Read the next pieces, as many as possible, as one word that goods use."""
        for number in range(min(3, len(rest)), 0, -1):
            span = "".join(rest[:number])
            if len(span) < 2 or len(span) > LONGEST_SPAN or span in self.known.by_word:
                continue
            if found := self.likely(span):
                self.say(span, found)
                return number
        return 0

    def likely(self, span: str) -> tuple[str, ...]:
        """Words that were probably meant: of the same sound, nearly so, or one character away.

        What is a word of the language itself is only read as the name of something on sale.
        """
        is_word = text.is_word(span)
        same = self.known.sounding(pinyin.whole(span))
        near = self.known.nearly(pinyin.alike(span))
        for found, strict in ((same, is_word), (near, True), (self.edits.get(span, ()), is_word)):
            fit = [w for w in found if not strict or w in text.lexicon()]
            fit = [w for w in fit if len(w) == len(span) or found is not same]
            if fit:
                return tuple(fit[:2])
        return ()

    def letters(self, run: str) -> None:
        plain = run in self.known.by_word or run.isdigit()
        if plain or not self.heard_as(run):
            self.say(run, (run,))

    def heard_as(self, run: str) -> bool:
        if self.by_sound(run, run) or self.by_syllables(run) or self.by_initials(run):
            return True
        return self.heard(run, self.edits.get(run, ())[:1])

    def by_sound(self, typed: str, sound: str) -> bool:
        return self.heard(typed, self.known.sounding(sound))

    def by_initials(self, run: str) -> bool:
        return self.heard(run, self.known.abbreviated(run))

    def by_syllables(self, run: str) -> bool:
        """Several words in a row: the longest that is known, then the rest."""
        read: list[list[str]] = []
        at, places = 0, pinyin.cuts(run[:MOST_LETTERS])
        while at < len(run):
            ends = [end for end in reversed(places) if end > at]
            end = next((end for end in ends if self.known.sounding(run[at:end])), None)
            if end is None:
                return False
            read.append(self.known.sounding(run[at:end]))
            at = end
        for found in read:
            self.heard(pinyin.whole(found[0]), found)
        return bool(read)

    def heard(self, typed: str, found: Sequence[str]) -> bool:
        if found:
            self.say(typed, tuple(found))
        return bool(found)

    def say(self, typed: str, read: tuple[str, ...]) -> None:
        if typed not in read:
            self.changed.append((typed, read[0]))
        terms: dict[tuple[str, ...], Term] = {}
        for place, word in enumerate(read):
            first = _tokens(word, self.known)
            terms.setdefault(first, Term(first, 100 - 10 * place))
            if len(word) == 2 and _is_chinese(word) and word not in self.known.by_word:
                apart = (word[0],) if word[1] == _SUFFIX else tuple(word)
                terms.setdefault(apart, Term(apart, 40))
            for other in synonyms.others(word):
                other_tokens = _tokens(other, self.known)
                terms.setdefault(other_tokens, Term(other_tokens, 60 - 10 * place))
        self.concepts.append(Concept(read[0], tuple(terms.values()), _weight(read[0])))


def _prepared(typed: str) -> tuple[list[str], list[str]]:
    amounts, rest = text.quantities(text.folded(typed[: MOST_TYPED * 2])[:MOST_TYPED])
    chunks = re.findall(r"[一-鿿a-z0-9]+", rest)
    said = [part for chunk in chunks for part in (_EMPTY_WORDS.sub(" ", chunk).split() or [])]
    return amounts, said or ([] if amounts else chunks)


def _pieces(run: str, known: Words) -> list[str]:
    """Cut as a reader would; single characters join a neighbour if goods say the word."""
    cut = text.cut(run)
    found: list[str] = []
    while cut:
        ends = [n for n in (3, 2) if n <= len(cut) and any(len(each) == 1 for each in cut[:n])]
        number = next((n for n in ends if "".join(cut[:n]) in known.by_word), 1)
        found.append("".join(cut[:number]))
        cut = cut[number:]
    return found


def _stands(piece: str, known: Words) -> bool:
    """Can goods be found by this piece as it is? A single character is half a typing error."""
    return piece in known.by_word or piece in _MODIFIERS or bool(synonyms.others(piece))


def _tokens(word: str, known: Words) -> tuple[str, ...]:
    """The tokens that must be there for this word: a compound is said by all of its parts."""
    pieces = text.cut(word) if text.is_han(word) else [word]
    if word in text.lexicon():
        return (word,)  # a token of its own wherever it stands
    if len(pieces) > 1:
        return tuple(pieces)
    if word in known.by_word or len(word) <= 2 or not _is_chinese(word):
        return (word,)
    return tuple(text.pairs(word))


def _is_chinese(word: str) -> bool:
    return all(text.is_han(character) for character in word)


def _weight(word: str) -> int:
    """The name of a thing matters more than what is said about it; a lone character less."""
    if categories_named(word) or (len(word) > 1 and synonyms.others(word)):
        return 4
    return 2 if len(word) > 1 else 1


def _spans(run: str) -> list[str]:
    return [
        run[start:end]
        for start in range(len(run))
        for end in range(start + 1, min(start + LONGEST_SPAN, len(run)) + 1)
    ]


def _letter_spans(run: str) -> list[str]:
    places = pinyin.cuts(run[:MOST_LETTERS])
    return [run[a:b] for i, a in enumerate(places) for b in places[i + 1 :]]
