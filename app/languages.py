"""Which language a page speaks. A page asks for a hundred words: what they hang on is kept."""

# word data: a language is named in itself

from functools import cache

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, g, request
from flask_babel import Babel, Domain, get_locale

LANGUAGES = {"zh_CN": "中文", "en": "English"}


class Words(Domain):
    """The words of one application, found by the language of the request."""

    def get_translations(self) -> NullTranslations:
        known: dict[str, NullTranslations] = self.cache
        spoken: Locale | None = getattr(getattr(g, "_flask_babel", None), "babel_locale", None)
        language = (spoken or get_locale() or locale("zh_CN")).language
        if language not in known:
            known[language] = super().get_translations()
        return known[language]

    def gettext(self, text: str, **values: object) -> str:
        """As the templates ask: by itself, without looking for the domain first."""
        said: str = self.get_translations().gettext(text)
        return said % values if values else said


def init_app(app: Flask) -> None:
    babel = Babel(app, locale_selector=locale_of_request)
    words = babel.domain_instance = Words()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=words.gettext, ngettext=words.ngettext, newstyle=True
    )


def locale_of_request() -> Locale:
    """What the person chose; else Chinese."""
    chosen = request.cookies.get("language") if request else None
    return locale(chosen if chosen in LANGUAGES else "zh_CN")


@cache
def locale(code: str) -> Locale:
    return Locale.parse(code)
