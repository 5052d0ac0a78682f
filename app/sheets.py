"""Spreadsheets that people send and take away. Nothing in one that was sent is trusted.

An .xlsx file is a zip of XML: number, size and ratio of its members are checked while they are
unpacked, and the reader gets a fresh zip made of what was really found. At most 5,000 rows and 60
columns are looked at.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import cast

from flask_babel import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font

from app.errors import Invalid

MOST_BYTES = 5_000_000
MOST_MEMBERS = 200
MOST_UNPACKED = 30_000_000
MOST_RATIO = 100
SMALL = 100_000  # a member below this is never a bomb, however well it packs
MOST_ROWS = 5_000
MOST_COLUMNS = 60
CHUNK = 1 << 16
DELIMITERS = ",\t;，"
FORMULA = tuple("=+-@\t\r")  # what a cell begins with that would be run

Row = tuple[int, list[str]]
Sheet = list[Row]


def read(body: bytes) -> list[Sheet]:
    """The sheets of a file; each row with its number in the file, cells as text.

    By content, not by name: an .xlsx, or comma-separated text in UTF-8, UTF-16 or GB 18030.
    """
    if not body:
        raise _refuse(_("没有收到文件，或文件是空的"), _("请重新选择文件"))
    if len(body) > MOST_BYTES:
        raise _refuse(_("文件超过 5 MB"), _("删掉图片和多余的表再试"))
    if body.startswith(b"PK"):
        return read_xlsx(repacked(body))
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refuse(_("这是旧式 .xls 文件，或者加了密码"), _("请取消密码，另存为 .xlsx 后再上传"))
    return [read_csv(body)]


def read_xlsx(body: bytes) -> list[Sheet]:
    """Every visible sheet, values as they were last computed."""
    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        return [_rows_of(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Invalid:
        raise
    except Exception as error:  # whatever a broken file makes the reader trip over
        raise _refuse(
            _("这个 .xlsx 文件打不开，可能已损坏"), _("请用表格软件打开它，另存为新的 .xlsx 再上传")
        ) from error


def read_csv(body: bytes) -> Sheet:
    text = decoded(body)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    rows: Sheet = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            _keep(rows, number, cells)
    except csv.Error as error:
        raise _refuse(_("这个 .csv 文件读不通"), _("请另存为 .xlsx，或用模板重填")) from error
    return rows


def decoded(body: bytes) -> str:
    """Text in the encodings that spreadsheet programs write in China."""
    codes = ["utf-16"] if body[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for code in codes:
        try:
            text = body.decode(code)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _refuse(_("认不出这是什么文件"), _("请上传 .xlsx 或 .csv；可以先下载模板，照着填"))


def repacked(body: bytes) -> bytes:
    """The same archive, made anew from what it really unpacks to; Invalid for a bomb."""
    fresh, unpacked = io.BytesIO(), 0
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as sent, zipfile.ZipFile(fresh, "w") as made:
            members = sent.infolist()
            if len(members) > MOST_MEMBERS:
                raise _bomb()
            for member in members:
                content = _unpack(sent, member, MOST_UNPACKED - unpacked)
                unpacked += len(content)
                made.writestr(member.filename, content)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise _refuse(
            _("这个文件打不开：已损坏，或者加了密码"), _("请取消密码，另存为新的 .xlsx 再上传")
        ) from error
    return fresh.getvalue()


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> bytes:
    """One member, unpacked by pieces so that a bomb is dropped as soon as it shows."""
    most = min(room, max(SMALL, member.compress_size * MOST_RATIO))
    if member.file_size > most:
        raise _bomb()
    parts, size = [], 0
    with archive.open(member) as stream:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size > most:
                raise _bomb()
            parts.append(piece)
    return b"".join(parts)


def _rows_of(sheet: object) -> Sheet:
    rows: Sheet = []
    reset = getattr(sheet, "reset_dimensions", None)
    if reset:
        reset()  # what the file says of its own size is not believed
    for number, cells in enumerate(_cells(sheet), 1):
        _keep(rows, number, [as_text(cell) for cell in cells])
    return rows


def _keep(rows: Sheet, number: int, texts: list[str]) -> None:
    """Add a row unless it is blank; blank cells at its end do not count."""
    while texts and not texts[-1].strip():
        texts.pop()
    if not texts:
        return
    if number > MOST_ROWS or len(texts) > MOST_COLUMNS:
        raise _refuse(
            _("表太大：最多看 %(a)s 行、%(b)s 列", a=MOST_ROWS, b=MOST_COLUMNS),
            _("删掉多余的行列，或分成几个文件"),
        )
    rows.append((number, texts))


def _cells(sheet: object) -> Iterator[tuple[object, ...]]:
    rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True)  # type: ignore[attr-defined]
    yield from rows


def as_text(cell: object) -> str:
    """A cell as a person reads it: 13800138000.0 is the phone number it was typed as."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)


def _bomb() -> Invalid:
    return _refuse(_("这个文件展开后大得不正常，没有打开"), _("请新建一个表格，把内容粘进去"))


def _refuse(message: str, next_step: str) -> Invalid:
    return Invalid(message, next_step=next_step, fields={"file": message})


def as_xlsx(rows: Sequence[Sequence[str]], title: str) -> bytes:
    """A workbook with one sheet: a header in bold, every cell as text, so that nothing is run."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title[:30]
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = cast(Cell, sheet.cell(number, column))
            cell.value, cell.data_type = text, "s"
            cell.number_format = "@"
            if number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Comma-separated text that spreadsheet programs open as UTF-8; formulas are made harmless."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that a spreadsheet program would run as a formula gets an apostrophe before it."""
    return f"'{cell}" if cell[:1] in FORMULA else cell


def named(rows: Sheet) -> list[dict[str, str]]:
    """Rows by the names of the header, the first row; apostrophes of `harmless` are dropped."""
    if not rows:
        return []
    header = [cell.strip() for cell in rows[0][1]]
    return [
        {
            name: _plain(cells[at]) if at < len(cells) else ""
            for at, name in enumerate(header)
            if name
        }
        for _number, cells in rows[1:]
    ]


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell
