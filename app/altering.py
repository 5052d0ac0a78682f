"""How migrations change a table that others refer to, on both databases."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

Checks = dict[str, dict[str, str]]  # table -> name of a CHECK -> what it asks


@contextmanager
def altering(table: str, old: Checks, new: Checks) -> Iterator[BatchOperations]:
    """Change a table together with its checks; SQLite writes it anew."""
    with op.batch_alter_table(table) as batch:
        for name in old.get(table, {}):
            batch.drop_constraint(op.f(name), type_="check")
        yield batch
        for name, rule in new.get(table, {}).items():
            batch.create_check_constraint(op.f(name), sa.text(rule))


def without_foreign_keys() -> None:
    """Tables written anew on SQLite are gone for a moment: nobody minds on this connection.

    The pragma has no effect inside a transaction, and must not outlive the migration: the
    connection is closed with it instead of going back to the pool.
    """
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.detach()
        raw = cast(sqlite3.Connection, connection.connection.dbapi_connection)
        raw.commit()
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("BEGIN IMMEDIATE")


def guard_foreign_keys() -> None:
    """What was written anew must still be what others refer to, else nothing is kept."""
    if op.get_bind().dialect.name == "sqlite":
        broken = op.get_bind().exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"foreign keys would break: {broken[:5]}")
