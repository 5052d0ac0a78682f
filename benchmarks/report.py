"""docs/benchmarks.md: what was measured, in tables, with what it means."""

from collections.abc import Sequence

from benchmarks.beginning import Begun
from benchmarks.chain import ORDERS, Ran
from benchmarks.classes import Rehearsed
from benchmarks.figures import Times, table
from benchmarks.imports import GOODS, SKUS, Imported
from benchmarks.machine import Machine
from benchmarks.pages import BARE, Measured
from benchmarks.rules import Checked
from benchmarks.search import Searched
from benchmarks.settlement import Settled

INTRO = """# Benchmarks

`make bench` measures everything below and writes this file. Ratios carry over to other machines,
absolute figures do not. *Load* is the load average when a part began: above the number of cores
the machine was busy with other work, and a quiet one would do better."""
CHAIN = f"""## Orders through the whole chain

Placed, paid, captured, shipped, delivered, received, settled, each deed and each deadline in a
transaction of its own, chained into the journal. A client is a process that plays a class of its
own, {ORDERS} orders of two lines each. PostgreSQL runs on the same machine and waits for no disk
(`fsync=off`); SQLite has one writer, so more clients take turns."""
IN_PROCESS = """## Pages, in process

The demo class, signed in as a merchant, one request after the other, without a network. *Bare* is
a Flask page that says nothing, in the same run."""
SERVED = """## Pages, through gunicorn

One worker with threads, as `make run` starts it; clients on the same machine, each with a
connection that it keeps. Python answers one request at a time: more clients wait, they do not
get more."""
CLASSES = """## A rehearsed class

`flask rehearse`, from the first log-in to the released marks, in one process on two cores. The
aim is 60 s for 12 trainees and 7 days."""
SEARCH = """## Search

All questions of `seeds/relevance` asked of one class, and of ones ten and a hundred times as
large: the full-text index, ranking, facets and one page of goods. *Front* is the reading for the
mall's home page. Beyond 2,000 hits the index's own rank chooses which are ranked."""
CHECKS = """## The check before publishing

The suppliers' whole catalogue, with a detail of ordinary length, looked at by the rule book in one
process; every tenth title boasts. The fastest of several rounds."""
IMPORTS = f"""## A file of goods

{GOODS} new listings of {SKUS} SKUs, a row each, with a picture of its own for every listing out of
a .zip: the dry run is one request, each chunk of rows another. Each listing gets its version, its
stock, its journal entry, its words in the search index, and its picture drawn anew."""
SETTLEMENT = """## Settlement

A week of received orders of 20 stores, settled by the hourly runs of the clock: commission,
shipping, two movements with five entries and a journal entry for each order; afterwards every sum
is checked. CPU is that of the application's process, memory its own without mapped files."""
BEGINNING = """## From a clean clone to the first page

`make setup` installs; `make run` migrates, seeds the demo class (first start only), starts web
and scheduler, and answers. The aim is 20 s after installation."""


def page(  # noqa: PLR0913 - everything that was measured
    machine: Machine,
    ran: list[Ran],
    pages: Measured,
    classes: list[Rehearsed],
    begun: Begun,
    found: Sequence[Searched] = (),
    checked: Sequence[Checked] = (),
    imported: Sequence[Imported] = (),
    settled: Sequence[Settled] = (),
    traded: Sequence[str] = (),
    met: Sequence[str] = (),
) -> str:
    parts = [
        [INTRO], about(machine), [CHAIN], chain(ran), traded, [IN_PROCESS], in_process(pages),
        [SERVED], served(pages), memory(pages), [SEARCH], searched(found),
        [CHECKS], checks(checked), [IMPORTS], imports(imported), met, [SETTLEMENT],
        settlement(settled), [CLASSES], rehearsed(classes), [BEGINNING], beginning(begun),
    ]  # fmt: skip
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def about(machine: Machine) -> list[str]:
    rows = [
        ("Commit", machine.commit),
        ("Measured", f"{machine.at}, load {machine.load}"),
        ("Machine", f"{machine.model}, {machine.cores} cores, {machine.memory_mb} MB"),
        ("System", machine.system),
        ("Python", f"{machine.python}; {machine.libraries}"),
        ("Databases", f"SQLite {machine.sqlite}, PostgreSQL {machine.postgres}"),
    ]
    return [f"- {name}: {said}" for name, said in rows]


