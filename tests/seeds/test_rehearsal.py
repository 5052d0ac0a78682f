"""`flask rehearse`, small: all invariants hold, the figures are fixed, and `flask check` sees."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.db import db
from tests.conftest import DATABASE, WORKER, own_database, settings, undone
from wsgi import create_app

pytestmark = pytest.mark.slow
SMALL = ("--trainees", "3", "--days", "3")
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
STRATEGIES = {"马虎", "一般", "用心"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rehearsal")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """An empty database of the kind that is being tested."""
    if DATABASE:
        with own_database(f"rehearsal_{WORKER}") as own:
            yield own
    else:
        yield f"sqlite:///{folder / 'here.sqlite'}"


@pytest.fixture(scope="module")
def here(folder: Path, url: str) -> dict[str, Any]:
    """What a class came to that was played in a migrated, empty database."""
    flask(folder, "db", "upgrade", url=url)
    return rehearse(folder, "here", "--here", url=url)


@pytest.fixture(scope="module")
def played(here: dict[str, Any], folder: Path, url: str) -> Iterator[Flask]:
    """An application on the database in which the class was played."""
    app = create_app(settings(folder / "data", url))
    yield app
    with app.app_context():
        db.engine.dispose()


def rehearse(folder: Path, name: str, *more: str, url: str = "", seed: int = 1) -> dict[str, Any]:
    """Run the command in a process of its own; what it wrote, without the time that it took."""
    out = folder / f"{name}.json"
    flask(folder, "rehearse", *SMALL, "--seed", str(seed), "--json", str(out), *more, url=url)
    said: dict[str, Any] = json.loads(out.read_text("utf-8"))
    assert said.pop("seconds") > 0
    return said


def flask(folder: Path, *words: str, url: str = "") -> None:
    """Each process hashes strings in its own way: nothing may hang on the order of a set."""
    own = {"LIANTAN_DATA": str(folder / "data"), "LOG_LEVEL": "WARNING", "PYTHONHASHSEED": "random"}
    environment = {**os.environ, **own, **({"DATABASE_URL": url} if url else {})}
    ended = subprocess.run(
        [*FLASK, *words], env=environment, check=False, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.database
def test_a_class_is_played_from_the_first_log_in_to_the_mark(here):
    assert len(here["checks"]) >= 28
    assert {name: wrong for name, wrong in here["checks"].items() if wrong} == {}
    assert {line["strategy"] for line in here["lines"]} == STRATEGIES
    assert all(line["orders"] > 0 for line in here["lines"])
    assert all(0 < line["score_tenths"] <= 1000 for line in here["lines"])
    assert len(here["journal_head"]) == 64


def test_the_same_seed_gives_the_same_class_to_the_byte_and_another_seed_another(here, folder):
    again = rehearse(folder, "again")
    other = rehearse(folder, "other", seed=2)
    assert json.dumps(again) == json.dumps(here)
    assert other["journal_head"] != here["journal_head"]
    assert other["lines"] != here["lines"]
    assert [wrong for wrong in other["checks"].values() if wrong] == []


@pytest.mark.database
def test_check_finds_nothing_wrong(played):
    ended = played.test_cli_runner().invoke(args=["check"])
    assert ended.exit_code == 0, ended.output
    assert "FAIL" not in ended.output


TAMPERED = {
    "ledger.balances": "UPDATE account SET balance_fen = balance_fen + 1",
    "ledger.balanced": "UPDATE account SET balance_fen = balance_fen + 3",
    "listings.stock_adds_up": "UPDATE sku SET on_hand = on_hand + 1",
    "orders.sums": 'UPDATE "order" SET goods_fen = goods_fen + 1, pay_fen = pay_fen + 1',
    "orders.times": 'UPDATE "order" SET placed_sim_at = COALESCE(received_sim_at, placed_sim_at)',
    "supply.allotments_add_up": "UPDATE allotment SET on_hand = on_hand + 1",
    "grading.results": "UPDATE result SET final_tenths = final_tenths - 1",
    "grading.evidence": "UPDATE snapshot SET sha256 = journal_head",
    "grading.receipts": "UPDATE submission SET receipt = receipt || '0'",
}


@pytest.mark.database
@pytest.mark.parametrize("name", TAMPERED)
def test_check_names_what_was_tampered_with(played, name):
    with undone(played):
        db.session.execute(sa.text(TAMPERED[name]))
        db.session.commit()
        assert f"FAIL {name}" in checked(played)


@pytest.mark.database
def test_a_journal_changed_with_a_tool_of_the_database_is_found_out(played):
    with undone(played):
        on = " ON journal" if db.engine.dialect.name == "postgresql" else ""
        db.session.execute(sa.text(f"DROP TRIGGER journal_no_update{on}"))
        changed = "UPDATE journal SET subject_id = subject_id + 1 WHERE seq = 100"
        db.session.execute(sa.text(changed))
        db.session.commit()
        assert "FAIL journal.chain" in checked(played)


def checked(app: Flask) -> str:
    """What `flask check` says where it finds something wrong."""
    ended = app.test_cli_runner().invoke(args=["check"])
    assert ended.exit_code == 1, ended.output
    return ended.output
