"""Fields of money: what is missing and what is too much is called so."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.fields import money


class Budget(Form):
    budget = money("日预算", needed=True)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "请填金额"),
        ("50000.01", "太大了"),
        ("100000000", "太大了"),
        ("99999999999", "太大了"),
        ("abc", "金额请写成"),
        ("12345678.123", "金额请写成"),
        ("-1", "不能是负数"),
    ],
)
def test_a_refused_amount_says_what_is_wrong_with_it(typed, word):
    form = Budget(MultiDict({"budget": typed}))
    assert not form.validate()
    assert word in str(form.budget.errors[0])


@pytest.mark.usefixtures("app")
def test_the_largest_amount_passes():
    assert Budget(MultiDict({"budget": "50,000.00"})).validate()
