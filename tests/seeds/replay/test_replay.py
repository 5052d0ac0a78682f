"""A file through the whole chain: every line accounted for, every sum the file's own."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.commands import problems
from app.db import db
from sim_market.orders.models import Order, OrderState
from supply_chain.capture.models import SupplyOrder

DIRT = Path(__file__).with_name("dirt.csv")
SAMPLE = Path(__file__).parents[4] / "shared/data/online_retail_sample.csv.gz"
REASONS = {
    "adjustment": (1, -1106206),
    "cancellation_without_customer": (1, -339),
    "free": (1, 0),
    "more_than_was_sold": (1, -1020),
    "negative_price": (1, -1110),
    "negative_sale": (1, -925),
    "no_earlier_sale": (1, -339),
    "no_quantity": (1, 0),
    "not_goods": (2, -950),
    "positive_cancellation": (1, 339),
    "sold_at_another_price_only": (1, -495),
    "too_dear": (1, 36_000_000),
    "unreadable": (4, 0),
    "write_off": (1, 0),
}


def run(app, *args):
    return app.test_cli_runner().invoke(args=["replay", *map(str, args)])


@pytest.fixture(scope="module")
def said(built_app, tmp_path_factory):
    """The dirty file's result as JSON."""
    out = tmp_path_factory.mktemp("replay") / "out.json"
    result = run(built_app, DIRT, "--json", out)
    assert result.exit_code == 0, result.output
    return json.loads(out.read_text("utf-8"))


def test_every_kind_of_dirt_is_reported_with_its_reason_and_its_sum(said):
    assert {k: (v["lines"], v["fen"]) for k, v in said["reasons"].items()} == REASONS
    assert len(said["reported"]) == sum(lines for lines, _fen in REASONS.values())
    assert said["not_goods"] == {"POST": 1, "D": 1}


def test_sales_become_orders_and_cancellations_refunds(said):
    assert (said["lines"], said["orders"], said["sale_lines"]) == (30, 5, 9)
    assert (said["refunds"], said["refund_lines"], said["units_refunded"]) == (5, 4, 519)
    assert (said["merged_lines"], said["units_sold"]) == (1, 538)


def test_the_sums_are_those_worked_out_by_hand(said):
    invoices = {"700001": 2040 + 1356 + 295, "700002": 1530 + 100, "700003": 5000}
    later = {"700015": 2550, "700024": 678}
    back = {"C700014": 5000, "C700016": 3315, "C700017": 1275, "C700023": 339}
    assert said["by_invoice"] == invoices | later | back
    assert said["gross_fen"] == sum(invoices.values()) + sum(later.values())
    assert said["refunded_fen"] == sum(back.values())
    assert said["gross_by_country"] == {
        "United Kingdom": 6241, "France": 1630, "Germany": 5000, "(空)": 678,
    }  # fmt: skip


def test_nothing_differs_and_every_invariant_holds(said):
    assert said["holds"]
    assert said["wrong"] == []
    assert {name for name, wrong in said["checks"].items() if wrong} == set()


def test_names_that_change_and_names_that_rules_forbid_are_counted(said):
    assert said["names_changed"] == 1
    assert said["names_refused"] == ["22180"]


def test_the_same_file_comes_to_the_same(built_app, said, tmp_path):
    run(built_app, DIRT, "--json", tmp_path / "again.json")
    again = json.loads((tmp_path / "again.json").read_text("utf-8"))
    for varying in ("stage_seconds", "play_seconds", "orders_per_second", "journal_head"):
        said, again = said | {varying: 0}, again | {varying: 0}
    assert again == said


@pytest.mark.database
def test_here_plays_in_the_configured_database_as_often_as_one_likes(served):
    for _time in range(2):
        result = run(served, DIRT, "--here")
        assert result.exit_code == 0, result.output

    with served.app_context():
        states = db.session.execute(sa.select(Order.state, sa.func.count()).group_by(Order.state))
        assert dict(states.all()) == {OrderState.COMPLETED: 8, OrderState.CLOSED: 2}
        numbers = sa.select(sa.func.count(SupplyOrder.tracking_number))
        assert db.session.scalar(numbers) == 8
        assert not any(problems().values())


@pytest.mark.parametrize(
    "content", ["", "a,b\n1,2\n", "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice"]
)
def test_a_file_of_something_else_is_refused_in_words(built_app, tmp_path, content):
    path = tmp_path / "other.csv"
    path.write_text(content)

    result = run(built_app, path)

    assert result.exit_code == 2
    assert "没有这些列" in result.output


def test_a_file_that_sells_nothing_is_refused_in_words(built_app, tmp_path):
    path = tmp_path / "nothing.csv"
    path.write_text(DIRT.read_text("utf-8").splitlines()[0] + "\n", "utf-8")

    result = run(built_app, path)

    assert result.exit_code == 2
    assert "没有一行是卖出商品的" in result.output


@pytest.mark.slow
@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample is not here")
def test_the_whole_sample_comes_to_its_own_sums(built_app, tmp_path):
    result = run(built_app, SAMPLE, "--json", tmp_path / "out.json")

    assert result.exit_code == 0, result.output
    said = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert (said["lines"], said["holds"]) == (77_628, True)
    assert said["reasons"].get("refused_by_a_rule") is None
