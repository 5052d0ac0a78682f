"""For machines that watch over this one."""

import hmac
import ipaddress

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from app.access import public
from app.ops import health, metrics
from app.ops.version import commit, version

bp = Blueprint("ops", __name__)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers. Touches nothing."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The process can serve. What exactly is wrong is said only to those who may know."""
    found = health.readiness()
    told = found if trusted() else {name: wrong and "failed" for name, wrong in found.items()}
    answers = {name: wrong or "ok" for name, wrong in told.items()}
    return jsonify(answers), 503 if any(found.values()) else 200


@bp.get("/metrics")
@public
def show_metrics() -> ResponseReturnValue:
    if not trusted():
        abort(404)
    return Response(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


@bp.get("/version")
@public
def show_version() -> ResponseReturnValue:
    return jsonify({"version": version(), "commit": commit()})


def trusted() -> bool:
    """Whoever has the token, or is on this very machine with no proxy between."""
    token = current_app.config["METRICS_TOKEN"]
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(said.encode(), token.encode()):
        return True
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not forwarded and loopback(request.remote_addr or "")


def loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
