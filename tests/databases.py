"""Databases of one's own for tests that need real commits: made once, emptied after each."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

# The tables, indexes and triggers of the schema: another sum, other tables.
SHAPE = """SELECT sum(hashtext(oid::text || made)) FROM (
    SELECT oid, 'class' AS made FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT oid, 'trigger ' || tgenabled::text FROM pg_trigger
    WHERE NOT tgisinternal) AS parts"""
OTHERS_LEAVE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
EMPTY = """DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP EXECUTE 'DELETE FROM public.' || quote_ident(name); END LOOP;
    PERFORM setval(quote_ident(sequencename)::regclass, 1, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
END $$"""


@contextmanager
def own_database(name: str, server: str) -> Iterator[str]:
    """A fresh PostgreSQL database that is dropped at the end."""
    root = sa.make_url(server)
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    tell(root, drop, f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
    try:
        yield root.set(database=name).render_as_string(hide_password=False)
    finally:
        tell(root, drop)


def shape_of(url: str) -> int:
    """A number that is the same as long as the tables are those that were made."""
    return int(tell(sa.make_url(url), SHAPE) or 0)


def empty(url: str) -> None:
    """Take all rows out and let the ids begin at 1 again, whoever is still at work there."""
    tell(sa.make_url(url), OTHERS_LEAVE, EMPTY)


def tell(url: sa.URL, *statements: str) -> object:
    """Run statements, each by itself; what the last one answers, if it answers."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    answer: object = None
    with engine.connect() as connection:
        for statement in statements:
            said = connection.exec_driver_sql(statement)
            answer = said.scalar() if said.returns_rows else None
    return answer


def copied(blank: Path, to: Path) -> str:
    """An SQLite database with the tables of another, which nobody has open."""
    shutil.copyfile(blank, to)
    return f"sqlite:///{to}"
