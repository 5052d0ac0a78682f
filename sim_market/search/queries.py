"""Asking the index: what was meant, which listings say it, which words to propose."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.search import known as known_words
from sim_market.search import match, pinyin, text, understand
from sim_market.search.known import Known, Wanted, Words, edit_patterns
from sim_market.search.match import Concept
from sim_market.search.models import SearchDoc, SearchWord
from sim_market.search.understand import Meant

MOST_PROPOSED = 8
_KNOWN = (SearchWord.word, SearchWord.sound, SearchWord.alike, SearchWord.initials)


def read(cohort_id: int, typed: str) -> Meant:
    """What was meant by the text, in words that goods of this class use. One or two statements."""
    wanted = understand.wanted(typed)
    if not (wanted.words or wanted.sounds):
        return understand.understand(typed, Words([]))
    known = Words(_known(cohort_id, _any_of(wanted)))
    spans = understand.unknown_spans(typed, known)
    return understand.understand(typed, known, _edits(cohort_id, spans) if spans else {})


def hits(cohort_id: int, concepts: Sequence[Concept], least: int) -> sa.Subquery:
    """Listings that say at least so many of the concepts: doc_id, and `worth` (less is better)."""
    if db.session.connection().dialect.name == "postgresql":
        asked = sa.cast(match.tsquery(cohort_id, concepts, least), _TSQUERY)
        return (
            sa.select(
                SearchDoc.id.label("doc_id"),
                (-sa.func.ts_rank(SearchDoc.words, asked)).label("worth"),
            )
            .where(SearchDoc.words.op("@@")(asked), SearchDoc.cohort_id == cohort_id)
            .subquery("hits")
        )
    found = sa.text(
        "SELECT rowid AS doc_id, rank AS worth FROM search_fts WHERE search_fts MATCH :asked"
        " LIMIT -1"  # so that the planner asks the index first, and once
    )
    bound = found.bindparams(asked=match.fts5(cohort_id, concepts, least))
    return bound.columns(doc_id=sa.Integer, worth=sa.Float).subquery("hits")


def propose(cohort_id: int, typed: str) -> list[str]:
    """Words that goods use and that begin like what was typed, also by their sound. Best first.

    One statement. Nothing for an empty text.
    """
    begun = "".join(text.runs(text.folded(typed[:40])))
    if not begun:
        return []
    fits = _begins(SearchWord.word, begun)
    if begun.isascii() or understand.is_mixed(begun):
        sound = pinyin.whole(begun)
        fits |= _begins(SearchWord.sound, sound) | _begins(SearchWord.initials, begun)
    asked = (
        sa.select(SearchWord.word)
        .where(SearchWord.cohort_id == cohort_id, fits)
        .order_by(sa.func.length(SearchWord.word), SearchWord.word)
        .limit(200)
    )
    return sorted(db.session.scalars(asked), key=lambda word: _rank(word, begun))[:MOST_PROPOSED]


def _rank(word: str, begun: str) -> tuple[bool, bool, int, str]:
    return (not word.startswith(begun), word not in text.lexicon(), len(word), word)


def _begins(column: Any, begun: str) -> sa.ColumnElement[bool]:
    fits: sa.ColumnElement[bool] = column.startswith(begun, autoescape=True)
    return fits


def _any_of(wanted: Wanted) -> sa.ColumnElement[bool]:
    return sa.or_(
        SearchWord.word.in_(sorted(wanted.words)),
        SearchWord.sound.in_(sorted(wanted.sounds)),
        SearchWord.alike.in_(sorted(wanted.alikes)),
        SearchWord.initials.in_(sorted(wanted.initials)),
    )


def _known(cohort_id: int, fits: sa.ColumnElement[bool]) -> list[Known]:
    asked = sa.select(*_KNOWN).where(SearchWord.cohort_id == cohort_id, fits)
    return [Known(*row) for row in db.session.execute(asked)]


def _edits(cohort_id: int, spans: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Span -> words it may be with one character put right. Letters are compared by sound."""
    patterns = {span: edit_patterns(span) for span in spans}
    fits = sa.or_(
        *(
            (SearchWord.sound if span.isascii() else SearchWord.word).like(one)
            for span, some in patterns.items()
            for one in some
        )
    )
    found = [each for each in _known(cohort_id, fits) if len(each.word) > 1]
    return {
        span: known_words.best_edits(
            span,
            [w.word for w in found if _like(w.sound if span.isascii() else w.word, some)],
        )
        for span, some in patterns.items()
    }


def _like(word: str, patterns: Sequence[str]) -> bool:
    return any(
        len(word) == len(one) and all(a in (b, "_") for a, b in zip(one, word, strict=True))
        for one in patterns
    )


class _TSQUERY(sa.types.UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_more: object) -> str:
        return "TSQUERY"
