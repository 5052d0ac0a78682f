"""Assets out of installed packages, and how a person wants pages to look."""

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import public
from app.errors import Invalid
from app.ui.assets import Asset, find_asset

bp = Blueprint("ui", __name__)
YEAR = 31_536_000
CHOICES = {"theme": ("light", "dark"), "text": ("", "large"), "lang": ("zh_CN", "en")}
COOKIES = {"theme": "theme", "text": "text", "lang": "language"}


@bp.get("/static/vendor/<name>")
@public
def vendor(name: str) -> Response:
    asset = find_asset(name)
    if asset is None:
        abort(404)
    return deliver(asset, packed="gzip" in request.headers.get("Accept-Encoding", ""))


def deliver(asset: Asset, *, packed: bool) -> Response:
    response = Response(asset.packed if packed else asset.body, content_type=asset.content_type)
    response.cache_control.public = True
    response.cache_control.max_age = YEAR
    response.vary.add("Accept-Encoding")
    if packed:
        response.content_encoding = "gzip"
    response.set_etag(asset.version + ("-gz" if packed else ""))
    response.make_conditional(request)
    return response


@bp.get("/favicon.ico")
@public
def favicon() -> Response:
    """For browsers that ask without having read the page."""
    return vendor("logo.svg")


@bp.post("/preferences")
@public
def prefer() -> ResponseReturnValue:
    """Keep a person's choice of theme, text size or language in this browser."""
    name, value = request.form.get("name", ""), request.form.get("value", "")
    if value not in CHOICES.get(name, ()):
        raise Invalid(_("没有这个显示选项"), next_step=_("请从右上角的菜单里选"))
    response = redirect(own_path(request.form.get("next", "")), 303)
    response.set_cookie(
        COOKIES[name], value, max_age=YEAR, samesite="Lax", secure=request.is_secure
    )
    return response


def own_path(path: str) -> str:
    """The path to return to, or the home page: never another site's address."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if inside and path.isprintable() else "/"
