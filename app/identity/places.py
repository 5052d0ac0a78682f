"""Where to go after the log-in: a page of ours that exists, or nowhere else."""

from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

LONGEST = 600
NOT_AFTER = {"identity.log_in", "identity.log_out", "identity.new_password", "static", "ui.vendor"}


def own_page(target: str | None) -> str | None:
    """The path, if a GET route of ours answers it; None for everything else.

    Never another host: no scheme, no second slash, no backslash, nothing invisible.
    """
    if not target or len(target) > LONGEST or not target.isprintable() or "\\" in target:
        return None
    if not target.startswith("/") or target.startswith("//"):
        return None
    try:
        parts = urlsplit(target)
        endpoint, _args = current_app.url_map.bind("here").match(parts.path, "GET")
    except (ValueError, HTTPException, RequestRedirect):
        return None
    if parts.scheme or parts.netloc or endpoint in NOT_AFTER:
        return None
    return target
