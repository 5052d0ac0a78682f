"""Which browser this is, before anybody has signed in: a signed cookie with a random name.

It decides whose counter of wrong passwords is counted up (see `delay`); it opens nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, current_app, request
from itsdangerous import BadSignature, TimestampSigner

from app import clock

COOKIE = "browser"
YEAR = 31_536_000


@dataclass(frozen=True, slots=True)
class Source:
    """Where a log-in comes from. `mark` is empty for a browser that keeps no cookies."""

    address: str
    mark: str = ""
    age: timedelta = timedelta(0)


def source() -> Source:
    """Address and browser of this request."""
    address = (request.remote_addr or "")[:64]
    try:
        name, made = _signer().unsign(
            request.cookies.get(COOKIE, ""), max_age=YEAR, return_timestamp=True
        )
    except BadSignature:
        return Source(address)
    mark = hashlib.sha256(name).hexdigest()
    return Source(address, mark, max(clock.now() - made, timedelta(0)))


def remember(response: Response) -> Response:
    """Give the browser its mark, unless it has one."""
    if not source().mark:
        value = _signer().sign(secrets.token_urlsafe(18)).decode()
        response.set_cookie(
            COOKIE, value, max_age=YEAR, httponly=True, samesite="Lax", path="/login",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )  # fmt: skip
    return response


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.config["SECRET_KEY"]), salt="browser mark")
