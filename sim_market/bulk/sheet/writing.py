"""Goods as a file: .xlsx with lists to choose from, or .csv. Nothing in it is run. Pure."""

# word data: names of sheets, and what the help sheet says in files that are always Chinese

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app import sheets
from sim_market.bulk.sheet import cells
from sim_market.bulk.sheet.columns import (
    AMOUNTS,
    COUNTS,
    REQUIRED,
    WRITTEN,
    Col,
    attribute_column,
    head,
)
from sim_market.listings.forms.editor import SHIP_HOURS
from sim_market.listings.models import Listing
from sim_market.rules.categories import AttributeKind, Category, find_category

CHOICES = "选项"
HELP = "填写说明"
ROWS = 1_000  # so many rows of a template have lists to choose from
WIDE = {Col.TITLE: 36, Col.CATEGORY: 30, Col.IMAGES: 36, Col.DETAIL: 40}
HINT = PatternFill("solid", fgColor="FFF3E8")
RULES = (Path(__file__).parent / "help.txt").read_text(encoding="utf-8").splitlines()


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: columns, and rows of column -> text. `required` are marked, `choices` offered."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...] = ()
    required: frozenset[str] = frozenset()
    choices: Mapping[str, Sequence[str]] | None = None


def pages_of(listings: Iterable[Listing], freights: Mapping[int, str]) -> list[Page]:
    """A sheet for each category, with its own attributes as columns."""
    by_category: dict[str, list[Listing]] = {}
    for each in listings:
        by_category.setdefault(each.category_code, []).append(each)
    names = list(freights.values())
    return [
        page_for(find_category(code), names, tuple(_rows(goods, freights)), code)
        for code, goods in sorted(by_category.items())
    ]


def page_for(
    category: Category | None, freights: Sequence[str], rows: tuple[Mapping[str, str], ...] = (),
    title: str = "",
) -> Page:  # fmt: skip
    """The columns of a category; without rows it is its empty template."""
    known = category.attributes if category else ()
    choices = choices_of(category, freights)
    if category and not rows:
        choices[Col.CATEGORY] = [category.full_name]
    return Page(
        category.name if category else title,
        (*map(str, WRITTEN), *(attribute_column(each.name) for each in known)),
        rows,
        frozenset({*REQUIRED, *(attribute_column(a.name) for a in known if a.required)}),
        choices,
    )


def choices_of(category: Category | None, freights: Sequence[str]) -> dict[str, Sequence[str]]:
    choices: dict[str, Sequence[str]] = {
        Col.PRESALE: (cells.YES, cells.NO),
        Col.HOURS: tuple(map(str, SHIP_HOURS)),
        Col.FREIGHT: tuple(freights),
    }
    for each in category.attributes if category else ():
        if each.kind == AttributeKind.ONE_OF:
            choices[attribute_column(each.name)] = each.values
    return {column: values for column, values in choices.items() if values}


def single(pages: Sequence[Page], title: str) -> Page:
    """All sheets as one, for .csv: the columns of each, once."""
    columns = dict.fromkeys(column for page in pages for column in page.columns)
    required = frozenset().union(*(page.required for page in pages)) & set(REQUIRED)
    return Page(title, tuple(columns), tuple(r for page in pages for r in page.rows), required)


def as_csv(page: Page) -> bytes:
    heads = [head(column, required=column in page.required) for column in page.columns]
    return sheets.as_csv([heads, *([row.get(c, "") for c in page.columns] for row in page.rows)])


