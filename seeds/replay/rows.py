"""Reading a file of transactions: each line as it can be understood, or why it cannot. Pure."""

import csv
import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import IO

from app.money import MAX_FEN

COLUMNS = (
    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID",
    "Country",
)  # fmt: skip
QUANTITY = re.compile(r"(-?\d{1,7})(\.0+)?", re.ASCII)
PRICE = re.compile(r"-?(\d{1,7}(\.\d*)?|\.\d+)", re.ASCII)
GOODS = re.compile(r"\d{5}", re.ASCII)
PRICE_MOST_FEN = 50_000_00  # rule L-9
Values = Mapping[str, str | None]
YEARS = range(1990, 2100)


class Reason(StrEnum):
    """Why a line, or a part of it, is not played."""

    UNREADABLE = "unreadable"
    ADJUSTMENT = "adjustment"
    NOT_GOODS = "not_goods"
    NO_QUANTITY = "no_quantity"
    NEGATIVE_PRICE = "negative_price"
    WRITE_OFF = "write_off"
    FREE = "free"
    TOO_DEAR = "too_dear"
    POSITIVE_CANCELLATION = "positive_cancellation"
    NEGATIVE_SALE = "negative_sale"
    NO_CUSTOMER = "cancellation_without_customer"
    NEVER_SOLD = "no_earlier_sale"
    OTHER_PRICE = "sold_at_another_price_only"
    MORE_THAN_SOLD = "more_than_was_sold"
    REFUSED = "refused_by_a_rule"


class NotTransactions(ValueError):
    """The file is not one of transactions in the expected form."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file; the header is line 1. A pound's two decimals are taken as fen."""

    line: int
    invoice: str
    code: str
    name: str
    quantity: int
    at: datetime
    price_fen: int
    customer: str
    country: str

    @property
    def amount_fen(self) -> int:
        return self.quantity * self.price_fen

    @property
    def is_cancellation(self) -> bool:
        return self.invoice.startswith("C")

    @property
    def reason(self) -> Reason | None:
        """Why it is neither a sale nor a cancellation of goods; None if it is one of them."""
        if self.invoice.startswith("A"):
            return Reason.ADJUSTMENT
        if not GOODS.match(self.code):
            return Reason.NOT_GOODS
        return self._doubtful_quantity or self._doubtful_price or self._doubtful_sign

    @property
    def _doubtful_quantity(self) -> Reason | None:
        return None if self.quantity else Reason.NO_QUANTITY

    @property
    def _doubtful_price(self) -> Reason | None:
        if self.price_fen < 0:
            return Reason.NEGATIVE_PRICE
        if self.price_fen > PRICE_MOST_FEN or abs(self.amount_fen) > MAX_FEN:
            return Reason.TOO_DEAR
        if self.price_fen == 0:
            return Reason.WRITE_OFF if self.quantity < 0 else Reason.FREE
        return None

    @property
    def _doubtful_sign(self) -> Reason | None:
        if self.is_cancellation:
            return Reason.POSITIVE_CANCELLATION if self.quantity > 0 else None
        return Reason.NEGATIVE_SALE if self.quantity < 0 else None


@dataclass(frozen=True, slots=True)
class Reported:
    """A line, or so many units of it, that was not played. `fen` as the file counts it."""

    line: int
    invoice: str
    code: str
    reason: Reason
    fen: int = 0
    detail: str = ""


def read(path: Path, limit: int | None = None) -> tuple[list[Row], list[Reported]]:
    """The lines that can be read, and those that cannot. Raises NotTransactions."""
    rows: list[Row] = []
    bad: list[Reported] = []
    for line, values in numbered(path, limit):
        try:
            rows.append(row_of(line, values))
        except ValueError as why:
            invoice, code = ((values.get(name) or "")[:20] for name in COLUMNS[:2])
            bad.append(Reported(line, invoice, code, Reason.UNREADABLE, detail=str(why)[:80]))
    return rows, bad


def numbered(path: Path, limit: int | None = None) -> Iterator[tuple[int, Values]]:
    """(number, column -> text) of every line after the header. Raises NotTransactions."""
    try:
        with opened(path) as file:
            lines = csv.DictReader(file)
            missing = set(COLUMNS) - set(lines.fieldnames or ())
            if missing:
                raise NotTransactions(f"没有这些列: {', '.join(sorted(missing))}")
            yield from enumerate(islice(lines, limit), start=2)
    except (OSError, EOFError, csv.Error) as error:
        raise NotTransactions(f"读不了这个文件: {error}") from error


def opened(path: Path) -> IO[str]:
    """The text of a file, packed or not; what is no UTF-8 is read with replacements."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


def row_of(line: int, values: Values) -> Row:
    """Raises ValueError that names the column which cannot be read."""
    said = {name: (values.get(name) or "").strip() for name in COLUMNS}
    if not said["InvoiceNo"] or not said["StockCode"]:
        raise ValueError("没有发票号或货号")
    return Row(
        line=line,
        invoice=said["InvoiceNo"].upper(),
        code=said["StockCode"].upper(),
        name=said["Description"],
        quantity=quantity_of(said["Quantity"]),
        at=time_of(said["InvoiceDate"]),
        price_fen=fen_of(said["UnitPrice"]),
        customer=said["CustomerID"].removesuffix(".0"),
        country=said["Country"] or "(空)",
    )


def quantity_of(text: str) -> int:
    if found := QUANTITY.fullmatch(text):
        return int(found[1])
    raise ValueError(f"数量读不懂: {text[:20]}")


def fen_of(text: str) -> int:
    if PRICE.fullmatch(text) and Decimal(text) * 100 % 1 == 0:
        return int(Decimal(text) * 100)
    raise ValueError(f"单价读不成分: {text[:20]}")


def time_of(text: str) -> datetime:
    """The local time of the file is the sandbox's."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"时间读不懂: {text[:20]}") from None
    if at.year not in YEARS or at.tzinfo is not None:
        raise ValueError(f"时间不可能: {text[:20]}")
    return at.replace(tzinfo=UTC)
