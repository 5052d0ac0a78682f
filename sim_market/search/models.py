"""What is searched: one row of tokens per listing, and the words that a class's goods use.

Both databases keep a full-text index over `SearchDoc.words`: PostgreSQL a GIN index over a
tsvector, SQLite an FTS5 table beside it that triggers keep in step.
"""

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Sandboxed, parent, sandboxed

FULL_TEXT = "search_fts"  # the FTS5 table; its shadow tables have names that begin so


class SearchDoc(Sandboxed, Model):
    """What one listing says, as tokens with spaces between; `words` has them all, for the index.

    `detail` is only in `words`. `title` and the others are read again when hits are ranked.
    """

    __tablename__ = "search_doc"
    __table_args__ = sandboxed(
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "listing_id"),
        sa.Index(
            "ix_search_doc_words",
            "words",
            postgresql_using="gin",
            sqlite_where=sa.text("words IS NULL"),  # empty: SQLite has FTS5 instead
        ),
    )

    listing_id: Mapped[int]
    title: Mapped[str] = mapped_column(sa.Text)
    category: Mapped[str] = mapped_column(sa.Text)
    attributes: Mapped[str] = mapped_column(sa.Text)
    store: Mapped[str] = mapped_column(sa.Text)
    words: Mapped[str] = mapped_column(sa.Text().with_variant(TSVECTOR(), "postgresql"))


class SearchWord(Sandboxed, Model):
    """A word that goods of this class use, and how it sounds; for corrections and proposals."""

    __tablename__ = "search_word"
    __table_args__ = sandboxed(
        sa.UniqueConstraint("cohort_id", "word"),
        sa.Index("ix_search_word_sound", "cohort_id", "sound"),
        sa.Index("ix_search_word_alike", "cohort_id", "alike"),
        sa.Index("ix_search_word_initials", "cohort_id", "initials"),
    )

    word: Mapped[str] = mapped_column(sa.String(20))
    sound: Mapped[str] = mapped_column(sa.String(40))
    alike: Mapped[str] = mapped_column(sa.String(40))
    initials: Mapped[str] = mapped_column(sa.String(40))


MAKE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5("
    "words, content='search_doc', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER search_doc_into AFTER INSERT ON search_doc BEGIN"
    " INSERT INTO search_fts (rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER search_doc_out AFTER DELETE ON search_doc BEGIN"
    " INSERT INTO search_fts (search_fts, rowid, words)"
    " VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER search_doc_again AFTER UPDATE ON search_doc BEGIN"
    " INSERT INTO search_fts (search_fts, rowid, words)"
    " VALUES ('delete', old.id, old.words);"
    " INSERT INTO search_fts (rowid, words) VALUES (new.id, new.words); END",
)  # SQLite only; a migration runs these after it has made `search_doc`
UNMAKE = ("DROP TABLE IF EXISTS search_fts",)


def _when(event: str, statements: tuple[str, ...]) -> None:
    for statement in statements:
        made: Any = sa.DDL(statement).execute_if(dialect="sqlite")
        sa.event.listen(cast(sa.Table, SearchDoc.__table__), event, made)


_when("after_create", MAKE)
_when("before_drop", UNMAKE)
