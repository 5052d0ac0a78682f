"""Settlement of many orders: `python -m benchmarks.settlement [ORDERS ...]`.

One class, 20 stores, orders of one line that were received over a week, every fifth with a part
refunded before. Each hour's run settles what fell due in it: commission, shipping, the ledger, the
journal. The clock of the class is moved over that week; each size in a process of its own, so that
memory can be told apart.
"""

import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import jobs
from app.cohorts import clock
from app.cohorts.models import Cohort
from app.db import Model, db
from benchmarks import machine
from benchmarks.chain import on_postgres, on_sqlite
from benchmarks.settings import application
from sim_market.finance import checks
from sim_market.ledger import checks as ledger_checks
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.orders.models import Order, OrderLine
from sim_market.orders.operations import receive_order, ship_order
from tests import make

SIZES = (10_000, 100_000)
STORES, HOURS, AT_ONCE = 20, 7 * 24, 5_000
PRICE, SHIPPING, PART = 5_000, 800, 1_250
PROVEN = (
    checks.wrong_escrow, checks.wrong_stores, checks.wrong_commission, ledger_checks.unbalanced,
    ledger_checks.drifted, ledger_checks.unsteady,
)  # fmt: skip


class Asked:
    """Counts statements and keeps none of them."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, *_said: object) -> None:
        self.times += 1


@dataclass(frozen=True, slots=True)
class Settled:
    """`cpu`: seconds of this process; `before_mb` and `after_mb`: its own memory as it began and
    when all was settled, without the database file that is mapped into it.
    """

    database: str
    orders: int
    seconds: float
    cpu: float
    statements: int
    before_mb: int
    after_mb: int
    load: str

    @property
    def per_second(self) -> float:
        return self.orders / self.seconds


def measure(sizes: Sequence[int] = SIZES) -> list[Settled]:
    found = []
    for name, open_database in (("SQLite", on_sqlite), ("PostgreSQL", on_postgres)):
        for orders in sizes:
            with open_database() as place:
                if place is not None:
                    found.append(apart(name, *place, orders))
    return found


def apart(name: str, folder: Path, url: str, orders: int) -> Settled:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(settle, name, folder, url, orders).result()


def settle(name: str, folder: Path, url: str, orders: int) -> Settled:
    """Make the orders, then move the clock until all are settled; RuntimeError if a fen is lost."""
    app = application(folder, url)
    with app.app_context():
        Model.metadata.create_all(db.engine)
        cohort_id = prepared(orders)
        until = db.session.get_one(Cohort, cohort_id).sim_at + timedelta(hours=HOURS + 7 * 24)
        db.session.close()
        before, load = own_mb(), machine.load()
        asked = Asked()
        sa.event.listen(db.engine, "before_cursor_execute", asked)
        began, cpu = time.perf_counter(), time.process_time()
        clock.advance(cohort_id, until)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        after = own_mb()
        if wrong := [said for check in PROVEN for said in check()] or left_over():
            raise RuntimeError(f"settled wrongly: {wrong[:3]}")
        db.session.close()
        db.engine.dispose()
    return Settled(name, orders, seconds, cpu, asked.times, before, after, load)


def left_over() -> list[str]:
    left = db.session.scalar(sa.select(sa.func.count()).where(Order.completed_sim_at.is_(None)))
    return [f"{left} orders are not settled"] if left else jobs.failed()


def prepared(orders: int) -> int:
    """A class with so many received orders and the runs that will settle them; its id."""
    cohort = make.cohort(name="settlement")
    patterns = [pattern(make.store(of=cohort)) for _ in range(STORES)]
    first = max(order.id for order in patterns) + 1
    whole, lines = [row_of(order) for order in patterns], [row_of(o.lines[0]) for o in patterns]
    for begins in range(0, orders - STORES, AT_ONCE):
        part = range(begins, min(begins + AT_ONCE, orders - STORES))
        made = [copy_of(whole, lines, first + n, n, cohort) for n in part]
        db.session.execute(sa.insert(Order), [order for order, _line in made])
        db.session.execute(sa.insert(OrderLine), [line for _order, line in made])
    db.session.flush()
    fill_escrow(cohort)
    jobs.schedule_all("finance.settle_run", list(runs(cohort)))
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()
    return cohort.id


def pattern(store: Any) -> Order:
    """One real order of a store, paid with a shipping fee, sent and received."""
    order = make.order(of=make.sku(store=store, price_fen=PRICE))
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    order.lines[0].commission_basis_fen = PRICE
    db.session.flush()
    return order


def row_of(thing: Model) -> dict[str, Any]:
    columns = sa.inspect(type(thing)).columns
    return {column.key: getattr(thing, column.key) for column in columns}


def copy_of(
    orders: Sequence[dict[str, Any]],
    lines: Sequence[dict[str, Any]],
    row_id: int,
    n: int,
    cohort: Cohort,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The `n`-th order: of one of the stores, received in one of the hours of the week."""
    back = PART if n % 5 == 0 else 0
    order = orders[n % STORES] | {
        "id": row_id, "number": f"B{n:07d}", "shipping_fen": SHIPPING, "pay_fen": PRICE + SHIPPING,
        "refunded_fen": back,
        "received_sim_at": cohort.sim_at + timedelta(minutes=n * 7919 % (HOURS * 60)),
    }  # fmt: skip
    return order, lines[n % STORES] | {"id": row_id, "order_id": row_id, "refunded_fen": back}


def fill_escrow(cohort: Cohort) -> None:
    """What buyers paid for the copies, in one movement."""
    kept = sa.select(sa.func.sum(Order.pay_fen - Order.refunded_fen))
    fen = db.session.scalar(kept.where(Order.number.startswith("B"))) or 0
    world, escrow = (account(cohort.id, kind) for kind in (AccountKind.WORLD, AccountKind.ESCROW))
    post(TxnKind.PAYMENT, "bench", [(world, -fen), (escrow, fen)], about=cohort_store(cohort))


def cohort_store(cohort: Cohort) -> Model:
    return db.session.scalars(sa.select(Order).where(Order.cohort_id == cohort.id).limit(1)).one()


def runs(cohort: Cohort) -> Iterator[dict[str, Any]]:
    """A run for every hour in which orders fall due."""
    for hour in range(1, HOURS + 2):
        at = cohort.sim_at + timedelta(days=7, hours=hour)
        yield {"cohort_id": cohort.id, "key": at.isoformat(), "due_sim_at": at, "payload": {}}


def own_mb() -> int:
    return int(machine.field_of("/proc/self/status", "RssAnon").split()[0]) // 1024


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    for each in measure(sizes):
        sys.stdout.write(
            f"{each.database}: {each.orders} orders in {each.seconds:.1f} s,"
            f" {each.per_second:.0f}/s, {each.statements} statements,"
            f" {each.cpu:.1f} s of CPU, {each.before_mb} -> {each.after_mb} MB, load {each.load}\n"
        )


if __name__ == "__main__":
    main()
