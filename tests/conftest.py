"""The test floor: one application, one schema, and a transaction that each test undoes.

`TEST_DATABASE_URL` runs the same tests on PostgreSQL. Tests that need real threads or processes
take `served`, an application on a database of its own.
"""

import gc
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
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
from tests import databases, make
from tests.databases import copied, empty, shape_of, tell
from wsgi import create_app

DATABASE = os.environ.get("TEST_DATABASE_URL", "")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
TOUCHES = {"built_app", "served"}  # fixtures with a database in them
# What pages say and whom they let in is the same on both databases (decision 0046).
OF_PAGES = re.compile(
    r"/attacks/|/test_(\w+_)?(access|bad_input|editor|hostile|pages?|rights|routes)\.py$"
)

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
    """What is slow or about pages is done on one database, unless it says that it holds on both."""
    if item.get_closest_marker("database"):
        return True
    used = TOUCHES.intersection(getattr(item, "fixturenames", ()))
    on_one = item.get_closest_marker("slow") or OF_PAGES.search(item.path.as_posix())
    return bool(used) and not on_one


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """On PostgreSQL, do not even read the tests of pages."""
    if not (DATABASE and OF_PAGES.search(collection_path.as_posix()) and collection_path.is_file()):
        return None
    return "mark.database" not in collection_path.read_text("utf-8") or None


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


def own_database(name: str, server: str = DATABASE) -> AbstractContextManager[str]:
    """A fresh PostgreSQL database on the server of this run, dropped at the end."""
    return databases.own_database(name, server)


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
def built(config: dict[str, Any], *, schema: bool = True) -> Iterator[Flask]:
    """An application with the schema in its database, and no connection left open after it."""
    app = create_app(config)
    app.test_client_class = Browser
    if schema:
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
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows, to be copied."""
    folder = tmp_path_factory.mktemp("blank")
    with built(settings(folder, f"sqlite:///{folder / 'blank.sqlite'}")):
        pass
    return folder / "blank.sqlite"


@pytest.fixture(scope="session")
def cleared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Gives the address of a PostgreSQL database with all tables and no rows, each time anew."""
    folder, shapes = tmp_path_factory.mktemp("cleared"), set[int]()
    with own_database(f"own_{WORKER}") as url:

        def clear() -> str:
            if shape_of(url) in shapes:
                empty(url)
                return url
            tell(sa.make_url(url), "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
            with built(settings(folder, url)):
                shapes.add(shape_of(url))
            return url

        yield clear


@pytest.fixture
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application on a database of its own, for threads and processes: commits are real."""
    if DATABASE:
        url = request.getfixturevalue("cleared")()
    else:
        url = copied(request.getfixturevalue("blank"), tmp_path / "own.sqlite")
    with built(settings(tmp_path, url), schema=False) as app:
        yield app


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
