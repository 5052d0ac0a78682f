"""The test floor: one application, one schema, and a transaction that each test undoes.

`TEST_DATABASE_URL` runs the same tests on PostgreSQL. Tests that need real threads or processes
take `served`, an application on a database of its own.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy.pool import StaticPool

from app import clock
from app.db import Model, db
from app.identity.models import Role, User
from seeds.commands import REHEARSING
from seeds.rehearsal.run import AFTER_HOURS, REAL_START, Rehearsal
from tests import make
from wsgi import create_app

DATABASE = os.environ.get("TEST_DATABASE_URL", "")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
TOUCHES = {"built_app", "served"}  # fixtures with a database in them

# The same examples in every run, however busy the machine; fewer where SQLite has had them all.
hypothesis.settings.register_profile(
    "suite", derandomize=True, deadline=None, database=None, max_examples=20 if DATABASE else 100
)
hypothesis.settings.load_profile("suite")

gc.set_threshold(50_000, 10, 5)  # short lives: little is ever garbage in a circle


def pytest_collection_finish() -> None:
    """What is imported stays: not to be searched for garbage again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long begins first, so that at the end no worker waits for another.

    On PostgreSQL run what touches the database; all else has passed on SQLite already.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if DATABASE:
        wanted = {item for item in items if touches_database(item)}
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = [item for item in items if item in wanted]


def touches_database(item: pytest.Item) -> bool:
    """What is slow is done on one database, unless it says that it holds on both."""
    if item.get_closest_marker("database"):
        return True
    used = TOUCHES.intersection(getattr(item, "fixturenames", ()))
    return bool(used) and not item.get_closest_marker("slow")


class Browser(FlaskClient):
    """Sends each request from outside the test's app context, so it has a session of its own.

    Like a page of ours it sends a form key with every POST, unless the test names one.
    """

    sent = 0

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            db.session.commit()  # the browser sees what the test made; the test will read afresh
        if kwargs.get("method") == "POST" or kwargs.get("json") is not None:
            Browser.sent += 1
            data = kwargs.get("data")
            if data is None or isinstance(data, dict):
                kwargs["data"] = {"_key": f"test-key-{Browser.sent}", **(data or {})}
        return Context().run(super().open, *args, **kwargs)


def settings(folder: Path, url: str, **engine: Any) -> dict[str, Any]:
    return {
        "TESTING": True,
        "SECRET_KEY": "a secret for tests only, long enough",
        "DATA": str(folder),
        "FILES": str(folder / "files"),
        "WTF_CSRF_ENABLED": False,
        "RATELIMIT_ENABLED": False,
        "PASSWORD_COST": (1, 8, 1),
        "SQLALCHEMY_ENGINES": {"default": {"url": url, **engine}},
    }


@pytest.fixture(scope="session")
def built_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole application on one database, built once."""
    folder = tmp_path_factory.mktemp("data")
    if DATABASE:
        with own_database(f"shared_{WORKER}") as url, built(settings(folder, url)) as app:
            yield app
    else:
        with built(settings(folder, "sqlite://", poolclass=StaticPool)) as app:
            yield app


@contextmanager
def built(config: dict[str, Any]) -> Iterator[Flask]:
    """An application with the schema in its database, and no connection left open after it."""
    app = create_app(config)
    app.test_client_class = Browser
    with app.app_context():
        Model.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """The application inside a transaction that is undone when the test ends."""
    with undone(built_app):
        yield built_app


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """Whatever is committed inside is gone afterwards."""
    with app.app_context(), db.engine.connect() as connection:
        transaction = connection.begin()
        settings = db.sessionmaker.kw
        before = dict(settings)
        settings.update(bind=connection, binds=None, join_transaction_mode="create_savepoint")
        try:
            yield
        finally:
            db.session.close()
            settings.clear()
            settings.update(before)
            transaction.rollback()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a PostgreSQL database with all tables and no rows, to be copied."""
    name = f"blank_{WORKER}"
    with own_database(name) as url:
        with built(settings(tmp_path_factory.mktemp("blank"), url)):
            pass
        yield name


@pytest.fixture
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application on a database of its own, for threads and processes: commits are real."""
    if DATABASE:
        own = own_database(f"own_{WORKER}", request.getfixturevalue("blank"))
        with own as url, built(settings(tmp_path, url)) as app:
            yield app
    else:
        with built(settings(tmp_path, f"sqlite:///{tmp_path / 'own.sqlite'}")) as app:
            yield app


@contextmanager
def own_database(name: str, template: str = "template0", server: str = DATABASE) -> Iterator[str]:
    """A fresh PostgreSQL database that is dropped at the end."""
    root = sa.make_url(server)
    engine = sa.create_engine(root, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    create = f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE {template}"
    with engine.connect() as connection:
        connection.exec_driver_sql(drop)
        connection.exec_driver_sql(create)
    try:
        yield root.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(drop)


@pytest.fixture(scope="session")
def class_at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A small class on the afternoon of its second day, played through the real pages.

    For tests that look at pages with something on them. It is shared: leave it as it is.
    """
    folder = tmp_path_factory.mktemp("class")
    app = create_app(settings(folder, f"sqlite:///{folder / 'class.sqlite'}") | REHEARSING)
    with app.app_context():
        Model.metadata.create_all(db.engine)
    rehearsal = Rehearsal(app, trainees=3, days=2, seed=1)
    with clock.set_to(REAL_START):
        rehearsal.open()
        rehearsal.practise(2, until=AFTER_HOURS)
    yield rehearsal
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def trainee(app: Flask) -> User:
    """A trainee of the ordinary class."""
    return make.member(Role.TRAINEE).user


@pytest.fixture
def client(app: Flask, trainee: User) -> FlaskClient:
    """A browser in which `trainee` is signed in."""
    return make.browser(app, trainee)
