"""`python -m benchmarks.endurance`: trade against the book for hours, and races by the thousand.

20,000 examples of 200 steps of the state machine in tests/sim_market/trade, on SQLite, and 1,000
rounds of every contest on both databases. Work is cut in pieces, each a process of its own; what
is done is written to a file that bears the commit, so that this can be stopped at any time and
goes on where it was. `--minutes` ends it before all is done; the last lines say how far it came.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy.pool import StaticPool

from benchmarks import machine
from benchmarks.machine import ROOT
from tests import postgres
from tests.conftest import built, settings, undone
from tests.sim_market.trade.driving import play
from tests.sim_market.trade.racing import CONTESTS
from tests.sim_market.trade.steps import Stage

EXAMPLES, STEPS, ROUNDS = 20_000, 200, 1_000
AT_ONCE = 50  # examples of a piece
CROWDS = {
    "last unit": (1, 2, 50, 200), "one coupon": (2, 50), "group of two": (2, 12),
    "flash unit": (2, 50), "presale unit": (2, 50),
}  # fmt: skip
FEW = {50: 50, 200: 10}  # rounds of a piece with so many contenders; else 250


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
    seconds: float
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
    took = time.monotonic() - began
    steps = int(ran.stdout.split()[-1]) if piece.kind == "machine" and not ran.returncode else 0
    said = "" if ran.returncode == 0 else (ran.stdout + ran.stderr)[-6000:]
    return Ended(piece, took, steps, said)


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

    def report(self) -> Iterator[str]:
        """How far it came, by kind of work."""
        good = [row for row in self.rows if not row["said"]]
        played = [row for row in good if row["piece"]["kind"] == "machine"]
        steps, seconds = (sum(row[name] for row in played) for name in ("steps", "seconds"))
        yield f"{len(played) * AT_ONCE} of {EXAMPLES} examples, {steps} steps, {seconds:.0f} s"
        rounds: dict[tuple[str, str, int], list[float]] = {}
        for row in good:
            piece = row["piece"]
            if piece["kind"] != "machine":
                key = piece["kind"], piece["contest"], piece["contenders"]
                rounds.setdefault(key, []).append(row["seconds"])
                rounds[key] += [0.0] * (piece["rounds"] - 1)
        for (kind, name, contenders), times in sorted(rounds.items()):
            yield f"{kind}, {name}, {contenders} at once: {len(times)} rounds, {sum(times):.0f} s"
        yield f"{len(self.rows) - len(good)} pieces went wrong"


def work(log: Log, urls: dict[str, str], minutes: float, hands: int) -> int:
    """Piece after piece, `hands` at a time; non-zero when one went wrong or none is left undone."""
    over = time.monotonic() + minutes * 60
    left = (piece for piece in pieces(list(urls)) if piece.key not in log.done)
    running: set[Future[Ended]] = set()
    wrong = 0
    with ThreadPoolExecutor(hands) as pool:
        while True:
            while len(running) < hands and time.monotonic() < over and not wrong:
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
                say(f"{ended.piece}: {ended.seconds:.0f} s {ended.said}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.endurance")
    parser.add_argument("--minutes", type=float, default=10_000)
    parser.add_argument("--hands", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--log", type=Path, default=ROOT / "instance" / "soak")
    parser.add_argument("--piece", type=int)
    asked = parser.parse_args()
    if asked.piece is not None:
        sys.stdout.write(f"steps {examples_of(asked.piece)}\n")
        return 0
    log, programs = Log(asked.log), postgres.find_bin()
    with ExitStack() as stack:
        urls = {"SQLite": ""}
        if programs is not None:
            urls["PostgreSQL"] = stack.enter_context(postgres.cluster(programs))
        wrong = work(log, urls, asked.minutes, asked.hands)
    for line in log.report():
        say(line)
    return int(bool(wrong))


def say(what: str) -> None:
    sys.stdout.write(f"endurance: {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
