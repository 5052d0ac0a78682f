"""Each measured item, by hand-computed cases."""

import pytest

from grading.evidence.found import Task
from grading.evidence.measure import in_points, measure, measure_all, stepped
from grading.rubrics.standard import parse, shipped
from tests.grading.documents import DAY, document, listing, order, refund, sku, store

TITLE = {"about": "title", "rule": "T1", "says": "太长"}
ATTRIBUTE = {"about": "attributes", "rule": "A1", "says": "缺产地"}
STANDARD = parse(shipped())


def tenths(item_id, **parts):
    item = STANDARD.item(item_id)
    return measure(item.task, document(**parts)).tenths


def listings(good, bad=0, problem=TITLE):
    rows = [listing(f"G{n}") for n in range(good)]
    return rows + [listing(f"B{n}", problems=[problem]) for n in range(bad)]


@pytest.mark.parametrize(
    ("item", "parts", "expected"),
    [
        ("1.1", {"store": None}, 0),
        ("1.1", {"listings": listings(2)}, 40),
        ("1.1", {"listings": []}, 30),  # 4 of 5 checks: 32, down to the half point
        ("1.1", {"store": store(logo=""), "listings": listings(2)}, 30),
        ("1.1", {"listings": [listing("S1"), listing("S2", category="c2")]}, 40),
        ("1.1", {"listings": [listing("S1", category="c2")]}, 30),
        ("1.1", {"listings": [listing("S1", category="c1.mugs")]}, 40),
        ("2.1", {"listings": []}, 0),
        ("2.1", {"listings": listings(4, 3)}, 40),
        ("2.1", {"listings": listings(7)}, 50),
        ("2.1", {"listings": [listing("S1", on_sale=False)]}, 0),
        ("2.2", {"listings": listings(4, 1)}, 30),  # 32
        ("2.2", {"listings": listings(0, 1, ATTRIBUTE)}, 40),
        ("2.2", {"listings": []}, 0),
        ("2.3", {"listings": listings(1, 1, ATTRIBUTE)}, 15),
        ("2.3", {"listings": [listing("S1", category="")]}, 0),
        ("2.5", {"listings": [listing(skus=[sku("a"), sku("b", price_fen=900)])]}, 20),
        ("2.5", {"listings": [listing(skus=[sku("a", weight_g=0)])]}, 0),
        ("2.5", {"listings": [listing(skus=[sku("a", on_hand=0)])]}, 0),
        ("3.2", {"listings": [listing()]}, 20),
        ("3.2", {"listings": [listing(images=[])], "store": store(logo="")}, 5),
        ("4.1", {"listings": [listing(source={"product": "P1"})]}, 15),
        ("4.1", {"listings": [listing(source={"product": "P1"}, was_on_sale=False)]}, 0),
        ("4.2", {"supply": {"orders": [{"order": "D1", "shipped": True}], "stock": []}}, 30),
        ("4.2", {"supply": {"orders": [{"order": "D1", "shipped": False}], "stock": []}}, 0),
        (
            "4.2",
            {
                "supply": {"orders": [{"order": "D1", "shipped": True}], "stock": []},
                "orders": [order("D1", own=True)],
            },
            0,
        ),
        ("5.1", {"orders": [order(str(n)) for n in range(3)]}, 20),  # 24
        ("5.1", {"orders": [order(str(n), own=True) for n in range(5)]}, 0),
        ("5.1", {"orders": [order("1", state="shipped")]}, 0),
        ("5.1", {"orders": [order(str(n), state="received") for n in range(5)]}, 40),
        ("5.2", {"orders": [order("1"), order("2", ship_seconds=2 * DAY + 1)]}, 20),
        ("5.2", {"orders": [order("1", ship_seconds=2 * DAY)]}, 40),
        ("5.2", {"orders": [order("1", state="paid", ship_seconds=None)]}, 0),
        ("5.2", {"orders": [order("1", state="closed", ship_seconds=None)]}, 0),
        (
            "5.2",
            {
                "orders": [
                    order("1"),
                    order("2", state="paid", ship_seconds=None, paid_seconds=5 * DAY),
                ]
            },
            40,
        ),
        ("5.3", {"orders": [order("1"), order("2", scanned=False)]}, 10),
        ("5.4", {}, 0),
        ("5.4", {"after_sales": [refund()]}, 30),
        ("5.4", {"after_sales": [refund(), refund("R2", answer_seconds=3 * DAY)]}, 15),
        ("5.4", {"after_sales": [refund(answered=False)]}, 0),
        ("5.4", {"after_sales": [refund(), refund("R2", answered=False, state="withdrawn")]}, 30),
        ("5.4", {"after_sales": [refund(), refund("R2", answered=False)]}, 15),
        (
            "5.4",
            {"after_sales": [refund(), refund("R2", answered=False, asked_seconds=5 * DAY)]},
            30,
        ),
        ("5.5", {"reviews": []}, 0),
        ("5.5", {"reviews": [{"number": 1, "reply": "谢谢"}, {"number": 2, "reply": ""}]}, 10),
        ("9.1", {}, 50),
        ("9.1", {"violations": [{"number": 1, "serious": False, "corrected": False}] * 2}, 30),
        ("9.1", {"violations": [{"number": 1, "serious": True, "corrected": False}]}, 0),
        ("9.1", {"violations": [{"number": 1, "serious": True, "corrected": True}]}, 50),
        ("6.1", {}, None),
        ("6.2", {}, None),
        ("7.1", {}, None),
        ("7.3", {}, None),
    ],
)
def test_the_points_of_an_item(item, parts, expected):
    assert tenths(item, **parts) == expected


