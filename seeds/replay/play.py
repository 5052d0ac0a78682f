"""Playing the file: each invoice an order through the whole chain, each cancellation a refund.

In the order of the file, at the moments that it says, on the sandbox clock: what is due meanwhile
(parcels leave and arrive, goods are received, orders are settled) is done by the clock's own
deadlines, and the store pulls its orders into the supply system as its owner would by hand.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.cohorts import clock
from app.cohorts.models import Cohort
from app.db import db, savepoint, transaction
from app.errors import DomainError
from app.journal import By, acting_as
from seeds.replay.matching import Sales
from seeds.replay.rows import Reason, Reported, Row
from seeds.replay.stage import Progress, Stage
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund
from sim_market.listings.models import Listing, Sku
from sim_market.orders.models import OrderLine
from sim_market.orders.operations import buy_at_once
from sim_market.rules.pack import pack
from sim_market.shoppers.operations import simulated_shopper
from sim_market.stores.models import Store
from supply_chain.capture.operations import pull_orders

HOUR = timedelta(hours=1)
SKUS = (
    sa.select(Sku)
    .where(Sku.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(Sku.id)
    .options(
        joinedload(Sku.listing).load_only(
            Listing.cohort_id, Listing.store_id, Listing.state, Listing.title, Listing.category_code
        )
    )
)
ON_THE_WAY = timedelta(days=10)  # more than packing and any road take


@dataclass(slots=True)
class Played:
    """What was done, counted as it was done; the database is asked afterwards."""

    lines: int = 0
    invoices: int = 0
    orders: int = 0
    refunds: int = 0
    sale_lines: int = 0
    merged_lines: int = 0
    refund_lines: int = 0
    reported: list[Reported] = field(default_factory=list)


class Replay:
    """One file in one sandbox. `rows` in the order of the file."""

    def __init__(self, stage: Stage, rows: Sequence[Row], progress: Progress) -> None:
        self.stage, self.rows, self.progress = stage, rows, progress
        self.played = Played()
        self.sales = Sales()
        self.customers: dict[str, int] = {}
        self.pull_at: datetime | None = None

    def play(self) -> Played:
        invoices = by_invoice(self.rows)
        self.played.lines, self.played.invoices = len(self.rows), len(invoices)
        for number, rows in enumerate(invoices, start=1):
            self.progress("回放", number, len(invoices))
            self.reach(rows[0].at)
            goods = self.told_apart(rows)
            if not goods:
                continue
            if goods[0].is_cancellation:
                self.take_back(goods)
            else:
                self.sell(goods)
        self.wind_down()
        return self.played

    def told_apart(self, rows: Sequence[Row]) -> list[Row]:
        """The lines that are sales or cancellations of goods; the others are reported."""
        for row in rows:
            if row.reason:
                self.report(row, row.reason, row.amount_fen)
        return [row for row in rows if not row.reason]

    def report(self, row: Row, reason: Reason, fen: int, detail: str = "") -> None:
        self.played.reported.append(
            Reported(row.line, row.invoice, row.code, reason, fen, detail or row.name)
        )

    def reach(self, moment: datetime) -> None:
        """The clock goes where the file is; a line that is dated back finds it further on.

        On the first full hour after a sale the store pulls its orders.
        """
        if self.pull_at and self.pull_at <= moment:
            clock.advance(self.stage.cohort_id, self.pull_at)
            self.pull_at = None
            self.pull()
        clock.advance(self.stage.cohort_id, moment)

    # An invoice.

    def sell(self, rows: Sequence[Row]) -> None:
        try:
            with transaction(), acting_as(By.SIMULATED):
                lines = self.order(rows)
        except DomainError as refusal:
            for row in rows:
                self.report(row, Reason.REFUSED, row.amount_fen, refusal.message)
            return
        self.played.orders += 1
        self.played.sale_lines += len(rows)
        self.played.merged_lines += len(rows) - len(lines)
        for row in rows:
            self.sales.add(row, lines[self.sku_of(row)])
        self.pull_at = self.pull_at or next_hour(rows[0].at)

    def order(self, rows: Sequence[Row]) -> dict[int, int]:
        """Place and pay; SKU id -> id of the order's line. Twice the same SKU is one line (S4)."""
        units: Counter[int] = Counter()
        for row in rows:
            units[self.sku_of(row)] += row.quantity
        cohort = self.cohort()
        skus = load_skus(units)
        shopper = simulated_shopper(cohort, self.number_of(rows[0]))
        place = {"province": rows[0].country, "city": rows[0].country}
        order = buy_at_once(
            shopper, [(sku, units[sku.id]) for sku in skus], actor=None,
            address=shopper.address | place, note=note_of(rows[0]),
        )  # fmt: skip
        return {line.sku_id: line.id for line in order.lines}

    def cohort(self) -> Cohort:
        return db.session.get_one(Cohort, self.stage.cohort_id, options=[joinedload(Cohort.scheme)])

    def sku_of(self, row: Row) -> int:
        return self.stage.skus[row.code, row.price_fen]

    def number_of(self, row: Row) -> int:
        """Each customer is a number of the pool; without one each invoice is somebody else."""
        who = row.customer or f"invoice {row.invoice}"
        return self.customers.setdefault(who, len(self.customers) + 1)

    def pull(self) -> None:
        """The owner's button: pull, and have the supplier set aside and pack."""
        with transaction(), acting_as(By.DEMO):
            store = db.session.get_one(Store, self.stage.store_id)
            pull_orders(store, actor=store.owner)

    # A cancellation.

    def take_back(self, rows: Sequence[Row]) -> None:
        with transaction():
            for row in rows:
                parts, missing = self.sales.take(row)
                done = sum(self.refund(row, line_id, units) for line_id, units in parts)
                self.played.refunds += done
                self.played.refund_lines += bool(done)
                if missing:
                    fen = -missing * row.price_fen
                    self.report(row, self.sales.why_not(row), fen, f"{missing} 件")

    def refund(self, row: Row, line_id: int, units: int) -> bool:
        """The buyer asks for the money of so many units, the store agrees."""
        line = db.session.get_one(OrderLine, line_id)
        try:
            with savepoint():
                with acting_as(By.SIMULATED):
                    asked = request_refund(
                        line, units, RefundReason.OTHER, words=note_of(row), actor=None,
                        expected_fen=units * row.price_fen,
                    )  # fmt: skip
                with acting_as(By.DEMO):
                    agree_refund(asked, actor=line.order.store.owner)
        except DomainError as refusal:
            self.report(row, Reason.REFUSED, -units * row.price_fen, refusal.message)
            return False
        return True

    # The end.

    def wind_down(self) -> None:
        """Let the clock pass until the last order is settled."""
        self.progress("收尾", 0, 1)
        cohort = self.cohort()
        rules = pack(cohort)
        days = timedelta(days=rules.auto_receive_days + rules.settle_days)
        goal = cohort.sim_at + ON_THE_WAY + days
        db.session.rollback()
        self.reach(goal)


def by_invoice(rows: Iterable[Row]) -> list[list[Row]]:
    """The lines of each invoice, in the order in which invoices first appear."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.invoice].append(row)
    return list(found.values())


def next_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + HOUR


def load_skus(ids: Iterable[int]) -> Sequence[Sku]:
    """In one statement, with what a line of an order needs of their listings."""
    return db.session.scalars(SKUS, {"ids": list(ids)}).all()


def note_of(row: Row) -> str:
    """How an order and a refund say which invoice they are."""
    return f"invoice {row.invoice}"[:200]
