"""What no reviewer should have to remember: routes, templates, tables, states, sizes, words."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import access
from app.db import Model, UtcDateTime
from app.flow import Flow

FLOORS = ["app", "sim_market", "supply_chain", "grading"]
PACKAGES = [*FLOORS, "seeds"]
TEMPLATES = [page for floor in FLOORS for page in sorted(Path(floor).rglob("templates/**/*.html"))]
SOURCES = [path for package in PACKAGES for path in sorted(Path(package).rglob("*.py"))]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LONGEST_FILE = 300


def test_every_route_says_who_may_use_it(built_app):
    assert access.unguarded(built_app) == []


@pytest.mark.parametrize("page", TEMPLATES, ids=str)
def test_templates_look_down_never_up(page):
    allowed = set(FLOORS[: FLOORS.index(page.parts[0]) + 1])
    names = re.findall(r'{%-?\s*(?:extends|include|from|import)\s+"([^"]+)"', page.read_text())
    assert {name.split("/")[0] for name in names} <= allowed


@pytest.mark.parametrize("page", TEMPLATES, ids=str)
def test_no_inline_script_or_style(page):
    found = re.findall(
        r"<script>|<script(?![^>]*\ssrc=)[^>]*>|\sstyle=|\son[a-z]+=\"", page.read_text()
    )
    assert found == []


@pytest.mark.parametrize("page", TEMPLATES, ids=str)
def test_every_word_of_a_page_can_be_translated(page):
    text = re.sub(r"{#.*?#}|{{.*?}}|{%.*?%}", "", page.read_text(), flags=re.DOTALL)
    assert [line.strip() for line in text.splitlines() if CHINESE.search(line)] == []


def translated(tree: ast.AST) -> set[int]:
    """The string constants that are handed to gettext, or that only document."""
    ok = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in {"_", "_l", "N_", "gettext", "lazy_gettext", "ngettext", "LazyString"}:
                ok |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            ok.add(id(node.value))
    return ok


# Words that are data, not page text: names to compare with, fonts, generated goods, parsers.
WORD_DATA = {"app/money.py"}


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if p.parts[0] != "seeds" and "data" not in p.parts], ids=str
)
def test_every_word_in_code_can_be_translated(path):
    if str(path) in WORD_DATA or "# word data" in path.read_text():
        return
    tree = ast.parse(path.read_text())
    ok = translated(tree)
    assert [
        f"{path}:{node.lineno} {node.value[:30]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and id(node) not in ok
    ] == []


@pytest.mark.parametrize(
    "path", [p for p in (*SOURCES, *TEMPLATES) if "migrations" not in p.parts], ids=str
)
def test_a_file_fits_in_the_head(path):
    assert len(path.read_text().splitlines()) <= LONGEST_FILE
    assert not re.search(r"utils?\.|helpers?\.|common\.|services?\.|managers?\.|base\.", path.name)


def all_flows():
    for package in FLOORS:
        root = importlib.import_module(package)
        for module in pkgutil.walk_packages(root.__path__, f"{package}."):
            if ".migrations" in module.name:
                continue
            for name, thing in vars(importlib.import_module(module.name)).items():
                if isinstance(thing, Flow):
                    yield name, thing


FLOWS = dict(all_flows())


@pytest.mark.parametrize("name", FLOWS)
def test_every_state_can_be_reached(name):
    flow = FLOWS[name]
    states = list(type(next(iter(flow.moves))))
    reached, frontier = {states[0]}, [states[0]]
    while frontier:
        for state in flow.moves[frontier.pop()] - reached:
            reached.add(state)
            frontier.append(state)
    assert reached == set(flow.moves) == set(states)


def tables():
    return list(Model.metadata.tables.values())


def is_sandboxed(table: sa.Table) -> bool:
    keys = [set(c.columns.keys()) for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    return {"cohort_id", "id"} in keys


def test_children_stay_in_the_cohort_of_their_parents():
    loose = [
        f"{table.name}.{key.column_keys[0]} -> {key.referred_table.name}"
        for table in tables()
        for key in table.foreign_key_constraints
        if is_sandboxed(key.referred_table) and "cohort_id" not in key.column_keys
    ]
    assert loose == []


def test_money_is_whole_fen_and_times_keep_their_zone():
    wrong = []
    for table in tables():
        for column in table.columns:
            if column.name.endswith("_fen") and not isinstance(column.type, sa.Integer):
                wrong.append(f"{table.name}.{column.name}")
            if isinstance(column.type, sa.DateTime | sa.Float | sa.Numeric) and not isinstance(
                column.type, UtcDateTime
            ):
                wrong.append(f"{table.name}.{column.name}")
    assert wrong == []
