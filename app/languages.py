"""Which language a page speaks. A page asks for a hundred words: what they hang on is kept."""

# word data: a language is named in itself

from functools import cache

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale, gettext
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

LANGUAGES = {"zh_CN": "中文", "en": "English"}


class Words(Domain):
    """The words of one application, found by the request's locale."""

    def get_translations(self) -> NullTranslations:
        known: dict[Locale | None, NullTranslations] = self.cache
        locale = get_locale()
        if locale not in known:
            known[locale] = super().get_translations()
        return known[locale]


def init_app(app: Flask) -> None:
    babel = Babel(app, locale_selector=locale_of_request)
    babel.domain_instance = Words()
    app.jinja_env.globals["gettext"] = said


@pass_context
def said(context: Context, text: str, /, **values: object) -> str:
    """A template's text in the request's language. One without values is no pattern: its
    translation may hold a bare %, and `%%` is read as one in both."""
    words = gettext(text)
    if context.eval_ctx.autoescape:
        words = Markup(words)  # noqa: S704 - the translator's, as Jinja does; values are escaped
    return words % values if values else words.replace("%%", "%")


def locale_of_request() -> Locale:
    """What the person chose; else Chinese."""
    chosen = request.cookies.get("language") if request else None
    return locale(chosen if chosen in LANGUAGES else "zh_CN")


@cache
def locale(code: str) -> Locale:
    return Locale.parse(code)
