"""The file's own sums: a second, plain pass over the raw file, and the yardstick of a replay.

It shares with the replay only the form of its result. It knows no store, no order and no database:
it reads cells as decimals, adds up, and takes cancellations back from what was sold before.
"""

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from io import StringIO
from itertools import islice
from pathlib import Path

from seeds.replay.sums import Sums

DIGITS = set("-.0123456789")
HUNDRED, DEAREST, LARGEST = Decimal(100), Decimal(50_000), Decimal(10_000_000)
Cells = dict[str, str]


@dataclass(slots=True)
class Tally:
    """The sums so far, and units sold by (customer, code, price), oldest first."""

    sums: Sums = field(default_factory=Sums)
    whole: Decimal = Decimal(0)  # quantity times price of every line that has both
    sold: dict[tuple[str, str, Decimal], list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )
    bought: set[tuple[str, str]] = field(default_factory=set)


def own_sums(path: Path, limit: int | None = None) -> tuple[Sums, int]:
    """The sums, and fen over all lines whatever they are: quantity times price."""
    tally = Tally()
    invoices: dict[str, list[Cells]] = {}
    for cells in lines_of(path, limit):
        tally.sums.lines += 1
        if not is_readable(cells):
            tally.sums.leave_out("unreadable", 0)
            continue
        invoices.setdefault(cells["InvoiceNo"].upper(), []).append(cells)
    for number, lines in invoices.items():
        add_invoice(tally, number, lines)
    tally.sums.invoices = len(invoices)
    return tally.sums, fen(tally.whole)


def lines_of(path: Path, limit: int | None) -> list[Cells]:
    packed = path.suffix == ".gz"
    raw = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    text = raw.decode("utf-8-sig", errors="replace")
    rows = islice(csv.DictReader(StringIO(text, newline="")), limit)
    return [{name: (row[name] or "").strip() for name in row if name} for row in rows]


def is_readable(cells: Cells) -> bool:
    try:
        quantity, price = number(cells["Quantity"]), number(cells["UnitPrice"])
        at = datetime.fromisoformat(cells["InvoiceDate"])
    except (ValueError, InvalidOperation):
        return False
    whole = quantity % 1 == 0 and price * HUNDRED % 1 == 0
    small = abs(quantity) < LARGEST and abs(price) < LARGEST
    named = bool(cells["InvoiceNo"] and cells["StockCode"])
    return whole and small and named and at.tzinfo is None and 1990 <= at.year < 2100


def number(text: str) -> Decimal:
    if not set(text) <= DIGITS:
        raise ValueError(text)
    return Decimal(text)


def fen(pounds: Decimal) -> int:
    return int(pounds * HUNDRED)


def add_invoice(tally: Tally, number_: str, lines: list[Cells]) -> None:
    sales_before = tally.sums.sale_lines
    for cells in lines:
        quantity, price = number(cells["Quantity"]), number(cells["UnitPrice"])
        tally.whole += quantity * price
        why = why_not(number_, cells["StockCode"], quantity, price)
        if why:
            tally.sums.leave_out(why, fen(quantity * price))
        elif number_[0] == "C":
            cancel(tally, number_, cells, int(-quantity), price)
        else:
            sell(tally, number_, cells, int(quantity), price)
    tally.sums.orders += tally.sums.sale_lines > sales_before


def why_not(invoice: str, code: str, quantity: Decimal, price: Decimal) -> str:
    """The reason to leave a line out; '' if it sells or takes back goods."""
    if invoice[0] == "A":
        return "adjustment"
    if len(code) < 5 or not (code[:5].isascii() and code[:5].isdigit()):
        return "not_goods"
    if quantity == 0:
        return "no_quantity"
    if price < 0:
        return "negative_price"
    if price > DEAREST or abs(price * quantity) > LARGEST:
        return "too_dear"
    if price == 0:
        return "write_off" if quantity < 0 else "free"
    if invoice[0] == "C":
        return "positive_cancellation" if quantity > 0 else ""
    return "negative_sale" if quantity < 0 else ""


def sell(tally: Tally, invoice: str, cells: Cells, units: int, price: Decimal) -> None:
    sums, amount = tally.sums, fen(units * price)
    sums.sale_lines += 1
    sums.units_sold += units
    sums.gross_fen += amount
    sums.gross_by_country[country_of(cells)] += amount
    sums.by_invoice[invoice] += amount
    customer, code = customer_of(cells), cells["StockCode"].upper()
    if customer:
        tally.sold[customer, code, price].append(units)
        tally.bought.add((customer, code))


def cancel(tally: Tally, invoice: str, cells: Cells, units: int, price: Decimal) -> None:
    """Take back what the same customer bought at this price, the latest first."""
    sums, customer, code = tally.sums, customer_of(cells), cells["StockCode"].upper()
    before = tally.sold.get((customer, code, price))
    found = min(units, sum(before)) if before else 0
    if found and before is not None:
        take_latest(before, found)
        amount = fen(found * price)
        sums.refund_lines += 1
        sums.units_refunded += found
        sums.refunded_fen += amount
        sums.refunded_by_country[country_of(cells)] += amount
        sums.by_invoice[invoice] += amount
    if found < units:
        why = "cancellation_without_customer" if not customer else "no_earlier_sale"
        if before is not None:
            why = "more_than_was_sold"
        elif (customer, code) in tally.bought:
            why = "sold_at_another_price_only"
        sums.leave_out(why, -fen((units - found) * price))


def take_latest(units: list[int], wanted: int) -> None:
    while wanted:
        taken = min(wanted, units[-1])
        wanted -= taken
        units[-1] -= taken
        if not units[-1]:
            units.pop()


def customer_of(cells: Cells) -> str:
    return cells["CustomerID"].removesuffix(".0")


def country_of(cells: Cells) -> str:
    return cells["Country"] or "(空)"
