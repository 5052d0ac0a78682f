"""The rows of a file that did not go through, as a file: with a column that says why. Pure."""

# word data: names of sheets and of the column of errors

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from app import sheets
from sim_market.bulk.models import BulkRow, RowState
from sim_market.bulk.sheet.columns import Col, column_of
from sim_market.bulk.sheet.writing import put_text

WRONG = PatternFill("solid", fgColor="FDE2DD")
Head = Sequence[str]


def as_file(heads: Sequence[Head], rows: Sequence[BulkRow], kind: str) -> bytes:
    """`heads` as they stood in the file; .csv puts sheets one below the other."""
    tables = [(place, list(_table(place, head, rows))) for place, head in enumerate(heads)]
    filled = [(place, table) for place, table in tables if len(table) > 1]
    if kind == "csv":
        return sheets.as_csv(line for _place, table in filled for line in table)
    book = Workbook()
    book.remove(book.worksheets[0])
    for place, table in filled:
        _write(book.create_sheet(f"商品{place + 1}"), table)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def reasons(row: BulkRow, line: int, *, is_first: bool) -> str:
    """What is wrong in one line: each cell with what to do; what stopped the row stands first."""
    told = [_reason(each) for each in row.faults if each["line"] == line]
    if row.state == RowState.FAILED and is_first:
        told.insert(0, row.message)
    return "；".join(told)


def _table(place: int, head: Head, rows: Sequence[BulkRow]) -> Iterator[list[str]]:
    keep = [at for at, cell in enumerate(head) if column_of(cell) != Col.FAULT]
    yield [*(head[at] for at in keep), str(Col.FAULT)]
    for row in rows:
        for number, line in enumerate(row.lines):
            if line["sheet"] != place:
                continue
            cells = [*line["cells"], *[""] * len(head)]
            told = reasons(row, line["number"], is_first=number == 0)
            yield [*(str(cells[at]) for at in keep), told]


def _reason(fault: Mapping[str, Any]) -> str:
    rule = _("（规则 %(rule)s）", rule=fault["rule"]) if fault["rule"] else ""
    todo = f"，{fault['todo']}" if fault["todo"] else ""
    return f"{fault['column']}：{fault['message']}{rule}{todo}"


def _write(sheet: Any, table: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(table, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            put_text(cell, text)
            cell.number_format = "@"
            if number == 1:
                cell.font = Font(bold=True)
            elif place == len(row) and text:
                cell.fill = WRONG
    sheet.freeze_panes = "A2"
