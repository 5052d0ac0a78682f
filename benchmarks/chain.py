"""Orders through the whole chain: placed, paid, captured, shipped, delivered, received, settled.

The orders are invented transactions, played by the replay of real ones (seeds/replay), because
that drives the chain as a class does: by operations, on the sandbox clock, one transaction for
each deed and each deadline, every entry chained into the journal.
"""

import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

from benchmarks import machine
from benchmarks.settings import application, flask
from seeds.replay.goods import goods_of
from seeds.replay.play import Replay
from seeds.replay.rows import Row
from seeds.replay.run import seldom_collected
from seeds.replay.stage import Stage, set_stage
from tests import postgres

GOODS, ORDERS, LINES = 40, 300, 2
STARTS = datetime(2026, 11, 16, tzinfo=UTC)
EVERY = timedelta(minutes=20)
CLIENTS = (1, 4, 16)
MOST = 1_200  # orders of all clients together
_ready: Barrier


@dataclass(frozen=True, slots=True)
class Ran:
    database: str
    clients: int
    orders: int
    seconds: float
    load: str

    @property
    def per_second(self) -> float:
        return self.orders / self.seconds


def invented(orders: int) -> list[Row]:
    """As a file of transactions would read: some customers, some goods, two lines an order."""
    return [
        Row(
            line=number * LINES + part + 2, invoice=str(500_000 + number),
            code=str(10_000 + (number * 7 + part * 13) % GOODS), name=f"BENCH GOODS {part}",
            quantity=1 + (number + part) % 3, at=STARTS + number * EVERY,
            price_fen=990 + (number * 7 + part * 13) % GOODS * 100, customer=str(1 + number % 90),
            country="Norway",
        )
        for number in range(orders)
        for part in range(LINES)
    ]  # fmt: skip


def measure(orders: int = ORDERS) -> list[Ran]:
    ran = []
    for name, open_database in (("SQLite", on_sqlite), ("PostgreSQL", on_postgres)):
        for clients in CLIENTS:
            with open_database() as place:
                if place is not None:
                    each = min(orders, max(1, MOST // clients))
                    ran.append(run(name, *place, clients, each))
    return ran


@contextmanager
def on_sqlite() -> Iterator[tuple[Path, str] | None]:
    with tempfile.TemporaryDirectory(prefix="liantan-bench-") as folder:
        yield Path(folder), ""


@contextmanager
def on_postgres() -> Iterator[tuple[Path, str] | None]:
    programs = postgres.find_bin()
    with ExitStack() as stack:
        if programs is None:
            yield None
            return
        url = stack.enter_context(postgres.cluster(programs))
        yield Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liantan-bench-"))), url


def run(name: str, folder: Path, url: str, clients: int, orders: int) -> Ran:
    """Each client plays a class of its own; the time is that of the slowest."""
    flask(folder, "db", "upgrade", url=url)
    rows = invented(orders)
    app = application(folder, url)
    with app.app_context():
        goods = goods_of(rows)
        stages = [set_stage(goods, STARTS.date(), quiet) for _client in range(clients)]
    load = machine.load()
    seconds = max(at_once(folder, url, stages, rows))
    return Ran(name, clients, orders * clients, seconds, load)


def at_once(folder: Path, url: str, stages: list[Stage], rows: list[Row]) -> list[float]:
    """Each client in a process of its own; all begin when the last one is ready."""
    spawn = multiprocessing.get_context("spawn")
    ready = (spawn.Barrier(len(stages)),)
    with ProcessPoolExecutor(len(stages), spawn, initializer=meet_at, initargs=ready) as pool:
        running = [pool.submit(client, folder, url, stage, rows) for stage in stages]
        return [each.result() for each in running]


def meet_at(barrier: Barrier) -> None:
    global _ready
    _ready = barrier


def client(folder: Path, url: str, stage: Stage, rows: list[Row]) -> float:
    """Play one class; the seconds it took, without opening it."""
    with application(folder, url).app_context(), seldom_collected():
        _ready.wait(300)
        began = time.monotonic()
        played = Replay(stage, rows, quiet).play()
        took = time.monotonic() - began
    if played.reported or played.orders != len(rows) // LINES:
        raise RuntimeError(f"{len(played.reported)} lines were refused: {played.reported[:3]}")
    return took


def quiet(_what: str, _done: int, _of: int) -> None:
    """Nobody looks."""
