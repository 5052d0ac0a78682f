"""A file that somebody sent, as lines of a sheet of goods; Invalid if it is none.

Opened by `app.sheets`, which refuses bombs and what is too large. Merged cells are refused, for
nobody can say which row they belong to; formulas are marked, for their values may be old.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from openpyxl import load_workbook

from app import sheets
from app.errors import Invalid
from sim_market.bulk.sheet.columns import IGNORED, Col, column_of, is_known

HEAD_WITHIN = 5  # rows in which the head is looked for
MOST_NAMED = 5
Place = tuple[int, int, int]  # number of the sheet, of the row and of the column, from 0, 1 and 0


@dataclass(frozen=True, slots=True)
class Line:
    """One row: cells by column, blank ones left out; `raw` as they were, for giving them back."""

    sheet: int
    number: int
    cells: dict[str, str]
    raw: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """`heads`: for each sheet of goods what stood above its columns."""

    heads: tuple[tuple[str, ...], ...]
    lines: tuple[Line, ...]


def read_goods(body: bytes) -> Read:
    """Every visible sheet with a head. Raises Invalid for a file without goods."""
    found = sheets.read(body)
    formulas = _look_inside(body) if body.startswith(b"PK") else set()
    heads: list[tuple[str, ...]] = []
    lines: list[Line] = []
    for at, sheet in enumerate(found):
        start = _head_at(sheet)
        if start is None:
            continue
        head = tuple(sheet[start][1])
        columns = _columns(head)
        heads.append(head)
        lines.extend(_lines(sheet[start + 1 :], columns, len(heads) - 1, at, formulas))
    if not heads:
        raise _refuse(
            _("没有找到表头：要有“商品编号”或“标题”一列"),
            _("下载模板对照一下；表头要在前 5 行里"),
        )
    if not lines:
        raise _refuse(_("表头下面没有商品"), _("填好再上传"))
    return Read(tuple(heads), tuple(lines))


def plain(cell: str) -> str:
    """Without the apostrophe that our own .csv puts before what would be run."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in sheets.FORMULA else cell


def _head_at(sheet: sheets.Sheet) -> int | None:
    for at, (_number, cells) in enumerate(sheet[:HEAD_WITHIN]):
        if {column_of(cell) for cell in cells} & {Col.CODE, Col.TITLE}:
            return at
    return None


def _columns(head: Sequence[str]) -> list[str]:
    """The column of each head; Invalid for one that is unknown or stands there twice."""
    columns = [column_of(plain(cell)) for cell in head]
    strange = [
        cell for cell, column in zip(head, columns, strict=True) if column and not is_known(column)
    ]
    if strange:
        shown = "、".join(cell.strip()[:20] for cell in strange[:MOST_NAMED])
        raise _refuse(_("不认识的列：%(names)s", names=shown), _("改成模板里的列名，或删掉这一列"))
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise _refuse(_("有重复的列：%(names)s", names="、".join(twice)), _("每一列只留一个"))
    return columns


def _lines(
    rows: sheets.Sheet, columns: Sequence[str], head: int, at: int, formulas: set[Place]
) -> Iterator[Line]:
    for number, cells in rows:
        said = {
            column: plain(cell)
            for column, cell in zip(columns, cells, strict=False)
            if column and column not in IGNORED and cell.strip()
        }
        computed = tuple(
            column
            for place, column in enumerate(columns)
            if column and column not in IGNORED and (at, number, place) in formulas
        )
        if said or computed:
            yield Line(head, number, said, tuple(map(plain, cells)), computed)


def _look_inside(body: bytes) -> set[Place]:
    """Where formulas stand; Invalid where cells are merged. Looked at closely only if there are."""
    sound = sheets.repacked(body)
    with zipfile.ZipFile(io.BytesIO(sound)) as book:
        pages = [
            book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")
        ]
    if any(b"<mergeCell " in page for page in pages):
        raise _refuse(
            _("表里有合并的单元格，分不清属于哪一行"), _("取消合并，每一行都写全，再上传")
        )
    if not any(b"<f>" in page or b"<f " in page for page in pages):
        return set()
    book_of = load_workbook(io.BytesIO(sound), read_only=True, keep_links=False)
    visible = [sheet for sheet in book_of.worksheets if sheet.sheet_state == "visible"]
    return {
        (at, number, place)
        for at, sheet in enumerate(visible)
        for number, row in enumerate(
            sheet.iter_rows(max_row=sheets.MOST_ROWS, max_col=sheets.MOST_COLUMNS), start=1
        )
        for place, cell in enumerate(row)
        if getattr(cell, "data_type", "") == "f"
    }


def _refuse(message: str, next_step: str) -> Invalid:
    return Invalid(message, next_step=next_step, fields={"file": message})
