"""Lines that belong to one listing. Pure.

Lines with the same listing code are one listing. Without a code it is a new one: lines with the
same title and category are its SKUs, and so is a line without a title right below them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.fields import figures, line
from sim_market.bulk.sheet.cells import LONGEST
from sim_market.bulk.sheet.columns import OF_SKU, Col
from sim_market.bulk.sheet.reading import Line


@dataclass(slots=True)
class Group:
    """What the file says of one listing; `faults` as `fault` adds them."""

    code: str
    lines: list[Line] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    named: dict[int, Line] = field(default_factory=dict)  # SKU -> the line that said it

    def fault(self, at: Line, column: str, message: str, rule: str = "", todo: str = "") -> None:
        """One cell is wrong."""
        self.faults.append(
            {
                "sheet": at.sheet, "line": at.number, "column": str(column),
                "text": at.cells.get(column, "")[:40], "message": message, "rule": str(rule),
                "todo": todo,
            }
        )  # fmt: skip

    def said(self) -> dict[str, tuple[Line, str]]:
        """What is said of the whole listing: column -> first line that says it, and its text."""
        found: dict[str, tuple[Line, str]] = {}
        for each in self.lines:
            for column, text in each.cells.items():
                if column in OF_SKU or column == Col.CODE:
                    continue
                first, before = found.setdefault(column, (each, text))
                if str(line(before)) != str(line(text)):
                    self.fault(
                        each, column, _("和第 %(n)s 行写的不一样", n=first.number),
                        todo=_("同一件商品只写一处，或写成一样的"),
                    )  # fmt: skip
        return found


def grouped(lines: Iterable[Line]) -> list[Group]:
    """In the order in which they first appear."""
    groups: dict[tuple[str, ...], Group] = {}
    above: tuple[Line, Group] | None = None
    for each in lines:
        group = _group_of(each, groups, above)
        group.lines.append(each)
        _note_cells(each, group)
        above = (each, group)
    return list(groups.values())


def _group_of(
    each: Line, groups: dict[tuple[str, ...], Group], above: tuple[Line, Group] | None
) -> Group:
    code = str(figures(each.cells.get(Col.CODE, ""))).upper()
    if code:
        return groups.setdefault((code,), Group(code))
    title = str(line(each.cells.get(Col.TITLE, "")))
    if not title and above and not above[1].code and above[0].sheet == each.sheet:
        return above[1]
    if not title:
        return groups.setdefault(("", str(each.sheet), str(each.number)), Group(""))
    key = ("new", title, str(line(each.cells.get(Col.CATEGORY, ""))))
    near = next((k for k in groups if k[:2] == key[:2] and not key[2]), key)
    return groups.setdefault(near, Group(""))


def _note_cells(each: Line, group: Group) -> None:
    for column in each.formulas:
        group.fault(each, column, _("这一格是公式"), todo=_("复制，再“选择性粘贴”为数值"))
    for column, text in each.cells.items():
        if len(text) > LONGEST:
            group.fault(
                each, column, _("这一格太长：最多 %(max)s 个字", max=LONGEST), todo=_("写短一些")
            )
