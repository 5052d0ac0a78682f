"""Spreadsheets as people really make them."""

import io
import zipfile
from functools import cache

from openpyxl import Workbook


def xlsx(rows, *, merge=(), before_sheets=()):
    """An .xlsx with these rows; `merge` are ranges such as 'A1:D1'."""
    book = Workbook()
    for title in before_sheets:
        book.create_sheet(title, 0)
    sheet = book.worksheets[-1]
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_people_make_them():
    """Merged title rows, a date line, a head with notes, footers, blanks, full-width digits."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "明德职业培训学校 2026 年第 12 期学员花名册"
    sheet.merge_cells("A1:E1")
    sheet["A2"] = "填表日期：2026 年 11 月 20 日"
    sheet.merge_cells("A2:E2")
    sheet.append([])
    for column, head in enumerate(["序号", "姓 名", "性别", "* 联系电话（必填）", "身份证号"], 1):
        sheet.cell(4, column, head)
    people = [
        (1, "王小满", "女", "１３８００１３８００１", "410102200001011234"),
        (2, "李　白露", "女", "138-0013-8002", None),
        (3, "赵霜降 ", "男", 13800138003, None),
        (4, "钱冬至", "男", "+86 138 0013 8004", None),
        (5, "孙立春", "女", "13800138001", None),
        (6, "周雨水", "男", "1380013800", None),
        (7, None, "男", "13800138007", None),
        (8, "吴惊蛰", "男", None, None),
        (9, "阿迪力·买买提", "男", 13800138009.0, None),
    ]
    for at, row in enumerate(people, 5):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column, value)
    sheet["A16"] = "合计"
    sheet["B16"] = "合计：9 人"
    for at in range(17, 400):
        sheet.cell(at, 2, "  ")
        sheet.cell(at, 4).number_format = "@"
    book.create_sheet("说明")["A1"] = "本表由班主任填写"
    return saved(book)


def repack(body, change):
    """The same archive with `change(name, content)` applied to each member."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            new.writestr(member.filename, change(member.filename, old.read(member)))
    return out.getvalue()


@cache
def bomb(megabytes=200):
    """A small .xlsx whose sheet unpacks to very much."""

    def blow_up(name, content):
        if not name.endswith("sheet1.xml"):
            return content
        return content.replace(b"</sheetData>", b" " * (megabytes << 20) + b"</sheetData>")

    return repack(xlsx([["姓名", "手机号"]]), blow_up)


def lying_bomb():
    """The same, whose directory claims that the sheet is tiny."""
    body = bytearray(bomb(40))
    at = body.rfind(b"xl/worksheets/sheet1.xml") - 46
    body[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(body)
