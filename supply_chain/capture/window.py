"""From where a pull reads (commerce_rules Q1, Q2). Pure."""

from datetime import datetime, timedelta

OVERLAP = timedelta(minutes=30)
PAGE = 200

Cursor = tuple[datetime, int]


def start_of(cursor: Cursor | None) -> Cursor | None:
    """A little before the last row read: orders change while the clock stands still."""
    return None if cursor is None else (cursor[0] - OVERLAP, 0)


def further(cursor: Cursor | None, read: Cursor) -> Cursor:
    """The cursor never goes back."""
    return read if cursor is None else max(cursor, read)
