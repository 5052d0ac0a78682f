"""Everything that surrounds a request, put round the application in one place."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import crowd, limits
from app.ops import error_pages, headers, logs, metrics, unreadable


def init_app(app: Flask) -> None:
    """Must come before whatever else looks at requests: the first in is the last out."""
    hops = app.config["PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    logs.init_app(app)
    crowd.init_app(app)
    limits.init_app(app)
    metrics.init_app(app)
    headers.init_app(app)
    error_pages.init_app(app)
    unreadable.init_app(app)
