"""`python -m benchmarks`: measure everything, one part after the other, and write the report."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import (
    beginning,
    chain,
    classes,
    imports,
    machine,
    pages,
    people,
    report,
    rules,
    search,
    settlement,
    trade,
)
from benchmarks.machine import ROOT
from benchmarks.settings import flask

BEGAN = time.monotonic()
REPORT = ROOT / "docs" / "benchmarks.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few of everything, and no report")
    quick = parser.parse_args().quick
    here = machine.look()
    say("orders through the whole chain, quotes, a flash sale")
    ran, traded = chain.measure(60 if quick else chain.ORDERS), trade.measure(quick=quick)
    say("pages")
    served = measure_pages(0.2 if quick else 1)
    say("classes")
    sizes = [(3, 3)] if quick else [(12, 5), (12, 7)]
    rehearsed = [classes.rehearse(*size) for size in sizes]
    say("search")
    found = search.measure((1,) if quick else search.SIZES, asked=30 if quick else 0)
    say("the check before publishing, a file of goods")
    checked = rules.in_application(1 if quick else rules.ROUNDS)
    imported = imports.measure(50 if quick else imports.GOODS)
    say("simulated buyers, settlement")
    met = people.measure(quick=quick)
    settled = settlement.measure((1_000,) if quick else settlement.SIZES)
    say("from a clean clone to the first page")
    text = report.page(
        here,
        ran,
        served,
        rehearsed,
        beginning.measure(),
        found,
        [checked],
        imported,
        settled,
        traded,
        met,
    )
    if quick:
        sys.stdout.write(text)
    else:
        keep(text)


def keep(text: str) -> None:
    REPORT.write_text(text, encoding="utf-8")
    say(f"written to {REPORT.relative_to(ROOT)}")


def measure_pages(scale: float) -> pages.Measured:
    with tempfile.TemporaryDirectory(prefix="liantan-bench-") as folder:
        flask(Path(folder), "db", "upgrade")
        flask(Path(folder), "demo")
        return pages.measure(Path(folder), scale)


def say(what: str) -> None:
    minutes = (time.monotonic() - BEGAN) / 60
    sys.stderr.write(f"benchmarks: {minutes:4.1f} min: {what} (load {machine.load()})\n")


if __name__ == "__main__":
    main()
