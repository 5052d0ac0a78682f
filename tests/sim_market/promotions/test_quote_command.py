"""`flask quote`: the examples of the documentation, and what it does with anything else."""

import json
from pathlib import Path
from typing import Any

import pytest

from sim_market.promotions.pricing import Kind

EXAMPLES = Path("seeds/quotes")
# file: what is paid, what each line costs, what each round of refunds gives. By hand.
EXPECTED: dict[str, tuple[int, list[int], list[int]]] = {
    "bundle": (2000, [1600, 400], []),
    "claw_back": (10000, [10000], [4000, 6000]),
    "code_coupon": (2800, [2800], []),
    "flash_sale": (20100, [20100], []),
    "free_shipping": (9900, [9900], []),
    "full_discount": (1983, [1700, 283], []),
    "full_reduction": (17800, [17800], []),
    "full_reduction_each": (32500, [32500], []),
    "gift": (25000, [25000], []),
    "group_price": (13800, [13800], []),
    "item_coupon": (11500, [2500, 9000], []),
    "live_price": (7900, [7900], []),
    "member_price": (9405, [9405], []),
    "multi_buy": (2080, [1600, 480], []),
    "multi_buy_any_three": (13900, [6829, 7071], []),
    "multi_buy_second_half_price": (2300, [2000, 300], []),
    "new_customer_coupon": (2200, [2200], []),
    "platform_coupon": (9000, [5400, 3600], [5400, 3600]),
    "points": (8000, [8000], [8000]),
    "presale": (76000, [75000], []),
    "price_change": (10000, [8182, 1818], [2727]),
    "stacking": (16700, [10900, 5000], []),
    "store_coupon": (8900, [2966, 2967, 2967], []),
    "time_discount": (9087, [5097, 3990], []),
    "worked_example": (10000, [8182, 1818], [2727, 5455]),
}


@pytest.fixture
def quote(app):
    """Ask the command: exit code, answer (or None), standard error."""

    def ask(said: Any, *options: str) -> tuple[int, Any, str]:
        text = said if isinstance(said, str | bytes) else json.dumps(said)
        ran = app.test_cli_runner().invoke(args=["quote", *options, "-"], input=text)
        assert ran.exit_code in {0, 2}, ran.exception
        return ran.exit_code, json.loads(ran.stdout) if ran.stdout else None, ran.stderr

    return ask


def one(**more: Any) -> dict[str, Any]:
    return {"lines": [{"price_fen": 1000, "quantity": 2}]} | more


def promo(kind: str = "full_reduction", parameters: Any = None, **more: Any) -> dict[str, Any]:
    tiers = {"tiers": [{"from_fen": 100, "off_fen": 10}]}
    return one(promotions=[{"id": 1, "kind": kind, "parameters": parameters or tiers} | more])


def test_every_example_is_expected_and_every_kind_has_one():
    assert sorted(path.stem for path in EXAMPLES.glob("*.json")) == sorted(EXPECTED)
    said = [json.loads(path.read_text("utf-8")) for path in EXAMPLES.glob("*.json")]
    assert {each["kind"] for one in said for each in one["promotions"]} == {*Kind}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_examples_are_priced_as_reckoned_by_hand(name, quote):
    code, answer, error = quote((EXAMPLES / f"{name}.json").read_text("utf-8"))
    assert (code, error) == (0, "")
    rounds = [each["fen"] for each in answer["refunds"]["rounds"]] if "refunds" in answer else []
    lines = [each["pay_fen"] for each in answer["lines"]]
    assert (answer["totals"]["pay_fen"], lines, rounds) == EXPECTED[name]
    assert answer["waterfall"][-1]["after_fen"] == answer["totals"]["pay_fen"]


def test_what_is_missing_is_said_in_yuan(quote):
    _code, answer, _error = quote(promo(parameters={"tiers": [{"from_fen": 3200, "off_fen": 1}]}))
    (skipped,) = answer["skipped"]
    assert skipped["facts"]["missing_fen"] == 1200
    assert skipped["text"].startswith("还差 12.00 元")


