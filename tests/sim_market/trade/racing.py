"""Fighting contests: in threads of one process, or dealt over several processes.

`python -m tests.sim_market.trade.racing TASK` builds the application once and forks; every
contender is a thread, and all of all processes start at one barrier.
"""

import json
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from flask import Flask

from app.db import Model, db, transaction
from app.errors import DomainError
from tests.conftest import own_database, settings
from tests.sim_market.money import problems
from tests.sim_market.trade import contests
from tests.sim_market.trade.contests import Contest, Round
from tests.sim_market.trade.quarrels import QUARRELS
from wsgi import create_app

CONTESTS = contests.CONTESTS | QUARRELS

PROCESSES = 4
PATIENCE = 120  # seconds: then a contender is stuck
Told = list[tuple[int, int, str]]  # round, contender, outcome


def prepared(app: Flask, contest: Contest, contenders: int, rounds: int) -> list[Round]:
    with app.app_context(), transaction():
        return [contest.prepare(contenders) for _round in range(rounds)]


def judged(app: Flask, contest: Contest, rounds: Sequence[Round], told: Told) -> None:
    """Every round by itself, then all checks."""
    said: list[dict[int, str]] = [{} for _round in rounds]
    for turn, contender, outcome in told:
        assert not outcome.startswith("broken"), (turn, contender, outcome)
        said[turn][contender] = outcome
    with app.app_context():
        for turn, now in enumerate(rounds):
            contest.judge(now, [said[turn][n] for n in sorted(said[turn])])
        assert problems() == []


def fight(
    app: Flask, contest: Contest, rounds: Sequence[Round], contenders: int,
    mine: Sequence[int], start: Any,
) -> Told:  # fmt: skip
    """Those of the contenders that are this process's, round after round."""
    told: Told = []
    deeds = contest.deeds(contenders)
    for turn, now in enumerate(rounds):
        threads = [
            threading.Thread(target=one, args=(app, deeds[n], now, start, told, turn, n))
            for n in mine
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    return told


def one(
    app: Flask, deed: Any, now: Round, start: Any, told: Told, turn: int, contender: int
) -> None:
    with app.app_context():
        start.wait(PATIENCE)
        try:
            with transaction():
                deed(now)
            outcome = "done"
        except DomainError as refusal:
            outcome = type(refusal).__name__
        except Exception as error:
            outcome = f"broken: {error!r}"
        told.append((turn, contender, outcome))


def in_threads(app: Flask, name: str, contenders: int, rounds: int) -> float:
    """Seconds that the contests took, after they were judged."""
    contest = CONTESTS[name]
    ready = prepared(app, contest, contenders, rounds)
    began = time.monotonic()
    start = threading.Barrier(contenders)
    told = fight(app, contest, ready, contenders, range(contenders), start)
    took = time.monotonic() - began
    judged(app, contest, ready, told)
    return took


def in_processes(app: Flask, name: str, contenders: int, rounds: int) -> float:
    """The same, by forked processes. For a process without threads of its own."""
    contest = CONTESTS[name]
    ready = prepared(app, contest, contenders, rounds)
    with app.app_context():
        db.engine.dispose()
    fork = multiprocessing.get_context("fork")
    start, answers = fork.Barrier(contenders), fork.Queue()
    hands = [h for n in range(PROCESSES) if (h := range(n, contenders, PROCESSES))]

    def work(mine: Sequence[int]) -> None:
        answers.put(fight(app, contest, ready, contenders, mine, start))

    began = time.monotonic()
    children = [fork.Process(target=work, args=(mine,)) for mine in hands]
    for child in children:
        child.start()
    told = [each for _child in children for each in answers.get(timeout=PATIENCE + rounds)]
    for child in children:
        child.join()
    took = time.monotonic() - began
    judged(app, contest, ready, told)
    return took


def main(task: dict[str, Any]) -> None:
    """All contests of a task, one after the other; a line for each. `fresh`: make the tables."""
    with ExitStack() as stack:
        url = task["url"]
        if task.get("fresh") and not url.startswith("sqlite"):
            url = stack.enter_context(own_database(f"race_{os.getpid()}", server=url))
        app = create_app(settings(Path(task["folder"]), url))
        if task.get("fresh"):
            with app.app_context():
                Model.metadata.create_all(db.engine)
        for name, contenders, rounds in task["contests"]:
            took = in_processes(app, name, contenders, rounds)
            sys.stdout.write(f"{name}: {contenders} contenders, {rounds} rounds, {took:.1f} s\n")
            sys.stdout.flush()
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        main(json.loads(sys.argv[1]))
