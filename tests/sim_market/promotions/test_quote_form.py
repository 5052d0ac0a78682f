"""docs/quote.md says all that `flask quote` reads, and its example runs."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from sim_market.promotions.commands import answered
from sim_market.promotions.pricing.basket import Buyer, Line
from sim_market.promotions.pricing.promotion import (
    Bundle,
    Condition,
    MultiBuy,
    Off,
    Promotion,
    Scope,
    UnitPrice,
)
from sim_market.promotions.pricing.refund import Returned
from sim_market.promotions.pricing.terms import Kind, Reason, Settings

FORM = Path("docs/quote.md").read_text("utf-8")
TAKEN_ELSEWHERE = {"benefit", "known_in", "levels"}  # `parameters`; where several stores sell
NOUNS = (
    Line, Buyer, Promotion, Scope, Condition, UnitPrice, MultiBuy, Bundle, Off, Returned, Settings,
)  # fmt: skip
NAMES = {field.name for noun in NOUNS for field in fields(noun)} - TAKEN_ELSEWHERE


@pytest.mark.parametrize("name", sorted(NAMES | {*Kind} | {*Reason}))
def test_every_name_is_explained(name):
    assert re.search(rf"`[^`]*\b{name}\b[^`]*`", FORM), name


def test_every_policy_is_explained_with_its_default_first():
    for field in fields(Settings):
        words = [word.value for word in type(field.default)]
        said = [field.default.value, *(word for word in words if word != field.default.value)]
        row = next(line for line in FORM.splitlines() if line.startswith(f"| `{field.name}`"))
        assert re.findall(r"`(\w+)`", row)[1:] == said


def test_the_example_is_priced(app):
    """3 x 30 + 20 yuan: 3 off the second A, 10 off the coupon, nothing for sending."""
    example = re.findall(r"```json\n(.*?)```", FORM, re.DOTALL)[0]
    assert json.loads(example)["promotions"]
    answer = answered(example.encode())
    assert [each["fen"] for each in answer["applied"]] == [300, 1000, 600]
    assert answer["totals"]["pay_fen"] == 11000 - 300 - 1000
    assert answer["refunds"]["refunded_fen"] + answer["refunds"]["left_fen"] == 9700
