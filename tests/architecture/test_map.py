"""`docs/map.md` leads to every room, table and job, and its links lead somewhere."""

import re
from pathlib import Path

import pytest

from app.db import Model

MAP = Path("docs/map.md")
FLOORS = ("app", "sim_market", "supply_chain", "grading")
DOCUMENTS = sorted([*Path().glob("*.md"), *Path("docs").rglob("*.md")])


def named() -> set[str]:
    """Everything in code quotes, outside of code blocks."""
    text = re.sub(r"```.*?```", "", MAP.read_text("utf-8"), flags=re.DOTALL)
    return set(re.findall(r"`([^`\n]+)`", text))


def test_every_room_is_on_the_map():
    rooms = {path.parent.name for floor in FLOORS for path in Path(floor).glob("*/__init__.py")}
    assert rooms - named() == set()


def test_every_table_is_on_the_map():
    assert set(Model.metadata.tables) - named() == set()


def test_every_job_and_tick_is_on_the_map(built_app):
    ticks = {tick.name for tick in built_app.extensions["ticks"]}
    assert (set(built_app.extensions["handlers"]) | ticks) - named() == set()


@pytest.mark.parametrize("page", DOCUMENTS, ids=str)
def test_links_of_documents_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
