"""Texts of templates in the request's language."""

import pytest
from flask import Flask, render_template_string
from flask_babel import get_translations


@pytest.mark.parametrize(
    ("english", "shown"),
    [("15 % off", "15 % off"), ("15%% off", "15% off"), ("100%(all", "100%(all")],
)
def test_a_translation_without_values_may_hold_a_percent_sign(
    app: Flask, monkeypatch: pytest.MonkeyPatch, english: str, shown: str
):
    with app.test_request_context(headers={"Cookie": "language=en"}):
        monkeypatch.setattr(get_translations(), "ugettext", lambda text: english, raising=False)
        monkeypatch.setattr(get_translations(), "gettext", lambda text: english, raising=False)
        assert render_template_string('{{ _("any") }}') == shown


def test_values_of_a_text_are_put_in_and_escaped(app: Flask):
    with app.test_request_context():
        page = render_template_string('{{ _("<b>%(n)s 的 3%%</b>", n="<i>") }}')
    assert page == "<b>&lt;i&gt; 的 3%</b>"
