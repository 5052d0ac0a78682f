"""The market of simulated buyers: people per CPU-second, growth, memory, against plain loops.

`python -m benchmarks.market [--json FILE] [--quick]`. Everything is measured in one run on one
core, in CPU-seconds (wall time means nothing on a busy machine), each in a process of its own so
that memory can be told apart. Comparisons are given as ratios.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import machine
from sim_market.buyers.market.engine import World
from sim_market.buyers.market.params import DEFAULT
from sim_market.buyers.report.trials import drawn_way
from sim_market.buyers.season.crowd import Crowd
from sim_market.buyers.season.goods import Market, catalogue
from sim_market.buyers.season.levers import Decisions, Lever, ordinary
from sim_market.buyers.season.play import Season

CATEGORIES, DAYS, STORES = 35, 30, 35
LOOPED = 20_000
MESA = Path(__file__).with_name("mesa_buyers.py")


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be played. `mode` is shared, alone or expected."""

    mode: str
    visits: int
    goods: int = 100  # of each store
    days: int = DAYS
    stores: int = STORES


@dataclass(frozen=True, slots=True)
class Took:
    work: Work
    visits: int  # that came; in the mode alone each store meets all of them
    orders: int
    cpu: float
    mib: int

    @property
    def per_second(self) -> float:
        met = self.visits * (1 if self.work.mode == "shared" else self.work.stores)
        return met / self.cpu


def market_of(work: Work) -> tuple[Market, Decisions]:
    volume = work.visits / work.days / CATEGORIES / DEFAULT.visits_per_category
    goods = catalogue(work.goods, categories=CATEGORIES)
    levers = ordinary(goods, work.stores)
    for store in range(work.stores):
        for lever, value in drawn_way(store).items():
            told = goods.reference_fen * value if lever == Lever.PRICE else value
            levers[lever, store] = told
    levers[Lever.BID] = 0.0
    return Market(goods, World(1, replace(DEFAULT, volume=volume))), Decisions(levers)


def play(work: Work) -> Took:
    """In a process of its own."""
    market, decisions = market_of(work)
    began = time.process_time()
    if work.mode == "expected":
        orders = Season(market, decisions).until(24 * work.days).outcome.days[:, 8:12].sum() / 1e6
        visits = work.visits
    else:
        crowd = Crowd(market, decisions, alone=work.mode == "alone").days(work.days)
        visits, orders = crowd.visits, sum(int(each.there.sum()) for each in crowd.deals)
    cpu = time.process_time() - began
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Took(work, visits, round(float(orders)), cpu, mib)


def apart(work: Work, times: int = 1) -> Took:
    """The fastest of some runs."""
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        return min((pool.apply(play, (work,)) for _n in range(times)), key=lambda took: took.cpu)


def looped(visits: int) -> tuple[float, float, int]:
    """CPU-seconds of one day of the same people in plain loops and in arrays, and the orders."""
    from tests.sim_market.buyers.season import people  # noqa: PLC0415 - the bench may read tests

    market, decisions = market_of(Work("shared", visits, days=1, stores=5))
    began = time.process_time()
    said = people.day_of(market, decisions.start, alone=False)
    middle = time.process_time()
    crowd = Crowd(market, decisions, alone=False).days(1)
    ended = time.process_time()
    found = sum(len(each.visit) for each in crowd.deals)
    if found != len(said):
        raise RuntimeError(f"{found} orders in arrays, {len(said)} in loops")
    return middle - began, ended - middle, found


def mesa(visits: int) -> dict[str, Any]:
    """Mesa's agents looking through pages of as many cards; installed here and nowhere else."""
    with tempfile.TemporaryDirectory(prefix="liantan-mesa-") as folder:
        python = Path(folder) / "bin" / "python"
        made = [sys.executable, "-m", "venv", folder]
        for command in (made, [str(python), "-m", "pip", "install", "-q", "mesa"]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                return {"error": done.stderr.strip()[-300:]}
        done = subprocess.run(
            [str(python), str(MESA), str(visits)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            return {"error": done.stderr.strip()[-300:]}
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def measure(*, quick: bool = False) -> dict[str, Any]:
    load, million = machine.load(), 100_000 if quick else 1_000_000
    times = 1 if quick else 3
    shared = apart(Work("shared", million), times)
    alone = apart(Work("alone", million), times)
    expected = apart(Work("expected", 100_000, goods=12))
    growth = [apart(Work("shared", million * n // 10)) for n in (1, 3, 10, 30, 100)]
    width = [apart(Work("shared", million, goods=n)) for n in (10, 100, 300, 1000)]
    loops, arrays, orders = looped(LOOPED)
    return {
        "load": [load, machine.load()],
        "shared": said(shared),
        "alone": said(alone),
        "expected": said(expected) | {"cpu_ms_per_store_day": 1000 * expected.cpu / STORES / DAYS},
        "growth": [said(each) for each in growth],
        "width": [said(each) for each in width],
        "loops": {
            "visits": LOOPED, "orders": orders, "us_per_visit": 1e6 * loops / LOOPED,
            "arrays_us_per_visit": 1e6 * arrays / LOOPED, "ratio": loops / arrays,
            "ratio_to_a_million": loops / LOOPED * shared.per_second,
        },
        "mesa": with_ratio(mesa(LOOPED), shared),
    }  # fmt: skip


def with_ratio(found: dict[str, Any], shared: Took) -> dict[str, Any]:
    if "us_per_visit" in found:
        found["ratio_to_a_million"] = found["us_per_visit"] / 1e6 * shared.per_second
    return found


def said(took: Took) -> dict[str, Any]:
    return {
        **asdict(took.work), "came": took.visits, "orders": took.orders,
        "cpu": round(took.cpu, 3), "mib": took.mib, "per_cpu_second": round(took.per_second),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.market", description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    text = json.dumps(measure(quick=asked.quick), indent=1)
    sys.stdout.write(text + "\n")
    if asked.json:
        asked.json.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