@pytest.mark.parametrize(
    ("shop", "supply", "oversold", "expected"),
    [(5, 5, False, 20), (6, 5, False, 0), (0, 0, False, 20), (3, 5, True, 0)],
)
def test_stock_is_in_step_when_the_shop_promises_no_more_than_the_supplier_has(
    shop, supply, oversold, expected
):
    row = {"sku": "K1", "shop": shop, "supply": supply, "oversold": oversold}
    assert tenths("4.3", supply={"orders": [], "stock": [row]}) == expected


def test_the_calculation_can_be_read():
    task = STANDARD.item("2.1").task
    found = measure(task, document(listings=listings(4, 1)))

    assert found.says % found.figures == "合规在售 4 件 ÷ 要求 5 件 × 5 分 = 4 分"
    assert found.rows == ("listing-G0", "listing-G1", "listing-G2", "listing-G3")
    assert found.lacks % found.figures == "还差 1 件合规的在售商品"


def test_what_fails_is_what_the_rows_show():
    found = measure(STANDARD.item("2.2").task, document(listings=listings(4, 1)))
    assert found.rows == ("listing-B0",)


def test_a_full_item_lacks_nothing():
    found = measure(STANDARD.item("2.1").task, document(listings=listings(5)))
    assert (found.is_full, found.lacks) == (True, None)


def test_an_item_without_a_record_is_left_to_the_lecturer():
    found = measure(STANDARD.item("6.1").task, document())
    assert found.tenths is None
    assert "评委" in found.says


def test_every_sentence_can_be_filled_with_its_figures():
    for parts in ({}, {"listings": listings(3, 2), "orders": [order()]}):
        for found in measure_all(STANDARD.tasks, document(**parts)).values():
            assert "%(" not in found.says % found.figures
            assert "%(" not in (found.lacks or "") % found.figures


def test_points_are_measured_in_half_points_rounded_down():
    assert stepped(30, 2, 3) == 20
    assert stepped(50, 1, 3) == 15
    assert stepped(50, 9, 5) == 50
    assert stepped(50, 1, 0) == 0
    assert stepped(50, -1, 3) == 0
    assert (in_points(35), in_points(40), in_points(0)) == ("3.5", "4", "0")


def test_an_unknown_measure_is_not_run():
    with pytest.raises(KeyError):
        measure(Task("1.1", "import os", 10, {}), document())
