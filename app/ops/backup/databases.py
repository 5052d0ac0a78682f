"""Getting the whole database out while it is in use, and back in at one stroke."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from flask_babel import gettext as _

from app.errors import Conflict, Invalid

TOOLS_SECONDS = 3600


def dump(engine: sa.Engine, target: Path) -> None:
    """A consistent copy of the moment, with people at work."""
    if engine.dialect.name == "postgresql":
        postgres(engine, "pg_dump", "--no-owner", "--no-privileges", "--file", str(target))
        return
    with (
        closing(sqlite3.connect(path_of(engine))) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def examine(engine: sa.Engine, dumped: Path) -> None:
    """Look at an unpacked database before it replaces anything."""
    if engine.dialect.name == "postgresql":
        return
    try:
        with closing(sqlite3.connect(dumped)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            orphan = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError:
        sound, orphan = False, None
    if not sound or orphan:
        raise Invalid(_("备份里的数据库已损坏"), next_step=_("没有改动任何数据；请换一份备份"))


def replace(engine: sa.Engine, dumped: Path) -> None:
    """Put the unpacked database in the place of the present one: all of it or nothing."""
    if engine.dialect.name == "postgresql":
        clear = ["-c", "DROP SCHEMA public CASCADE", "-c", "CREATE SCHEMA public"]
        options = ["-qX", "-1", "-v", "ON_ERROR_STOP=1", *clear, "-f", str(dumped)]
        postgres(engine, "psql", *options)
        return
    target = path_of(engine)
    fold(engine)
    with dumped.open("rb") as file:
        os.fsync(file.fileno())
    dumped.replace(target)


def fold(engine: sa.Engine) -> None:
    """Fold SQLite's write-ahead log into its file. Fails while any other process has it open."""
    engine.dispose()
    target = path_of(engine)
    if not target.exists():
        return
    with closing(sqlite3.connect(target, timeout=2)) as present:
        try:
            present.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise in_use() from error


def is_empty(engine: sa.Engine) -> bool:
    """Nobody has an account yet: nothing would be lost."""
    if engine.dialect.name == "sqlite" and not path_of(engine).exists():
        return True
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("user"):
            return True
        return not connection.scalar(sa.text('SELECT count(*) FROM "user"'))


def path_of(engine: sa.Engine) -> Path:
    """Where the SQLite file is."""
    name = engine.url.database
    if not name or name == ":memory:":
        raise Invalid(_("内存数据库不能备份"), next_step=_("请先设置 DATABASE_URL"))
    return Path(name)


def postgres(engine: sa.Engine, tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools; the password goes by the environment, never by name."""
    url = engine.url
    known = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGOPTIONS": "-c lock_timeout=15s -c client_min_messages=warning",
    }
    environment = {**os.environ, **{name: str(value) for name, value in known.items() if value}}
    done = subprocess.run(  # noqa: S603 - a fixed tool with our own arguments
        [tool_path(tool), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=TOOLS_SECONDS,
        check=False,
    )
    if done.returncode:
        raise Conflict(
            _("%(tool)s 没有成功：%(why)s", tool=tool, why=done.stderr.strip()[-500:]),
            next_step=_("没有改动任何数据；请按上面的提示处理后再试"),
        )


def tool_path(tool: str) -> str:
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{tool}"), reverse=True)
    found = shutil.which(tool) or (str(newest[0]) if newest else None)
    if not found:
        raise Invalid(_("缺少 %(tool)s", tool=tool), next_step=_("请安装 PostgreSQL 客户端"))
    return found


def in_use() -> Conflict:
    return Conflict(_("练摊正在运行，不能恢复"), next_step=_("请先停止网站和调度进程，再恢复"))
