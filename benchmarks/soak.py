"""`python -m benchmarks.soak`: a class at work for long, while processes are killed.

The demo class goes on at one sandbox day a minute. Trainees shop and look after their orders
through real pages; two schedulers are there, of which one leads; every few seconds one of the
schedulers or the web is killed by SIGKILL and started again. At the end every invariant must
hold, and no page may have broken down. SOAK_MINUTES says how long (30).
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import sqlalchemy as sa

from app import chance
from app.cohorts.clock_operations import set_rate, start_clock
from app.cohorts.models import Cohort
from app.db import db, transaction
from app.identity.models import User
from app.jobs import Job, JobState
from benchmarks import machine
from benchmarks.browser import Browser, sign_in
from benchmarks.servers import GUNICORN, start, stop, wait_until_up
from benchmarks.settings import FLASK, application, environment, flask
from seeds.demo import SEED, TRAINEES
from seeds.rehearsal.cast import PASSWORD, parts
from seeds.rehearsal.trainees import Trainee
from seeds.rehearsal.visitor import DeadEnd
from sim_market.orders.models import Order
from tests.postgres import free_port

MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
DAY_MINUTES = 1
SHOPPERS = 4
KILL_EVERY = (4, 12)  # seconds
BREAKDOWN = " answered 5"


class Soak:
    """Three processes, some trainees, and one who kills."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed = folder, seed
        port = str(free_port())
        self.address, self.env = f"http://127.0.0.1:{port}", environment(folder, PORT=port)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.counts: Counter[str] = Counter()
        self.broken: list[str] = []
        self.over = threading.Event()

    def run(self, minutes: float) -> None:
        people = [threading.Thread(target=self.work, args=(n,)) for n in range(SHOPPERS)]
        with self.processes():
            for person in people:
                person.start()
            self.kill_until(time.monotonic() + minutes * 60)
            self.over.set()
            for person in people:
                person.join(120)

    @contextmanager
    def processes(self) -> Iterator[None]:
        try:
            for name in ("web", "scheduler 1", "scheduler 2"):
                self.begin(name)
            wait_until_up(f"{self.address}/healthz", self.running["web"])
            yield
        finally:
            for process in self.running.values():
                stop(process)

    def begin(self, name: str) -> None:
        command = GUNICORN if name == "web" else [*FLASK, "scheduler"]
        self.running[name] = start(command, self.env)

    def kill_until(self, end: float) -> None:
        """One of the three at a time, at moments that nobody expects."""
        turn = 0
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, chance.draw_int(*KILL_EVERY, self.seed, "wait", turn)))
            name = chance.pick(sorted(self.running), self.seed, "whom", turn)
            stop(self.running[name], signal.SIGKILL)
            self.counts[f"{name} killed"] += 1
            self.begin(name)
            turn += 1

    # A trainee.

    def work(self, number: int) -> None:
        """Shop, capture, answer; what the rules refuse is part of life."""
        browser: Browser | None = None
        turn = 0
        while not self.over.is_set():
            try:
                browser = browser or sign_in(self.address, f"lt1-{number + 1:02d}", PASSWORD)
                deed = self.deed(Trainee(parts(TRAINEES, SEED)[number], browser, SEED), turn)
                deed()
                self.counts[f"{deed.__name__} done"] += 1
            except DeadEnd as end:
                self.note(str(end))
            except (OSError, HTTPException):
                self.counts["server away"] += 1
                self.over.wait(1)
            turn += 1
            self.over.wait(0.3)

    def deed(self, trainee: Trainee, turn: int) -> Callable[[], None]:
        deeds = (
            trainee.buy_from_a_classmate, trainee.capture_orders, trainee.receive_and_review,
            trainee.answer_refunds, trainee.answer_reviews,
        )  # fmt: skip
        return deeds[turn % len(deeds)]

    def note(self, problem: str) -> None:
        self.counts["refused"] += 1
        if BREAKDOWN in problem:
            self.broken.append(problem)


def set_going(folder: Path) -> None:
    """The demo class, its clock running at one sandbox day a minute."""
    flask(folder, "demo", "--migrate")
    with application(folder).app_context(), transaction():
        cohort = db.session.scalars(sa.select(Cohort)).one()
        teacher = db.session.scalars(sa.select(User).where(User.username == "js1-01")).one()
        if not cohort.clock_runs:
            start_clock(cohort, actor=teacher)
        set_rate(cohort, DAY_MINUTES, actor=teacher)


def state_of(folder: Path) -> dict[str, int]:
    with application(folder).app_context():
        cohort = db.session.scalars(sa.select(Cohort)).one()
        handled = sa.select(sa.func.count()).where(Job.state != JobState.WAITING)
        orders = sa.select(sa.func.count()).select_from(Order)
        return {
            "sandbox day": cohort.day,
            "deadlines handled": db.session.scalar(handled) or 0,
            "orders": db.session.scalar(orders) or 0,
        }


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.soak")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="liantan-soak-") as name:
        folder = Path(name)
        set_going(folder)
        before, soak = state_of(folder), Soak(folder, asked.seed)
        say(f"{asked.minutes:g} minutes, load {machine.load()}")
        soak.run(asked.minutes)
        after = state_of(folder)
        checked = subprocess.run(
            [*FLASK, "check"], env=environment(folder), text=True, capture_output=True
        )
    for what in after:
        say(f"{what}: {before[what]} -> {after[what]}")
    for what, times in sorted(soak.counts.items()):
        say(f"{what}: {times}")
    say(f"invariants: {checked.stdout}{checked.stderr}" if checked.returncode else "all hold")
    say("\n".join(soak.broken) or "no page broke down")
    stood_still = after["deadlines handled"] == before["deadlines handled"]
    return int(bool(checked.returncode or soak.broken or stood_still))


def say(what: str) -> None:
    sys.stdout.write(f"soak: {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
