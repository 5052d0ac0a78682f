"""Finding the people in a sheet: which row is the head, which columns count, what is no person.

Pure: rows of text in, candidates out. Understands title rows, merged cells (empty but the first),
synonyms in the head, footers, blank rows, full-width digits.
"""

# word data: what people write into the head and foot of a sheet

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.identity.typed import clean_name, clean_phone, clean_text, is_phone, name_problem
from app.sheets import Sheet

NAMES = {"姓名", "学员姓名", "学生姓名", "学员", "名字", "真实姓名", "参训人员", "人员姓名", "name"}
PHONES = {
    "手机号", "手机号码", "手机", "电话", "电话号码", "联系电话", "联系方式", "移动电话",
    "联系手机", "本人手机", "本人手机号", "学员手机号", "phone", "mobile", "tel", "phonenumber",
}  # fmt: skip
FOOTERS = (
    "合计",
    "总计",
    "小计",
    "共计",
    "备注",
    "说明",
    "注:",
    "注：",
    "填表",
    "制表",
    "审核",
    "联系人",
)
HEAD_WITHIN = 20
_NOTE = re.compile(r"[(（\[【].*$")


@dataclass(slots=True)
class Candidate:
    """One row that is to become a trainee. `problem` is a key of a sentence, None if sound."""

    row: int
    name: str
    phone: str
    problem: str | None = None
    other_row: int | None = None


@dataclass(slots=True)
class Found:
    """What a file holds: people, rows passed over, columns that are not used."""

    people: list[Candidate] = field(default_factory=list)
    passed_over: list[tuple[int, str]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def find_people(sheets: Sequence[Sheet]) -> Found | None:
    """The people of the first sheet that has a head with a name and a phone; None if none has."""
    for sheet in sheets:
        for at, (_number, cells) in enumerate(sheet[:HEAD_WITHIN]):
            heads = [head_of(cell) for cell in cells]
            name, phone = _first(heads, NAMES), _first(heads, PHONES)
            if name is not None and phone is not None:
                return _collect(sheet[at + 1 :], heads, name, phone)
    return None


def head_of(cell: str) -> str:
    """'* 手机号码（必填）' -> '手机号码'."""
    return re.sub(r"[\s*:：]", "", _NOTE.sub("", clean_text(cell))).casefold()


def _first(heads: list[str], wanted: set[str]) -> int | None:
    return next((at for at, head in enumerate(heads) if head in wanted), None)


def _collect(rows: Sheet, heads: list[str], name_at: int, phone_at: int) -> Found:
    found = Found(unused=[h for i, h in enumerate(heads) if h and i not in {name_at, phone_at}])
    for number, cells in rows:
        name, phone = clean_name(_at(cells, name_at)), clean_phone(_at(cells, phone_at))
        if not name and not phone:
            if any(cell.strip() for cell in cells):
                found.passed_over.append((number, clean_text(" ".join(cells))[:40]))
        elif is_footer(name, phone):
            found.passed_over.append((number, name[:40]))
        elif is_footer(_start(cells), phone):
            found.passed_over.append((number, clean_text(" ".join(cells))[:40]))
        else:
            found.people.append(Candidate(number, name, phone, problem_of(name, phone)))
    _mark_twins(found.people)
    return found


def _at(cells: list[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def _start(cells: list[str]) -> str:
    """The first words of a row: in a footer they stand before the column of the names."""
    return next((text for cell in cells if (text := clean_text(cell))), "")


def is_footer(name: str, phone: str) -> bool:
    """A line under the list, such as '合计：30 人', or the head once more on a new page."""
    if head_of(name) in NAMES and head_of(phone) in PHONES:
        return True
    return not is_phone(phone) and name.startswith(FOOTERS)


def problem_of(name: str, phone: str) -> str | None:
    wrong_name = name_problem(name)
    if wrong_name:
        return f"name_{wrong_name}"
    if not phone:
        return "phone_missing"
    if "e+" in phone.casefold():
        return "phone_rounded"
    return None if is_phone(phone) else "phone_wrong"


def _mark_twins(people: list[Candidate]) -> None:
    """Of several rows with one phone number the first counts; the others say which row it was."""
    first: dict[str, int] = {}
    for one in people:
        if one.problem is None and first.setdefault(one.phone, one.row) != one.row:
            one.problem, one.other_row = "phone_twice", first[one.phone]
