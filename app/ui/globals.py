"""What every template may call: addresses of assets, pictures and pages, new form keys."""

import secrets
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.routing import BuildError, Map

from app.ui import charts
from app.ui.assets import SPRITE, find_asset, static_version
from app.ui.icons import ICONS, TONE_ICONS


def asset_url(name: str) -> str:
    """Address of one of our files or of a vendor file, with its content version."""
    asset = find_asset(name)
    if asset:
        return url_for("ui.vendor", name=name, v=asset.version)
    return url_for("static", filename=name, v=static_version(name))


def icon(name: str, extra: str = "") -> Markup:
    """An icon beside a word. Unknown names fail in tests and show a circle in production."""
    if name not in ICONS:
        if current_app.testing or current_app.debug:
            raise LookupError(f"add the icon {name!r} to app/ui/icons.py")
        name = "circle"
    return drawn(name, extra, sprite_url())


@cache
def drawn(name: str, extra: str, sprite: str) -> Markup:
    return Markup('<svg class="lt-i{}" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        f" {extra}" if extra else "", sprite, name
    )


def sprite_url() -> str:
    """Address of the sprite, found once per request: a page shows dozens of icons."""
    if "sprite_url" not in g:
        g.sprite_url = asset_url(SPRITE)
    return str(g.sprite_url)


def picture_url(key: str | int | None) -> str:
    """Address of a picture: a number is an uploaded file, a word a drawing, none the blank."""
    if key is None or key == "":
        return url_for("static", filename="scenes/blank.svg")
    if isinstance(key, int) or key.isdecimal():
        return maybe_url("files.show", file_id=int(key)) or picture_url(None)
    return maybe_url("pictures.show", key=key) or url_for("static", filename="scenes/blank.svg")


def maybe_url(endpoint: str, **values: Any) -> str | None:
    """Address of a page that another package may bring; None if the viewer may not open it."""
    if not may_open(endpoint):
        return None
    if not values and has_request_context():
        return plain_url(current_app.url_map, request.root_path, endpoint)
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None


def may_open(endpoint: str) -> bool:
    """Whether the right that a page asks for is the viewer's; who is a stranger may try."""
    access = getattr(current_app.view_functions.get(endpoint), "access", "public")
    if access in {"public", "signed in"} or not has_request_context():
        return True
    return not current_user.is_authenticated or bool(current_user.can(access))


@lru_cache(maxsize=2000)
def plain_url(_map: Map, _root: str, endpoint: str) -> str | None:
    """Address of a page that needs no values; each page shows dozens of them."""
    try:
        return url_for(endpoint)
    except BuildError:
        return None


def rule_url(rule: str | None) -> str | None:
    """Where the rule centre explains a rule."""
    return maybe_url("rules.index", _anchor=rule) if rule else None


def here(**changes: Any) -> str:
    """This page with its filters kept and some changed; None takes one away.

    What would mean something to `url_for` itself ("_external", "_scheme", "endpoint") is no filter.
    """
    filters = (name for name in request.args if name[:1] != "_" and name != "endpoint")
    kept = {name: request.args.getlist(name) for name in filters}
    args = {**kept, **(request.view_args or {}), **changes}
    return url_for(
        request.endpoint or "home.index", **{k: v for k, v in args.items() if v not in (None, "")}
    )


def new_key() -> str:
    """A key for one sending of one form: sent twice, it acts once."""
    return secrets.token_urlsafe(12)


def page_numbers(page: int, pages: int) -> list[int | None]:
    """Numbers to show in a pager: first, last and those about this page; None is a gap."""
    shown = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    numbers: list[int | None] = []
    for number in shown:
        if numbers and numbers[-1] is not None and number - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers


def first_message(errors: Any) -> Any:
    """The first message of a field, of a list of fields, or of a form in a form."""
    if isinstance(errors, Mapping):
        errors = list(errors.values())
    if isinstance(errors, list | tuple):
        return next(filter(None, map(first_message, errors)), "")
    return errors


def register(app: Flask) -> None:
    app.jinja_env.globals.update(
        asset_url=asset_url,
        charts=charts,
        first_message=first_message,
        here=here,
        icon=icon,
        maybe_url=maybe_url,
        new_key=new_key,
        page_numbers=page_numbers,
        picture_url=picture_url,
        rule_url=rule_url,
        tone_icons=TONE_ICONS,
    )