def chain(ran: Sequence[Ran]) -> list[str]:
    alone = {each.database: each.per_second for each in ran if each.clients == 1}
    rows = [
        (each.database, each.clients, each.orders, f"{each.seconds:.1f}",
         f"{each.per_second:.1f}", f"{each.per_second / alone[each.database]:.2f}", each.load)
        for each in ran
    ]  # fmt: skip
    head = ("Database", "Clients", "Orders", "Seconds", "Orders/s", "Against one client", "Load")
    return table(head, rows)


def in_process(pages: Measured) -> list[str]:
    bare = next(each.times for each in pages.in_process if each.page == BARE)
    rows = [
        (each.page, each.statements, f"{each.kilobytes:.1f}", *timing(each.times),
         f"{each.times.at(0.5) / bare.at(0.5):.0f}")
        for each in pages.in_process
    ]  # fmt: skip
    head = ("Page", "SQL statements", "kB", "Requests/s", "p50 ms", "p95 ms", "p50 against bare")
    return table(head, rows)


def served(pages: Measured) -> list[str]:
    bare = {each.clients: each.times for each in pages.served if each.page == BARE}
    rows = [
        (each.page, each.clients, *timing(each.times),
         f"{each.times.at(0.5) / bare[each.clients].at(0.5):.0f}")
        for each in pages.served
    ]  # fmt: skip
    head = ("Page", "Clients", "Requests/s", "p50 ms", "p95 ms", "p50 against bare")
    return table(head, rows)


def timing(times: Times) -> tuple[str, str, str]:
    return f"{times.per_second:.0f}", f"{times.at(0.5):.2f}", f"{times.at(0.95):.2f}"


def memory(pages: Measured) -> list[str]:
    said = f"{pages.memory.before} MB as started, {pages.memory.after} MB after all these requests"
    return [f"Memory of the web worker (RSS): {said}. Load when this part began: {pages.load}."]


def rehearsed(classes: Sequence[Rehearsed]) -> list[str]:
    rows = [
        (f"{each.trainees} x {each.days}", each.requests, f"{each.seconds:.1f}",
         f"{each.wall:.1f}", f"{each.cpu:.1f}", each.problems, each.load)
        for each in classes
    ]  # fmt: skip
    head = (
        "Trainees x days", "Requests", "Class s", "Command s", "CPU s", "Broken invariants", "Load"
    )  # fmt: skip
    return table(head, rows)


def searched(found: Sequence[Searched]) -> list[str]:
    rows = [
        (each.database, each.skus, each.statements, *timing(each.times),
         f"{each.front.at(0.5):.2f}", each.load)
        for each in found
    ]  # fmt: skip
    head = ("Database", "SKUs", "SQL statements", "Searches/s", "p50 ms", "p95 ms",
            "Front p50 ms", "Load")  # fmt: skip
    return table(head, rows)


def checks(ran: Sequence[Checked]) -> list[str]:
    rows = [
        (each.listings, each.faulty, f"{each.seconds:.2f}", f"{each.per_second:.0f}")
        for each in ran
    ]
    return table(("Listings", "Found faulty", "Seconds", "Listings/s"), rows)


def imports(found: Sequence[Imported]) -> list[str]:
    rows = [
        (each.database, each.goods, each.rows, f"{each.tried:.1f}", f"{each.done:.1f}",
         f"{each.per_second:.0f}", f"{each.slowest:.2f}", each.load)
        for each in found
    ]  # fmt: skip
    head = ("Database", "Listings", "Rows", "Dry run s", "Import s", "Rows/s",
            "Slowest request s", "Load")  # fmt: skip
    return table(head, rows)


def settlement(ran: Sequence[Settled]) -> list[str]:
    least = {each.database: each.cpu / each.orders for each in reversed(ran)}
    rows = [
        (each.database, each.orders, f"{each.seconds:.1f}", f"{each.per_second:.0f}",
         f"{each.cpu:.1f}", f"{each.cpu / each.orders / least[each.database]:.2f}",
         each.statements, each.before_mb, each.after_mb, each.load)
        for each in ran
    ]  # fmt: skip
    head = ("Database", "Orders", "Seconds", "Orders/s", "CPU s", "CPU per order against fewest",
            "SQL statements", "MB before", "MB after", "Load")  # fmt: skip
    return table(head, rows)


def beginning(begun: Begun) -> list[str]:
    rows = [
        ("git clone", f"{begun.clone:.1f}"),
        ("make setup", f"{begun.setup:.1f}"),
        ("make run, first start, to the first page", f"{begun.first:.1f}"),
        ("all of it", f"{begun.clone + begun.setup + begun.first:.1f}"),
        ("make run, second start, to the first page", f"{begun.again:.1f}"),
    ]
    return [*table(("Step", "Seconds"), rows), "", f"Load when this part began: {begun.load}."]
