"""The report on simulated buyers: the model alone, and a day of a class in the database."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.figures import table
from benchmarks.machine import ROOT

MODEL = """## Simulated buyers: the model alone

Thirty days of a mall of 35 stores, on one core, each run in a process of its own. *Shared*: every
visit sees all stores; *alone*: each store meets all visits by itself. The aim is 1.2 million visits
per CPU-second in a shared mall of 3,500 listings."""
DAY = """## Simulated buyers: a day of a class

The second sandbox day of a class of 35 stores with six goods each, on SQLite: shelves read,
purchases planned, orders placed and paid, questions asked, every entry chained into the journal."""


def measure(*, quick: bool = False) -> list[str]:
    """Both sections, in Markdown."""
    model = told_by("market", *(["--quick"] if quick else []))
    day = told_by("market_day")
    parts = [[MODEL], table_of_model(model), compared(model), [DAY], table_of_day(day)]
    return ["\n\n".join("\n".join(part) for part in parts)]


def told_by(part: str, *words: str) -> dict[str, Any]:
    """What a part says, run by itself: what this process has loaded would count as its memory."""
    with tempfile.TemporaryDirectory(prefix="liantan-bench-") as folder:
        out = Path(folder) / "out.json"
        command = [sys.executable, "-m", f"benchmarks.{part}", "--json", str(out), *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{part}: {done.stdout}{done.stderr}"[-3000:])
        found: dict[str, Any] = json.loads(out.read_text("utf-8"))
        return found


def table_of_model(found: dict[str, Any]) -> list[str]:
    runs = [found["shared"], found["alone"], *found["growth"], *found["width"]]
    rows = [
        (each["mode"], each["visits"], each["goods"] * each["stores"], each["orders"],
         f"{each['cpu']:.2f}", each["per_cpu_second"], each["mib"])
        for each in runs
    ]  # fmt: skip
    head = ("Mode", "Visits", "Listings", "Orders", "CPU s", "Visits per CPU-second", "MiB")
    return table(head, rows)


def compared(found: dict[str, Any]) -> list[str]:
    loops, mesa = found["loops"], found["mesa"]
    told = [
        f"Arrays against plain loops on the same {loops['visits']} visits: x{loops['ratio']:.0f};"
        f" a million of them: x{loops['ratio_to_a_million']:.0f}.",
        f"Expected values, one store and day: {found['expected']['cpu_ms_per_store_day']:.1f} ms.",
        f"Load: {found['load'][0]} to {found['load'][1]}.",
    ]
    if "ratio_to_a_million" in mesa:
        told.insert(1, f"Against Mesa, whose agents do less: x{mesa['ratio_to_a_million']:.0f}.")
    return [" ".join(told)]


def table_of_day(day: dict[str, Any]) -> list[str]:
    row = (day["stores"], day["orders"], day["wall"], day["cpu"], day["ms_per_order"], day["load"])
    return table(("Stores", "Orders", "Seconds", "CPU s", "CPU ms per order", "Load"), [row])