BAD: dict[str, tuple[Any, str]] = {
    "not JSON": ("{", "第 1 行"),
    "nothing": ("", "第 1 行"),
    "not UTF-8": (b"\xff\xfe", "UTF-8"),
    "a list": ("[]", "对象"),
    "NaN": ('{"lines": [{"price_fen": NaN}]}', "NaN"),
    "a name twice": ('{"lines": [], "lines": []}', "写了两次"),
    "very deep": ("[" * 100_000, "套得太深"),
    "a very long number": ('{"lines": [{"price_fen": ' + "9" * 5000 + "}]}", "数字太大"),
    "no lines": ({}, "lines"),
    "empty lines": ({"lines": []}, "lines"),
    "quantity 0": (one(lines=[{"price_fen": 1, "quantity": 0}]), "lines[0].quantity"),
    "quantity -1": (one(lines=[{"price_fen": 1, "quantity": -1}]), "lines[0].quantity"),
    "quantity 1.5": (one(lines=[{"price_fen": 1, "quantity": 1.5}]), "1.5"),
    "quantity 10^9": (one(lines=[{"price_fen": 1, "quantity": 10**9}]), "lines[0].quantity"),
    "quantity as text": (one(lines=[{"price_fen": 1, "quantity": "1"}]), "lines[0].quantity"),
    "quantity true": (one(lines=[{"price_fen": 1, "quantity": True}]), "lines[0].quantity"),
    "too many in all": (one(lines=[{"price_fen": 1, "quantity": 9999}] * 3), "20000"),
    "price in yuan": (one(lines=[{"price_fen": 19.99}]), "lines[0].price_fen"),
    "price below 0": (one(lines=[{"price_fen": -1}]), "lines[0].price_fen"),
    "no price": (one(lines=[{}]), "lines[0].price_fen"),
    "ids twice": (one(lines=[{"id": "a", "price_fen": 1}] * 2), "lines[1].id"),
    "unknown name": (one(lins=[]), "lins"),
    "unknown name of a line": (one(lines=[{"price_fen": 1, "qty": 2}]), "lines[0].qty"),
    "currencies": (one(lines=[{"price_fen": 1}, {"price_fen": 1, "currency": "USD"}]), "CNY"),
    "ticked as text": (one(lines=[{"price_fen": 1, "ticked": "yes"}]), "true"),
    "time": (one(at="yesterday"), "at"),
    "kind": (promo("cashback"), "time_discount"),
    "no kind": (one(promotions=[{"id": 1}]), "promotions[0].kind"),
    "promotion twice": (one(promotions=promo()["promotions"] * 2), "promotions[1].id"),
    "no parameters": (one(promotions=[{"id": 1, "kind": "bundle"}]), "parameters.items"),
    "two prices": (promo("time_discount", {"off_fen": 1, "off_bp": 1}), "off_bp"),
    "more than all off": (promo("time_discount", {"off_bp": 10_001}), "off_bp"),
    "no tiers": (promo(parameters={"tiers": []}), "tiers"),
    "no threshold": (promo(parameters={"tiers": [{"off_fen": 1}]}), "tiers[0]"),
    "two tiers alike": (promo(parameters={"tiers": [{"from_fen": 1, "off_fen": 1}] * 2}), "tiers"),
    "deposit worth less": (promo("presale", {"deposit_fen": 9, "worth_fen": 8}), "worth_fen"),
    "ends before it starts": (
        promo(condition={"starts_at": "2026-01-02", "ends_at": "2026-01-01"}), "ends_at",
    ),
    "setting": (one(settings={"rounding": "bankers"}), "half_even"),
    "unknown setting": (one(settings={"round": "up"}), "settings.round"),
    "two ways of shipping": (one(shipping_fen=1, shipping=[{"fen": 1}]), "shipping"),
    "price change below 0": (one(price_changes=[{"goods_fen": -1}]), "price_changes[0].goods_fen"),
    "return of nothing": (one(returned=[{}]), "returned[0]"),
    "return of what was not bought": (one(returned=[{"quantities": {"x": 1}}]), "x"),
    "return of too much": (one(returned=[{"quantities": {"1": 3}}]), "2 件可退"),
    "return of 1.5": (one(returned=[{"quantities": {"1": 1.5}}]), "returned[0].quantities.1"),
    "return with another sum": (
        one(returned=[{"quantities": {"1": 1}, "expected_fen": 5}]), "10.00",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_what_is_not_of_the_form_is_refused_with_the_place(fault, quote):
    said, word = BAD[fault]
    code, answer, error = quote(said)
    assert (code, answer) == (2, None)
    assert word in error
    assert "Traceback" not in error
    assert error.count("\n") == 1


def test_the_same_key_again_gives_nothing_more_and_with_other_content_is_refused(quote):
    again = {"key": "k", "quantities": {"1": 1}}
    _code, answer, _error = quote(one(returned=[again, again]))
    assert answer["refunds"]["refunded_fen"] == 1000
    code, _answer, error = quote(one(returned=[again, again | {"quantities": {"1": 2}}]))
    assert (code, "k" in error) == (2, True)


def test_a_file_that_is_not_there(app):
    ran = app.test_cli_runner().invoke(args=["quote", "/nowhere.json"])
    assert ran.exit_code == 2
