"""The roster to fill in: two columns, phone numbers as text, instructions on a second sheet."""

import io

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

ROWS_AS_TEXT = 120


def workbook() -> bytes:
    """An .xlsx that imports as it is once it is filled in."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("名单")
    sheet.append([_("姓名"), _("手机号")])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in range(2, ROWS_AS_TEXT + 2):
        sheet.cell(row, 2).number_format = "@"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 20
    sheet.freeze_panes = "A2"
    notes = book.create_sheet(_("说明"))
    for line in (
        _("每行一个人；表头不要改。"),
        _("手机号写 11 位数字，一个号码只能登记一个人。"),
        _("平台用手机号认人，不需要身份证号；多余的列不会保存。"),
    ):
        notes.append([line])
    notes.column_dimensions["A"].width = 60
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
