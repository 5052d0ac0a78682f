"""What no person types and no database keeps: a zero byte in an address or a form."""

from flask import Flask, abort, request
from flask_babel import gettext as _

from app.errors import Invalid

ZERO = "\x00"


def init_app(app: Flask) -> None:
    app.before_request(refuse_zero_bytes)


def refuse_zero_bytes() -> None:
    """SQLite keeps them, PostgreSQL breaks on them: nobody gets one through."""
    if ZERO in request.path:
        abort(404)
    said: list[str] = []
    for values in (request.args, request.form):
        said += [text for pair in values.items(multi=True) for text in pair]
    if any(ZERO in text for text in said):
        raise Invalid(
            _("内容里有看不见的字符，没有做任何改动"), next_step=_("删掉这段内容，重新输入一遍")
        )
