"""Of several who want the same at the same instant: exactly as many get it as there is (F19-F22).

Threads of one process, and processes with threads, on both databases. RACE_ROUNDS says how often.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.db import db
from tests.sim_market.trade.racing import in_threads

pytestmark = [pytest.mark.slow, pytest.mark.database]
ROUNDS = int(os.environ.get("RACE_ROUNDS", "50"))
FEW = max(1, ROUNDS // 25)  # of the crowds
CONTESTS = [
    ("last unit", 1, ROUNDS),
    ("last unit", 2, ROUNDS),
    ("last unit", 50, FEW),
    ("last unit", 200, max(1, FEW // 2)),
    ("one coupon", 2, ROUNDS),
    ("group of two", 2, ROUNDS),
    ("group of two", 12, FEW),
    ("pay, close, timer", 3, ROUNDS),
    ("refund, refund", 2, ROUNDS),
    ("agree, withdraw, silence", 3, ROUNDS),
    ("settle, refund", 2, ROUNDS),
    ("flash unit", 2, ROUNDS),
    ("flash unit", 20, FEW),
    ("presale unit", 2, ROUNDS),
    ("price change, payment", 2, ROUNDS),
    ("ship, refund", 2, ROUNDS),
]


@pytest.mark.parametrize(("name", "contenders", "rounds"), CONTESTS)
def test_in_threads(served, name, contenders, rounds):
    """Fewer rounds: threads alone rarely meet, and processes have threads, too."""
    assert in_threads(served, name, contenders, max(1, rounds // 5)) > 0


def test_in_processes(served, tmp_path):
    """The same contests, dealt over four processes."""
    with served.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    task = {"folder": str(tmp_path), "url": url, "contests": CONTESTS}
    command = [sys.executable, "-m", "tests.sim_market.trade.racing", json.dumps(task)]
    ran = subprocess.run(
        command, cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=900
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr[-3000:]
    assert len(ran.stdout.splitlines()) == len(CONTESTS), ran.stdout
