"""Can this process serve? Each check says what is wrong, or None."""

import shutil
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from app import clock
from app.db import db
from app.jobs import Heartbeat

SCHEDULER = "scheduler"
OLDEST_BEAT_SECONDS = 90
LEAST_FREE_BYTES = 200_000_000


def readiness() -> dict[str, str | None]:
    """Every check by name, with what is wrong with it. A database that is away fails two."""
    return {name: tried(check) for name, check in CHECKS.items()}


def tried(check: Callable[[], str | None]) -> str | None:
    try:
        return check()
    except sa.exc.SQLAlchemyError as error:
        db.session.rollback()
        return _("数据库没有回答：%(what)s", what=type(error).__name__)


def database() -> str | None:
    db.session.execute(sa.select(1))
    return None


def migrations() -> str | None:
    """The tables are those that this version of the code knows."""
    alembic = current_app.extensions["alembic"]
    if applied(db.session.connection()) == {script.revision for script in alembic.heads()}:
        return None
    return _("数据库版本不对：请运行 flask --app wsgi db upgrade")


def applied(connection: sa.Connection) -> set[str]:
    """The revisions that the database stands at; empty where nothing was migrated yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.scalars(sa.text("SELECT version_num FROM alembic_version")))


def disk() -> str | None:
    free = shutil.disk_usage(current_app.config["DATA"]).free
    if free >= LEAST_FREE_BYTES:
        return None
    return _("磁盘快满了：只剩 %(mb)s MB", mb=free // 1_000_000)


def scheduler() -> str | None:
    age = heartbeat_age(clock.now())
    if age is not None and age < OLDEST_BEAT_SECONDS:
        return None
    return _("调度进程没有心跳：请启动 flask --app wsgi scheduler")


def heartbeat_age(now: datetime) -> float | None:
    """Seconds since the scheduler was last heard of; None if it never was."""
    ran_at = db.session.scalar(sa.select(Heartbeat.ran_at).where(Heartbeat.name == SCHEDULER))
    return (now - ran_at).total_seconds() if ran_at else None


CHECKS: dict[str, Callable[[], str | None]] = {
    "database": database,
    "migrations": migrations,
    "disk": disk,
    "scheduler": scheduler,
}
