"""`docs/coverage.md` names every requirement, and only pages and tests that exist."""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

TABLE = Path("docs/coverage.md")
COUNTS = {"A": 17, "B": 15, "C": 15, "D": 7, "E": 3, "F": 9}
ASKED = [f"{part}-{n:02}" for part, many in COUNTS.items() for n in range(1, many + 1)]
ASKED += ["T-10", "T-11"]
STATES = ("works", "slice", "not yet")


@dataclass(frozen=True)
class Row:
    id: str
    state: str
    pages: tuple[str, ...]
    tests: tuple[str, ...]
    remark: str


def rows() -> list[Row]:
    found = []
    for line in TABLE.read_text("utf-8").splitlines():
        if re.match(r"\| [A-Z]-\d\d ", line):
            id_, _, state, pages, tests, remark = (c.strip() for c in line.strip("|").split("|"))
            found.append(Row(id_, state, named(pages), named(tests), remark))
    return found


def named(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


ROWS = rows()
BEGUN = [row for row in ROWS if row.state != "not yet"]


@cache
def functions(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_requirement_has_its_row_once_and_in_order():
    assert [row.id for row in ROWS] == ASKED


def test_states_are_counted_as_they_are():
    count = Counter(row.state for row in ROWS)
    assert set(count) <= set(STATES)
    said = re.search(
        r"Of (\d+) ids (\d+) work, (\d+) are a slice, (\d+) are not", TABLE.read_text()
    )
    assert said
    assert [int(n) for n in said.groups()] == [len(ROWS), *(count[state] for state in STATES)]


@pytest.mark.parametrize("row", BEGUN, ids=lambda row: row.id)
def test_what_is_there_has_a_page_and_a_test(row, built_app):
    assert row.pages
    assert set(row.pages) <= {rule.endpoint for rule in built_app.url_map.iter_rules()}
    assert row.tests
    for named_test in row.tests:
        path, _, function = named_test.partition("::")
        assert function.startswith("test_")
        assert function in functions(Path(path)), named_test


def test_what_is_a_slice_says_of_what():
    assert [row.id for row in BEGUN if row.state == "slice" and not row.remark] == []


def test_what_is_not_there_claims_nothing():
    absent = [row for row in ROWS if row.state == "not yet"]
    assert [row.id for row in absent if row.pages or row.tests] == []
