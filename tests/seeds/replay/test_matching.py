"""Which sales a cancellation takes back: same customer, goods and price, the latest first."""

from hypothesis import given
from hypothesis import strategies as st

from seeds.replay.matching import Sales
from seeds.replay.rows import Reason
from tests.seeds.replay.test_rows import row


def sold(*quantities, **cells):
    sales = Sales()
    for line_id, quantity in enumerate(quantities, start=1):
        sales.add(row(Quantity=str(quantity), **cells), line_id)
    return sales


def cancelled(quantity, **cells):
    return row(InvoiceNo="C1", Quantity=str(-quantity), **cells)


def test_the_latest_sale_is_taken_back_first_and_others_make_up_the_rest():
    sales = sold(5, 3)

    assert sales.take(cancelled(4)) == ([(2, 3), (1, 1)], 0)
    assert sales.take(cancelled(9)) == ([(1, 4)], 5)
    assert sales.why_not(cancelled(9)) == Reason.MORE_THAN_SOLD


def test_two_lines_of_one_order_line_are_one_part():
    sales = sold(5)
    sales.add(row(Quantity="3"), 1)

    assert sales.take(cancelled(7)) == ([(1, 7)], 0)


def test_another_customer_price_or_product_is_no_match():
    for cells, reason in (
        ({"CustomerID": "1"}, Reason.NEVER_SOLD),
        ({"StockCode": "71053"}, Reason.NEVER_SOLD),
        ({"UnitPrice": "2.95"}, Reason.OTHER_PRICE),
        ({"CustomerID": ""}, Reason.NO_CUSTOMER),
    ):
        sales = sold(5)
        assert sales.take(cancelled(1, **cells)) == ([], 1)
        assert sales.why_not(cancelled(1, **cells)) == reason


def test_a_sale_without_a_customer_cannot_be_cancelled():
    assert sold(5, CustomerID="").take(cancelled(1, CustomerID="")) == ([], 1)


@given(st.lists(st.integers(1, 9), max_size=8), st.lists(st.integers(1, 20), max_size=8))
def test_never_more_is_taken_back_than_was_sold(quantities, wanted):
    sales = sold(*quantities)
    taken = 0
    for units in wanted:
        parts, missing = sales.take(cancelled(units))
        assert sum(n for _line, n in parts) + missing == units
        taken += units - missing
    assert taken == min(sum(quantities), sum(wanted))
