"""Which language a page speaks. A page asks for a hundred words: what they hang on is kept."""

# word data: a language is named in itself

from functools import cache

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale

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


def locale_of_request() -> Locale:
    """What the person chose; else Chinese."""
    chosen = request.cookies.get("language") if request else None
    return locale(chosen if chosen in LANGUAGES else "zh_CN")


@cache
def locale(code: str) -> Locale:
    return Locale.parse(code)
