"""What forms say of input that is none: how to write it, instead of the library's own words."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange

from app.forms import SAID, Form, options


class Asked(Form):
    count = IntegerField("几件", [InputRequired(), NumberRange(1, 99)])
    least = IntegerField("至少", [NumberRange(1)], default=1)
    colour = SelectField("颜色", choices=options([("r", "红")]), default="r")
    size = RadioField("大小", choices=options([("s", "小")]), default="s")
    several = SelectMultipleField("几个", choices=options([("a", "甲")]))
    day = DateField("哪天")


FINE = {"count": "3", "least": "1", "colour": "r", "size": "s", "several": "a", "day": "2026-03-08"}


def said(app: Flask, field: str, typed: str) -> str:
    with app.test_request_context("/", method="POST"):
        form = Asked(MultiDict(FINE | {field: typed}))
        assert form.validate() is False
        assert form.errors.keys() == {field}
        return str(form.errors[field][0])


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("count", "1.5", "请填整数，例如 3"),
        ("count", "三件", "请填整数，例如 3"),
        ("count", "", "这一项必须填"),
        ("count", "0", "请填 1 到 99 之间的数"),
        ("least", "-1", "请填 1 或更大的数"),
        ("colour", "gold", "请从列出的里面选"),
        ("size", "xxl", "请从列出的里面选"),
        ("several", "<b>z</b>", "请从列出的里面选"),
        ("day", "2026-02-31", "日子要真的有"),
    ],
)
def test_a_refusal_says_how_to_write_it(app, field, typed, words):
    assert words in said(app, field, typed)


def test_what_was_typed_passes_when_it_is_right(app):
    with app.test_request_context("/", method="POST"):
        assert Asked(MultiDict(FINE)).validate()


def test_the_words_are_those_of_the_library_that_is_installed(app):
    """A message that the library words otherwise some day would be shown as it is."""
    with app.test_request_context("/", method="POST"):
        form = Asked(MultiDict({"count": "x", "least": "x", "colour": "x", "day": "x"}))
        form.validate()
        ours = {str(words) for words in SAID.values()}
        assert {str(errors[0]) for errors in form.errors.values()} <= ours