def as_xlsx(pages: Sequence[Page], category: Category | None = None) -> bytes:
    """A workbook with a sheet for each page, lists to choose from, and a sheet of help."""
    book = Workbook()
    book.remove(book.worksheets[0])
    titles: set[str] = set()
    lists = _Lists()
    for page in pages:
        sheet = book.create_sheet(_title(page.title, titles))
        _write(sheet, page)
        lists.offer(sheet, page)
    _help(book, category)
    lists.write(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


class _Lists:
    """Values to choose from stand on a hidden sheet: a list in a cell's own rule is short."""

    def __init__(self) -> None:
        self.columns: list[Sequence[str]] = []

    def offer(self, sheet: Worksheet, page: Page) -> None:
        for place, column in enumerate(page.columns, start=1):
            values = (page.choices or {}).get(column)
            if not values:
                continue
            self.columns.append(values)
            letter, here = get_column_letter(len(self.columns)), get_column_letter(place)
            where = f"'{CHOICES}'!${letter}$1:${letter}${len(values)}"
            rule = DataValidation("list", formula1=where, allow_blank=True)
            rule.showErrorMessage = False  # 「清空」 must go in; the import tells what is wrong
            sheet.add_data_validation(rule)
            rule.add(f"{here}2:{here}{max(ROWS, len(page.rows) + 1)}")

    def write(self, book: Workbook) -> None:
        sheet = book.create_sheet(CHOICES)
        sheet.sheet_state = "hidden"
        for place, values in enumerate(self.columns, start=1):
            for number, value in enumerate(values, start=1):
                put_text(_cell(sheet, number, place), value)


def _rows(listings: Iterable[Listing], freights: Mapping[int, str]) -> Iterable[dict[str, str]]:
    """A row for each SKU; what is said of the whole listing stands in the first."""
    for each in listings:
        whole = cells.listing_texts(each, freights)
        for place, sku in enumerate(each.skus):
            yield (whole if not place else {Col.CODE: each.code}) | cells.sku_texts(sku)


def _write(sheet: Worksheet, page: Page) -> None:
    for place, column in enumerate(page.columns, start=1):
        top = _cell(sheet, 1, place)
        put_text(top, head(column, required=column in page.required))
        top.font, top.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        if column in page.required:
            top.fill = HINT
        sheet.column_dimensions[get_column_letter(place)].width = WIDE.get(column, 14)  # type: ignore[call-overload]
    for number, row in enumerate(page.rows, start=2):
        for place, column in enumerate(page.columns, start=1):
            if text := row.get(column, ""):
                _put(_cell(sheet, number, place), column, text)
    sheet.freeze_panes = "C2"


def put_text(cell: Any, text: str) -> None:
    """Words, whatever they begin with; what no workbook may hold is left out."""
    cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", text), "s"


def _put(cell: Any, column: str, text: str) -> None:
    """Amounts and counts as numbers; everything else as text, so that nothing is run."""
    if column in COUNTS and text.isdecimal():
        cell.value = int(text)
    elif column in AMOUNTS:
        cell.value, cell.number_format = Decimal(text), "0.00"
    else:
        put_text(cell, text)
        cell.number_format = "@"


def _cell(sheet: Worksheet, row: int, column: int) -> Any:
    return sheet.cell(row, column)


def _title(title: str, taken: set[str]) -> str:
    """A name that a sheet may have, once."""
    plain = "".join(c for c in title if c not in "[]:*?/\\")[:24] or "商品"
    name, number = plain, 1
    while name in taken or name in (HELP, CHOICES):
        number += 1
        name = f"{plain}{number}"
    taken.add(name)
    return name


def _help(book: Workbook, category: Category | None) -> None:
    sheet = book.create_sheet(HELP)
    lines = list(RULES)
    for each in category.attributes if category else ():
        needed = "必填" if each.required else "选填"
        known = f"可以填：{'、'.join(each.values)}" if each.values else _range_of(each)
        lines.append(f"{attribute_column(each.name)}（{needed}）{known}")
    for number, text in enumerate(lines, start=1):
        cell = _cell(sheet, number, 1)
        put_text(cell, text)
        cell.alignment = Alignment(wrap_text=True)
    sheet.column_dimensions["A"].width = 100


def _range_of(attribute: object) -> str:
    low, high, unit = (getattr(attribute, name) for name in ("low", "high", "unit"))
    units = "、".join(name for name, _factor in getattr(attribute, "units", ()))
    if high:
        return f"{low} 到 {high} {unit}{f'，单位：{units}' if units else ''}"
    return f"文字，最多 {getattr(attribute, 'longest', 0)} 个字"
