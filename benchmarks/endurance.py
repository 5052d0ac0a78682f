"""`python -m benchmarks.endurance`: trade against the book for hours, and races by the thousand.

20,000 examples of 200 steps of the state machine in tests/sim_market/trade, on SQLite, and 1,000
rounds of every contest on both databases. Work is cut in pieces, each a process of its own; what
is done is written to a file that bears the commit, so that this can be stopped at any time and
goes on where it was. `--minutes` ends it before all is done, `--only` does one kind of work; the
last lines say how far it came, how fast, what is left and what went wrong.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.pool import StaticPool

from benchmarks import machine
from benchmarks.machine import ROOT
from tests import postgres
from tests.conftest import built, settings, undone
from tests.sim_market.trade.driving import play
from tests.sim_market.trade.racing import CONTESTS
from tests.sim_market.trade.steps import Stage

EXAMPLES, STEPS, ROUNDS = 20_000, 200, 1_000
AT_ONCE = 100  # examples of a piece
CROWDS = {
    "last unit": (1, 2, 50, 200), "one coupon": (2, 50), "group of two": (2, 12),
    "flash unit": (2, 50), "presale unit": (2, 50),
}  # fmt: skip
FEW = {50: 50, 200: 10}  # rounds of a piece with so many contenders; else 250
Fight = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Examples drawn from seed `number`, or rounds of a contest on a database."""

    kind: str  # machine, SQLite, PostgreSQL
    number: int
    contest: str = ""
    contenders: int = 0
    rounds: int = 0

    @property
    def key(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)


@dataclass(frozen=True, slots=True)
class Ended:
    piece: Piece
    seconds: float  # of the machine: of a core, the others' work left out
    steps: int
    said: str  # what went wrong


