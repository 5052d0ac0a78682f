"""One sandbox day of a class of 35 with its market, orders written: wall time and CPU, by kind.

`python -m benchmarks.market_day [--json FILE] [--profile]`. A file database (SQLite), six goods in
each store, an ordinary market; the second day is measured. Not only the model: reading shelves,
counters, planned purchases, orders paid, questions asked, the journal.
"""

import argparse
import cProfile
import json
import pstats
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.cohorts.clock import advance
from app.db import Model, db
from app.jobs import Job
from benchmarks import machine
from benchmarks.settings import application
from sim_market.buyers.operations import start_market
from sim_market.orders.models import Order
from tests import make  # the bench may read tests
from tests.sim_market.buyers.shops import stocked

STORES = 35


def measure(*, profile: bool = False) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="liantan-bench-") as folder,
        application(Path(folder)).app_context(),
    ):
        return played(profile=profile)


def played(*, profile: bool) -> dict[str, Any]:
    Model.metadata.create_all(db.engine)
    cohort = make.cohort(name="bench")
    for _store in range(STORES):
        stocked(cohort)
    start_market(cohort)
    db.session.commit()
    advance(cohort.id, cohort.sim_start_at + timedelta(days=1))
    orders = db.session.scalar(sa.select(sa.func.count()).select_from(Order)) or 0
    load, watch = machine.load(), cProfile.Profile()
    if profile:
        watch.enable()
    wall, cpu = time.monotonic(), time.process_time()
    advance(cohort.id, cohort.sim_start_at + timedelta(days=2))
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    if profile:
        watch.disable()
        pstats.Stats(watch).sort_stats("cumulative").print_stats(45)
    kinds = Counter(db.session.scalars(sa.select(Job.kind).where(Job.cohort_id == cohort.id)).all())
    now = db.session.scalar(sa.select(sa.func.count()).select_from(Order)) or 0
    return {
        "stores": STORES, "orders": now - orders, "wall": round(wall, 2), "cpu": round(cpu, 2),
        "ms_per_order": round(1000 * cpu / max(1, now - orders), 2), "load": load,
        "jobs": dict(kinds),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.market_day", description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    text = json.dumps(measure(profile=asked.profile), indent=1)
    sys.stdout.write(text + "\n")
    if asked.json:
        asked.json.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
