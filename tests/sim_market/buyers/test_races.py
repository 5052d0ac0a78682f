"""Two schedulers, a process killed with SIGKILL, a jump of forty days: the same story as ever."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.cohorts.clock import advance
from app.cohorts.models import Cohort
from app.db import db, transaction
from sim_market.buyers.checks import CHECKS
from sim_market.buyers.models import MarketState, PlannedPurchase, TrafficHour
from sim_market.buyers.operations import set_ads, set_bids
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked
from tests.sim_market.buyers.test_ads import rich

pytestmark = pytest.mark.database
HOURS = 9


def opened(name: str) -> int:
    """A class with a store that advertises, so that money moves in the hours too."""
    cohort = make.cohort(name=name)
    store, skus = stocked(cohort)
    rich(store)
    set_ads(store, on=True, budget_fen=3_000, actor=None)
    set_bids(skus[0].listing, {0: 60, 1: 60}, actor=None)
    lively(cohort, 3000)
    return cohort.id


def story(cohort_id: int) -> list[tuple]:
    """Everything counted and planned, without what names the rows."""
    hours = (TrafficHour.hour, TrafficHour.clicks, TrafficHour.expected_micro, TrafficHour.ad_fen)
    plans = (PlannedPurchase.planned_sim_at, PlannedPurchase.draw, PlannedPurchase.state)
    found: list[tuple] = []
    for columns in (hours, plans):
        rows = db.session.execute(
            sa.select(*columns).where(columns[0].class_.cohort_id == cohort_id).order_by(*columns)
        )
        found += [tuple(row) for row in rows]
    return found


def problems() -> list[str]:
    return [line for check in CHECKS.values() for line in check()]


def goal(cohort_id: int):
    start = db.session.get_one(Cohort, cohort_id).sim_start_at
    db.session.rollback()
    return start + timedelta(hours=HOURS)


def test_two_schedulers_play_every_hour_once(served):
    with served.app_context():
        one, both = opened("一个调度"), opened("两个调度")
        advance(one, goal(one))
        until = goal(both)
    gate, broken = threading.Barrier(2), []

    def scheduler() -> None:
        with served.app_context():
            gate.wait()
            try:
                advance(both, until)
            except BaseException as error:
                broken.append(error)

    threads = [threading.Thread(target=scheduler) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with served.app_context():
        assert broken == []
        assert story(both) == story(one) != []
        assert problems() == []


KILLED = """
import sys
from datetime import datetime
from tests.conftest import settings
from wsgi import create_app
from pathlib import Path
app = create_app(settings(Path(sys.argv[3]), sys.argv[2]))
with app.app_context():
    from app.cohorts.clock import handle_next
    until = datetime.fromisoformat(sys.argv[4])
    print("go", flush=True)
    while handle_next(int(sys.argv[1]), until):
        pass
"""


def test_a_killed_process_leaves_nothing_half_done(served, tmp_path):
    with served.app_context(), transaction():
        whole, killed = opened("平安"), opened("被杀")
    with served.app_context():
        advance(whole, goal(whole))
        until = goal(killed)
        url = db.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, str(killed), url, str(tmp_path), until.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(os.environ)) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"go"
        time.sleep(0.15)
        process.send_signal(signal.SIGKILL)
    with served.app_context():
        advance(killed, until)
        assert story(killed) == story(whole) != []
        assert problems() == []


@pytest.mark.slow
def test_a_jump_of_forty_days_plays_all_of_its_hours(app):
    cohort = make.cohort()
    sku = make.sku(store=make.store(of=cohort), stock=500)
    sku.listing.category_code = "kitchen.cups.mug"
    lively(cohort, 20)
    run(cohort, 24 * 40)
    played = db.session.scalar(
        sa.select(MarketState.last_hour).where(MarketState.cohort_id == cohort.id)
    )
    assert played == 24 * 40
    assert problems() == []
