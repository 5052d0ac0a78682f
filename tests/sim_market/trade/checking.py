"""The rooms' own checks, every few steps, at a price that lets them be asked so often.

A check is a function of what its statements read. So it is asked again only when a table that it
reads was written since, and then its statements alone are run first: rows that were judged before
get the judgement that they got. Everything else is judged by the check itself.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.db import Model, db

Check = Callable[[], list[str]]
Said = tuple[str, Any]
WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
WORDS = re.compile(r"\w+")


@dataclass
class Judgement:
    """What a check asked, what it was told, and what it said of it."""

    asked: list[Said]
    told: list[Any]
    reads: frozenset[str]
    said: list[str]


@dataclass
class Checks:
    """All checks of the application, of one engine. `asked` and `judged` count for the curious."""

    judgements: dict[str, Judgement] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    asked: int = 0
    judged: int = 0

    def begin_anew(self) -> None:
        """Rows have gone without a statement that says so: look at everything once more."""
        self.written |= set(Model.metadata.tables)

    def problems(self) -> list[str]:
        """What is wrong now, in one line each. The caller has committed."""
        wrong: list[str] = []
        for name, check in current_app.extensions["checks"].items():
            known = self.judgements.get(name)
            if known is None or known.reads & self.written:
                known = self._judge(name, check, known)
            wrong += (f"{name}: {said}" for said in known.said)
        self.written.clear()
        return wrong

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note which tables are written meanwhile."""

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            if found := WRITES.match(statement):
                self.written.add(found[1])

        sa.event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", note)

    def _judge(self, name: str, check: Check, known: Judgement | None) -> Judgement:
        self.asked += 1
        if known is not None and [told(said) for said in known.asked] == known.told:
            return known
        self.judged += 1
        with noted() as asked:
            said = check()
        words = {word for statement, _values in asked for word in WORDS.findall(statement)}
        reads = frozenset(words & set(Model.metadata.tables))
        made = Judgement(asked, [told(each) for each in asked], reads, said)
        self.judgements[name] = made
        return made


def told(said: Said) -> list[Any]:
    """The rows of a statement, without anything between it and the database."""
    raw = db.session.connection().connection.dbapi_connection
    cursor = raw.cursor()  # type: ignore[union-attr]
    try:
        cursor.execute(*said)
        return list(cursor.fetchall())
    finally:
        cursor.close()


@contextmanager
def noted() -> Iterator[list[Said]]:
    """The statements that are sent within the block, as the driver gets them."""
    seen: list[Said] = []

    def note(
        _connection: object, _cursor: object, statement: str, values: Any, *_more: object
    ) -> None:
        if statement.lstrip()[:6].upper() == "SELECT":
            seen.append((statement, values))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