def pieces(databases: list[str]) -> Iterator[Piece]:
    """The contests first: they are over soon."""
    for database in databases:
        for name in CONTESTS:
            for contenders in CROWDS.get(name, (3 if "," in name and name.count(",") > 1 else 2,)):
                each = FEW.get(contenders, 250)
                for number in range(ROUNDS // each):
                    yield Piece(database, number, name, contenders, each)
    for number in range(EXAMPLES // AT_ONCE):
        yield Piece("machine", number)


def run(piece: Piece, url: str) -> Ended:
    """In a process of its own: nothing of one piece is left for the next."""
    began = time.monotonic()
    if piece.kind == "machine":
        command = [sys.executable, "-m", "benchmarks.endurance", "--piece", str(piece.number)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    else:
        ran = race(piece, url)
    took, steps = time.monotonic() - began, 0
    if piece.kind == "machine" and not ran.returncode:
        said_steps, said_seconds = ran.stdout.split()[-2:]
        steps, took = int(said_steps), float(said_seconds)
    said = "" if ran.returncode == 0 else told(ran.stdout + ran.stderr)
    return Ended(piece, took, steps, said)


def told(text: str) -> str:
    """What went wrong, and the steps that led there; not the way through the tools."""
    return text[max(0, text.find("AssertionError")) :][:20_000] or "it ended without a word"


def race(piece: Piece, url: str) -> subprocess.CompletedProcess[str]:
    """A contest on a new database."""
    wanted = [piece.contest, piece.contenders, piece.rounds]
    with tempfile.TemporaryDirectory(prefix="liantan-race-") as folder:
        task = {"folder": folder, "url": url or f"sqlite:///{folder}/race.sqlite"}
        text = json.dumps(task | {"contests": [wanted], "fresh": True})
        command = [sys.executable, "-m", "tests.sim_market.trade.racing", text]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def examples_of(number: int) -> int:
    """Play the examples of a piece here; how many steps they took."""
    with tempfile.TemporaryDirectory(prefix="liantan-play-") as folder:
        config = settings(Path(folder), "sqlite://", poolclass=StaticPool)
        with built(config) as app, undone(app):
            stage = Stage()
            play(stage, AT_ONCE, STEPS, number=number)
            return stage.steps


class Log:
    """What was done at this commit."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"endurance-{machine.commit().split()[0]}.jsonl"
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        self.rows = [json.loads(line) for line in lines]

    @property
    def done(self) -> set[str]:
        return {json.dumps(row["piece"], sort_keys=True) for row in self.rows if not row["said"]}

    def write(self, ended: Ended) -> None:
        row = asdict(ended) | {"load": machine.load()}
        self.rows.append(row)
        with self.path.open("a") as log:
            log.write(json.dumps(row) + "\n")

    def report(self, databases: list[str]) -> Iterator[str]:
        """How far it came, by kind of work, and what is left of it."""
        good = {
            json.dumps(row["piece"], sort_keys=True): row for row in self.rows if not row["said"]
        }
        yield self._played([row for row in good.values() if row["piece"]["kind"] == "machine"])
        wanted: Counter[Fight] = Counter()
        done: Counter[Fight] = Counter()
        seconds: Counter[Fight] = Counter()
        for piece in pieces(databases):
            if piece.kind != "machine":
                fight = piece.kind, piece.contest, piece.contenders
                wanted[fight] += piece.rounds
                if piece.key in good:
                    done[fight] += piece.rounds
                    seconds[fight] += round(good[piece.key]["seconds"])
        for fight, rounds in sorted(wanted.items()):
            kind, name, many = fight
            yield f"{kind}, {name}, {many} at once: {done[fight]}/{rounds}, {seconds[fight]} s"
        for row in self._wrong(set(good)):
            yield f"WRONG {row['piece']}: {row['said'][:300]}"

    def _played(self, played: list[dict[str, Any]]) -> str:
        examples = len(played) * AT_ONCE
        steps, seconds = (sum(row[name] for row in played) for name in ("steps", "seconds"))
        pace = steps / seconds if seconds else 0
        left = (EXAMPLES - examples) * STEPS / pace / 3600 if pace else float("inf")
        return (
            f"{examples} of {EXAMPLES} examples, {steps} steps, {seconds:.0f} s of one core,"
            f" {pace:.0f} steps/s; at this pace {left:.1f} hours of a core are left"
        )

    def _wrong(self, good: set[str]) -> Iterator[dict[str, Any]]:
        """Pieces that went wrong and have not gone well since, each once."""
        last = {json.dumps(row["piece"], sort_keys=True): row for row in self.rows if row["said"]}
        return (row for key, row in last.items() if key not in good)


def work(log: Log, urls: dict[str, str], minutes: float, hands: int, only: str) -> int:
    """Piece after piece, `hands` at a time; how many went wrong."""
    over, done = time.monotonic() + minutes * 60, log.done
    wanted = (piece for piece in pieces(list(urls)) if only in {"", piece.kind})
    left = (piece for piece in wanted if piece.key not in done)
    running: set[Future[Ended]] = set()
    wrong = 0
    with ThreadPoolExecutor(hands) as pool:
        while True:
            while len(running) < hands and time.monotonic() < over:
                piece = next(left, None)
                if piece is None:
                    break
                running.add(pool.submit(run, piece, urls.get(piece.kind, "")))
            if not running:
                return wrong
            ready, running = wait(running, return_when=FIRST_COMPLETED)
            for each in ready:
                ended = each.result()
                log.write(ended)
                wrong += bool(ended.said)
                say(f"{ended.piece}: {ended.seconds:.0f} s {ended.said[:300]}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.endurance")
    parser.add_argument("--minutes", type=float, default=10_000)
    parser.add_argument("--hands", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--log", type=Path, default=ROOT / "instance" / "soak")
    parser.add_argument("--only", choices=["", "machine", "SQLite", "PostgreSQL"], default="")
    parser.add_argument("--piece", type=int)
    asked = parser.parse_args()
    if asked.piece is not None:
        steps = examples_of(asked.piece)
        sys.stdout.write(f"{steps} {time.process_time():.1f}\n")
        return 0
    log, programs = Log(asked.log), postgres.find_bin()
    with ExitStack() as stack:
        urls = {"SQLite": ""}
        if programs is not None:
            urls["PostgreSQL"] = stack.enter_context(postgres.cluster(programs))
        wrong = work(log, urls, asked.minutes, asked.hands, asked.only)
    for line in log.report(list(urls)):
        say(line)
    return int(bool(wrong))


def say(what: str) -> None:
    sys.stdout.write(f"endurance: {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
