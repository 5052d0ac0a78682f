"""Tables to which rows are added and nothing else: the database refuses UPDATE and DELETE."""

import sqlalchemy as sa

from app.db import Model

DEEDS = ("UPDATE", "DELETE")
FUNCTION = "refuse_change"


def append_only(model: type[Model]) -> None:
    """Let the database itself keep the rows of a table as they were written."""
    table = Model.metadata.tables[model.__tablename__]
    for dialect in ("sqlite", "postgresql"):
        for statement in statements(table.name, dialect):
            guard = sa.DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)
            sa.event.listen(table, "after_create", guard)


def statements(table: str, dialect: str) -> list[str]:
    """The statements that guard a table; migrations run the same ones."""
    says = f"the {table} is append-only"
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
            for deed in DEEDS
        ]
    function = (
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger AS $$ BEGIN "
        "RAISE EXCEPTION 'the % is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"
            for deed in DEEDS
        ),
    ]
