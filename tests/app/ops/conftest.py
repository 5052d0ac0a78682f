from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy.pool import StaticPool

from app.access import public
from app.db import Model, db
from app.limits import limiter
from tests.conftest import Browser, settings
from wsgi import create_app


@pytest.fixture
def make_app(tmp_path: Path) -> Any:
    """Build an application of one's own: on SQLite in memory, with settings and odd routes."""

    def build(**config: Any) -> Flask:
        memory = settings(tmp_path, "sqlite://", poolclass=StaticPool)
        app = create_app(memory | {"PROPAGATE_EXCEPTIONS": False} | config)
        app.test_client_class = Browser
        with app.app_context():
            Model.metadata.create_all(db.engine)
        app.add_url_rule("/breaks", "breaks", public(breaks))
        app.add_url_rule("/echo", "echo", public(echo), methods=["POST"])
        return app

    return build


def breaks() -> str:
    raise RuntimeError("call 13812345678 about 11010519491231002X")


def echo() -> str:
    return ",".join(request.form)


@pytest.fixture
def counting(make_app: Any) -> Iterator[Flask]:
    """An application that counts requests."""
    app = make_app(RATELIMIT_ENABLED=True, RATELIMIT_STORAGE_URI="memory://")
    limiter.reset()
    yield app
    limiter.enabled = False
