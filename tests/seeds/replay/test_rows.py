"""How one line of a transactions file is understood. Each oddity was met in the real file."""

import gzip

import pytest

from seeds.replay.rows import COLUMNS, NotTransactions, Reason, read, row_of

ORDINARY = {
    "InvoiceNo": "536365", "StockCode": "85123A", "Description": " WHITE HEART ",
    "Quantity": "6", "InvoiceDate": "2010-12-01 08:26:00", "UnitPrice": "2.55",
    "CustomerID": "17850.0", "Country": "United Kingdom",
}  # fmt: skip
SAID = {
    "Quantity": "数量", "UnitPrice": "单价", "InvoiceDate": "时间", "InvoiceNo": "发票号",
    "StockCode": "货号",
}  # fmt: skip


def row(**cells):
    return row_of(2, ORDINARY | cells)


def test_an_ordinary_line_is_a_sale():
    sale = row()

    assert (sale.invoice, sale.code, sale.name) == ("536365", "85123A", "WHITE HEART")
    assert (sale.quantity, sale.price_fen, sale.amount_fen) == (6, 255, 1530)
    assert (sale.customer, sale.at.isoformat()) == ("17850", "2010-12-01T08:26:00+00:00")
    assert sale.reason is None
    assert not sale.is_cancellation


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"InvoiceNo": "A563185"}, Reason.ADJUSTMENT),
        ({"StockCode": "POST"}, Reason.NOT_GOODS),
        ({"StockCode": "gift_0001_20"}, Reason.NOT_GOODS),
        ({"StockCode": "C2"}, Reason.NOT_GOODS),
        ({"Quantity": "0"}, Reason.NO_QUANTITY),
        ({"UnitPrice": "-1.5"}, Reason.NEGATIVE_PRICE),
        ({"UnitPrice": "0.0"}, Reason.FREE),
        ({"UnitPrice": "0", "Quantity": "-3"}, Reason.WRITE_OFF),
        ({"UnitPrice": "50000.01"}, Reason.TOO_DEAR),
        ({"UnitPrice": "5000", "Quantity": "2001"}, Reason.TOO_DEAR),
        ({"InvoiceNo": "C536379"}, Reason.POSITIVE_CANCELLATION),
        ({"InvoiceNo": "C536379", "Quantity": "-1"}, None),
        ({"Quantity": "-1"}, Reason.NEGATIVE_SALE),
    ],
)
def test_what_is_neither_a_sale_nor_a_cancellation_has_its_reason(cells, reason):
    assert row(**cells).reason == reason


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Quantity", "many"), ("Quantity", "1.5"), ("Quantity", ""), ("Quantity", "12345678"),
        ("UnitPrice", "2.555"), ("UnitPrice", "1e5"), ("UnitPrice", "NaN"), ("UnitPrice", ""),
        ("UnitPrice", "٣"), ("InvoiceDate", "1.12.2010"), ("InvoiceDate", "0001-01-01 00:00:00"),
        ("InvoiceDate", "2010-12-01 08:26:00+01:00"), ("InvoiceNo", " "), ("StockCode", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_which_cell(column, text):
    with pytest.raises(ValueError, match=SAID[column]):
        row(**{column: text})


def test_trailing_zeros_and_case_are_no_difference():
    assert row(UnitPrice="2.5500", Quantity="6.0", StockCode="85123a ") == row()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("no_columns.csv", b"a,b\n1,2\n"),
        ("empty.csv", b""),
        ("not_packed.csv.gz", b"InvoiceNo,StockCode"),
        ("cut.csv.gz", gzip.compress(",".join(COLUMNS).encode() * 99)[:-9]),
        ("zero.csv", ",".join(COLUMNS).encode() + b"\n" + b'"' + b"x" * 200_000 + b'"\n'),
    ],
)
def test_what_is_no_file_of_transactions_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(NotTransactions):
        read(path)


def test_a_limit_reads_the_first_lines_only(tmp_path):
    path = tmp_path / "short.csv"
    line = ",".join(ORDINARY.values())
    path.write_text("\n".join([",".join(COLUMNS), line, "x", line, line]), "utf-8")

    rows, bad = read(path, limit=3)

    assert [one.line for one in rows] == [2, 4]
    assert [(one.line, one.reason) for one in bad] == [(3, Reason.UNREADABLE)]
