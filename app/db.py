"""One database, one metadata, one transaction per request, job or command."""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from flask import Flask, Response, has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    declared_attr,
    mapped_column,
    relationship,
)

from app.clock import now

if TYPE_CHECKING:
    from app.cohorts.models import Cohort

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
LOCK_WAIT_SECONDS = 15
LONG_WAIT_MS, SHORT_WAIT_MS = 10_000, 200

db = SQLAlchemy(session_options={"join_transaction_mode": "create_savepoint"})


class UtcDateTime(sa.TypeDecorator[datetime]):
    """SQLite forgets time zones. Times go in as UTC and come out as UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """A row with an id and the real time at which it was made."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime,
        dict[str, Any]: sa.JSON,
        list[Any]: sa.JSON,
        StrEnum: sa.Enum(
            StrEnum,
            native_enum=False,
            length=40,
            values_callable=lambda kind: [m.value for m in kind],
        ),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Sandboxed:
    """A row of one cohort's sandbox. Parents are reached by (cohort_id, id), never by id alone."""

    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))

    @declared_attr
    @classmethod
    def cohort(cls) -> Mapped["Cohort"]:
        return relationship("Cohort", primaryjoin=f"foreign({cls.__name__}.cohort_id) == Cohort.id")


def sandboxed(*args: Any) -> tuple[Any, ...]:
    """The table arguments of a sandboxed row: its own, and the key that children refer to."""
    return (sa.UniqueConstraint("cohort_id", "id"), *args)


def parent(table: str, column: str | None = None) -> sa.ForeignKeyConstraint:
    """A foreign key that keeps parent and child in one cohort."""
    column = column or f"{table}_id"
    return sa.ForeignKeyConstraint(["cohort_id", column], [f"{table}.cohort_id", f"{table}.id"])


@contextmanager
def transaction() -> Iterator[None]:
    """All or nothing, for jobs, commands and seeds. Once, at the outermost level."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def savepoint() -> Iterator[None]:
    """A part that may fail alone: on an error its rows and its journal entries are undone."""
    pending = db.session.info.setdefault("journal", [])
    length = len(pending)
    try:
        with db.session.begin_nested():
            yield
    except BaseException:
        del pending[length:]
        raise


def taken(statement: sa.Update | sa.Delete | sa.Insert) -> bool:
    """Run a guarded write; True if it changed something. Never read, then write.

    Rows already loaded are refreshed when they are next asked for what the statement set.
    """
    result = db.session.execute(statement)
    return cast("sa.CursorResult[Any]", result).rowcount > 0


def insert_unless_there(table: type[Model], **values: Any) -> bool:
    """Insert a row unless one with the same unique key exists; True if it was inserted."""
    db.session.flush()
    made = _insert(table, db.session.get_bind().dialect.name)
    values.setdefault("created_at", now())
    return db.session.scalar(made, values) is not None  # PostgreSQL counts no rows of an INSERT


@cache
def _insert(noun: type[Model], dialect: str) -> sa.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = cast(sa.Table, noun.__table__)
    return insert(table).on_conflict_do_nothing().returning(table.c.id)


def init_app(app: Flask) -> None:
    db.init_app(app)
    app.teardown_appcontext_funcs = [  # none of ours is async, and each would start a thread
        ended for ended in app.teardown_appcontext_funcs if not iscoroutinefunction(ended)
    ]
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                let_us_begin(engine, str(app.config["SQLITE_SYNCHRONOUS"]))


def end_transaction(response: Response) -> Response:
    """Keep the writes of a request that succeeded; reading keeps none."""
    if request.method in SAFE_METHODS or response.status_code >= 400:
        db.session.rollback()
    else:
        db.session.commit()
    return response


def let_us_begin(engine: sa.Engine, synchronous: str) -> None:
    """Make SQLite keep its promises: WAL, foreign keys, and BEGIN IMMEDIATE where we write.

    Waiting for the write lock is done here, evenly, and not by SQLite's own unfair handler.
    """

    @sa.event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA busy_timeout={LONG_WAIT_MS}")
        connection.execute("PRAGMA cache_size=-8192")  # 8 MB each; the file itself is mapped
        connection.execute("PRAGMA mmap_size=268435456")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        raw = cast(sqlite3.Connection, connection.connection.dbapi_connection)
        if has_request_context() and request.method in SAFE_METHODS:
            raw.execute("BEGIN")
        else:
            begin_to_write(raw)


@contextmanager
def hardly_waiting() -> Iterator[None]:
    """For a write that matters less than the page: SQLite gives up soon if others are writing."""
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={SHORT_WAIT_MS}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={LONG_WAIT_MS}")


def begin_to_write(raw: sqlite3.Connection) -> None:
    """BEGIN IMMEDIATE, trying again for a while when another writer is at work."""
    give_up = time.monotonic() + LOCK_WAIT_SECONDS
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > give_up:
                    raise
                time.sleep(random.uniform(0.001, 0.006))  # noqa: S311 - only spreads the waiting
    finally:
        raw.execute(f"PRAGMA busy_timeout={LONG_WAIT_MS}")
