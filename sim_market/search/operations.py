"""Keeping the index in step with the goods, in the transaction that changes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import now
from app.db import db
from sim_market.search import pinyin, text
from sim_market.search.match import room_token, tsvector
from sim_market.search.models import SearchDoc, SearchWord

DOC = cast(sa.Table, SearchDoc.__table__)
WORD = cast(sa.Table, SearchWord.__table__)
LOCK = 0x5EA4C4  # the advisory lock of the words; PostgreSQL knows locks by number only
AT_ONCE = 2000  # words in one question
MOST_DETAIL = 400  # characters of the detail that are indexed
FORGET = sa.delete(DOC).where(
    DOC.c.cohort_id == sa.bindparam("cohort"), DOC.c.listing_id == sa.bindparam("listing")
)
WRITE = sa.insert(DOC)
KNOWN = sa.select(WORD.c.word).where(
    WORD.c.cohort_id == sa.bindparam("cohort"),
    WORD.c.word.in_(sa.bindparam("words", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class Saying:
    """What goods say of themselves, field by field, as people read it."""

    title: str
    category: Sequence[str]
    attributes: Sequence[str]
    store: str
    detail: str = ""


def write_docs(cohort_id: int, sayings: Mapping[int, Saying]) -> None:
    """Write anew under which words these listings (by id) are found. Four statements."""
    connection = db.session.connection()
    connection.execute(
        FORGET, [{"cohort": cohort_id, "listing": listing_id} for listing_id in sayings]
    )
    exact = _on_postgres(connection)
    rows = [_row(cohort_id, *said, exact=exact) for said in sayings.items()]
    if rows:
        connection.execute(WRITE, rows)
    _learn(connection, cohort_id, _words(sayings.values()))


def forget_words(cohort_id: int) -> None:
    """Forget which words this class uses; they are learned again with `write_docs`."""
    db.session.execute(sa.delete(WORD).where(WORD.c.cohort_id == cohort_id))


def _words(sayings: Iterable[Saying]) -> set[str]:
    return {
        word
        for saying in sayings
        for word in text.real_words([saying.title, *saying.category, *saying.attributes])
    }


def _row(cohort_id: int, listing_id: int, saying: Saying, *, exact: bool) -> dict[str, object]:
    title = text.tokens(saying.title)
    category = _tokens(saying.category)
    attributes = _tokens(saying.attributes)
    store = text.tokens(saying.store)
    rest = [*store, *text.tokens(saying.detail[:MOST_DETAIL]), room_token(cohort_id)]
    by_weight = [("A", title), ("B", category), ("C", attributes), ("D", rest)]
    everything = dict.fromkeys(token for _weight, tokens in by_weight for token in tokens)
    return {
        "cohort_id": cohort_id,
        "listing_id": listing_id,
        "created_at": now(),
        "title": " ".join(title),
        "category": " ".join(category),
        "attributes": " ".join(attributes),
        "store": " ".join(store),
        "words": tsvector(by_weight) if exact else " ".join(everything),
    }


def _learn(connection: sa.Connection, cohort_id: int, words: Iterable[str]) -> None:
    """Remember words that no goods of this class used before."""
    asked = sorted(words)
    if not asked:
        return
    known = {
        word
        for start in range(0, len(asked), AT_ONCE)
        for word in connection.scalars(
            KNOWN, {"cohort": cohort_id, "words": asked[start : start + AT_ONCE]}
        )
    }
    missing = [word for word in asked if word not in known]
    if not missing:
        return
    if _on_postgres(connection):  # one at a time, or two could wait for each other's words
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK, cohort_id)))
    insert = postgresql.insert if _on_postgres(connection) else sqlite.insert
    rows = [_word(cohort_id, word) for word in missing]
    connection.execute(insert(WORD).on_conflict_do_nothing(), rows)


def _word(cohort_id: int, word: str) -> dict[str, object]:
    return {
        "cohort_id": cohort_id,
        "created_at": now(),
        "word": word,
        "sound": pinyin.whole(word),
        "alike": pinyin.alike(word),
        "initials": pinyin.initials(word),
    }


def _tokens(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(token for each in texts for token in text.tokens(each)))


def _on_postgres(connection: sa.Connection) -> bool:
    return connection.dialect.name == "postgresql"
