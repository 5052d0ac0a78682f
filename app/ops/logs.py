"""Structured logs: one JSON object a line, with the request's id and the route's template.

No personal data: never a path with its values, never a query, a form, a name or an address.
Numbers that look like a phone or an identity card are masked wherever they turn up.
"""

import logging
import re
import secrets
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request

PERSONAL = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
GOOD_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")
QUIET = {"ops.healthz", "ops.readyz", "ops.show_metrics", "ui.vendor", "static"}
log = structlog.stdlib.get_logger("liantan.request")


def init_app(app: Flask) -> None:
    configure(app.config["LOG_LEVEL"])
    app.before_request(begin)
    app.after_request(end)
    app.context_processor(lambda: {"request_id": g.get("request_id")})


def configure(level: str) -> None:
    """Send everything, ours and the libraries', through one formatter to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            mask,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )
    replace_handler(formatter, level)


def replace_handler(formatter: logging.Formatter, level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.set_name("liantan")
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if one.get_name() != "liantan"] + [handler]
    root.setLevel(level.upper())
    for loud in ("apscheduler", "alembic", "PIL", "faker"):
        logging.getLogger(loud).setLevel(logging.WARNING)


def mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blot out what looks like the number of a phone or an identity card."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = PERSONAL.sub("***", value)
    return event


def begin() -> None:
    """Name the request. A name from outside counts only if it came through a trusted proxy."""
    said = request.headers.get("X-Request-ID", "")
    trusted = current_app.config["PROXIES"] and GOOD_ID.match(said)
    g.request_id = said if trusted else secrets.token_hex(8)
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def end(response: Response) -> Response:
    if "request_id" in g:
        response.headers["X-Request-ID"] = g.request_id
    if request.endpoint not in QUIET:
        log.info(
            "request",
            method=request.method,
            route=route(),
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        )
    return response


def route() -> str:
    """The template of the address, such as `/orders/<int:order_id>`; never the address itself."""
    return request.url_rule.rule if request.url_rule else "unmatched"
