"""The score table of a class as CSV, safe to open in a spreadsheet program. Pure."""

import csv
from collections.abc import Sequence
from io import StringIO

RISKY = ("=", "+", "-", "@", "\t", "\r")


def table(headers: Sequence[str], rows: Sequence[Sequence[str | int | None]]) -> bytes:
    """UTF-8 with the mark that spreadsheet programs look for."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([[cell(value) for value in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def cell(value: str | int | None) -> str:
    """A text that a spreadsheet program would run as a formula is led by an apostrophe."""
    text = "" if value is None else str(value)
    return "'" + text if text.startswith(RISKY) else text
