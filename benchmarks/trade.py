"""Quotes, ten times the orders, a flash sale: `python -m benchmarks.trade`, and in the report."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import chain, flash, machine, quotes
from benchmarks.figures import table
from benchmarks.settings import flask

ORDERS, TIMES = 100, 10
QUOTES = f"""## Quotes

The price of a basket under promotions: pure arithmetic on one core. The aim is a p95 below
{quotes.AIM_MS:g} ms for 10 lines and 20 promotions."""
GROWTH = f"""## {TIMES} times the orders

One class through the whole chain as above, with {ORDERS} orders and with {ORDERS * TIMES}; then
every invariant is checked. *Per order* is against the fewer orders: 1 would be no growth."""
FLASH = f"""## A flash sale

{flash.BUYERS:,} buyers with the checkout page open send its form in the same instant for
{flash.UNITS} units, over HTTP to one worker with threads. Whoever finds no place is shown the page
that waits (*Turned away*, pages) and comes back as its script does. All are answered in the end:
with the cashier, or with why not. *Others* open the mall's home meanwhile; {flash.LOOKERS} of them,
as before. The aim is a p95 below 800 ms for them."""


@dataclass(frozen=True, slots=True)
class Grown:
    """Orders through the chain, and how long the invariants took after them."""

    ran: chain.Ran
    check_seconds: float


def grow(orders: int = ORDERS) -> list[Grown]:
    """On SQLite, one client: what an order costs when there are many."""
    grown = []
    for number in (orders, orders * TIMES):
        with chain.on_sqlite() as place:
            if place is None:
                continue
            ran = chain.run("SQLite", *place, 1, number)
            began = time.monotonic()
            flask(place[0], "check")
            grown.append(Grown(ran, time.monotonic() - began))
    return grown


def quoted(quick: bool) -> list[quotes.Quoted]:
    rounds, many = (50 if quick else quotes.ROUNDS), quotes.promotions()
    return [
        quotes.measure(1, [], rounds),
        quotes.measure(10, many, rounds),
        quotes.measure(100, many, max(5, rounds // 10)),
    ]


def measure(*, quick: bool = False) -> list[str]:
    """The part of the report, in Markdown, a line each."""
    priced, grown = quoted(quick), grow(10 if quick else ORDERS)
    sold = flash.measure(40, 10) if quick else flash.measure()
    parts = [
        [QUOTES], table_of_quotes(priced), [GROWTH], table_of_growth(grown), [FLASH],
        table_of_sales(sold),
    ]  # fmt: skip
    return ["\n\n".join("\n".join(part) for part in parts)]


def table_of_quotes(found: Sequence[quotes.Quoted]) -> list[str]:
    rows = [
        (f"{each.lines} x {each.promotions}", each.applied, f"{each.per_second:.0f}",
         f"{each.percentile(0.5) * 1000:.2f}", f"{each.percentile(0.95) * 1000:.2f}")
        for each in found
    ]  # fmt: skip
    return table(("Lines x promotions", "Apply", "Quotes/s", "p50 ms", "p95 ms"), rows)


def table_of_growth(found: Sequence[Grown]) -> list[str]:
    few = found[0].ran.seconds / found[0].ran.orders
    first = found[0].check_seconds / found[0].ran.orders
    rows = [
        (each.ran.orders, f"{each.ran.seconds:.1f}", f"{each.ran.per_second:.1f}",
         f"{each.ran.seconds / each.ran.orders / few:.2f}", f"{each.check_seconds:.1f}",
         f"{each.check_seconds / each.ran.orders / first:.2f}", each.ran.load)
        for each in found
    ]  # fmt: skip
    head = ("Orders", "Seconds", "Orders/s", "Per order", "Check s", "Check per order", "Load")
    return table(head, rows)


def table_of_sales(found: Sequence[flash.Sold]) -> list[str]:
    rows = [
        (each.database, each.buyers, each.units, each.orders, f"{each.seconds:.1f}",
         each.answers.get(flash.TURNED_AWAY, 0), f"{each.waited.at(0.5):.0f}",
         f"{each.waited.at(0.95):.0f}", f"{each.quiet.at(0.95):.0f}",
         f"{each.busy.at(0.95):.0f}", f"{each.busy.at(0.95) / each.quiet.at(0.95):.0f}",
         "hold" if each.whole else "broken", each.load)
        for each in found
    ]  # fmt: skip
    head = ("Database", "Buyers", "Units", "Orders", "Seconds", "Turned away",
            "Waited p50 ms", "p95 ms",
            "Others p95 ms before", "meanwhile", "Ratio", "Invariants", "Load")  # fmt: skip
    return table(head, rows)


def main() -> None:
    sys.stdout.write(f"{machine.look()}\n\n")
    sys.stdout.write("\n".join(measure(quick="--quick" in sys.argv)) + "\n")


if __name__ == "__main__":
    main()
