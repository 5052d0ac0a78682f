"""A database that was migrated is the one that the models describe, triggers and all."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.db import Model, db
from app.factory import alembic
from tests.conftest import DATABASE, WORKER, own_database, settings
from wsgi import create_app

APPEND_ONLY = ("journal",)


@pytest.fixture
def migrated(tmp_path):
    """An application on a database made by migrations alone."""
    if DATABASE:
        with own_database(f"migrated_{WORKER}") as url:
            yield from upgraded(create_app(settings(tmp_path, url)))
    else:
        yield from upgraded(create_app(settings(tmp_path, f"sqlite:///{tmp_path / 'm.sqlite'}")))


def upgraded(app):
    with app.app_context():
        alembic.upgrade()
        db.session.remove() if hasattr(db.session, "remove") else db.session.close()
        yield app
        db.session.close()
        db.engine.dispose()


def is_ours(name, kind, _parents):
    """Not the tables that SQLite's full-text index keeps for itself."""
    return kind != "table" or not str(name).startswith("search_fts")


def test_migrations_make_what_the_models_say(migrated):
    with db.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Model.metadata) == []


def checks(connection):
    """Table -> the names of its CHECK constraints."""
    inspector = sa.inspect(connection)
    return {
        table: sorted(str(each["name"]) for each in inspector.get_check_constraints(table))
        for table in Model.metadata.tables
    }


def test_migrations_make_the_checks_that_the_models_make(migrated, served):
    with db.engine.connect() as connection:
        by_migration = checks(connection)
    with served.app_context(), db.engine.connect() as connection:
        by_models = checks(connection)
    assert by_migration == by_models
    assert any(by_models.values())


def test_going_down_and_up_again_loses_no_table(migrated):
    alembic.downgrade("base")
    with db.engine.connect() as connection:
        left = set(sa.inspect(connection).get_table_names())
        assert left <= {"alembic_version"}
    alembic.upgrade()
    with db.engine.connect() as connection:
        assert set(Model.metadata.tables) <= set(sa.inspect(connection).get_table_names())


def triggers(connection):
    if connection.dialect.name == "postgresql":
        rows = connection.exec_driver_sql(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
        )
    else:
        rows = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        )
    return [row[0] for row in rows]


def test_migrations_make_the_triggers_that_the_models_make(migrated, served):
    with db.engine.connect() as connection:
        by_migration = triggers(connection)
    with served.app_context(), db.engine.connect() as connection:
        by_models = triggers(connection)
    assert by_migration == by_models
    assert "journal_no_update" in by_models
