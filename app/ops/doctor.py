"""`flask doctor`: is this machine fit to serve, and if not, what is to be done?"""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from redis import Redis, RedisError

from app import settings
from app.db import db
from app.ops import health
from app.ops.version import version

Finding = tuple[str, str | None]  # what was looked at; what is wrong, or None
WARNINGS = {"scheduler", "secret file", "production"}
NETWORK_DISKS = {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs"}


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Look at everything the platform stands on. Exit code 1 if something must be mended."""
    click.echo(_("练摊 %(version)s，Python %(python)s", version=version(), python=sys.version[:6]))
    ill = False
    for name, wrong in findings():
        word = "ok  " if not wrong else "warn" if name in WARNINGS else "FAIL"
        ill = ill or word == "FAIL"
        click.echo(f"{word} {name}" + (f": {wrong}" if wrong else ""))
    sys.exit(1 if ill else 0)


def findings() -> Iterator[Finding]:
    yield "python", python()
    yield "data folder", data_folder()
    yield from health.readiness().items()
    for name, look in LOOKS.items():
        yield name, health.tried(look)


def python() -> str | None:
    return None if sys.version_info >= (3, 11) else _("需要 Python 3.11 或更新的版本")


def data_folder() -> str | None:
    folder = Path(current_app.config["DATA"])
    if os.access(folder, os.W_OK | os.X_OK):
        return None
    return _("%(folder)s 不能写入：请检查属主和权限", folder=folder)


def sqlite_settings() -> str | None:
    """WAL and foreign keys, on a disk of this machine."""
    if db.engine.dialect.name != "sqlite":
        return None
    mode = db.session.scalar(sa.text("PRAGMA journal_mode"))
    keys = db.session.scalar(sa.text("PRAGMA foreign_keys"))
    if mode not in ("wal", "memory") or not keys:
        return _("SQLite 没有按要求打开（日志方式 %(mode)s）", mode=mode)
    disk = kind_of_disk(Path(current_app.config["DATA"]))
    if disk in NETWORK_DISKS:
        return _("SQLite 不能放在网络磁盘（%(disk)s）上：请改用本机磁盘或 PostgreSQL", disk=disk)
    return None


def kind_of_disk(folder: Path) -> str:
    """The file system under a folder, from /proc/mounts; empty where there is none."""
    mounts = Path("/proc/mounts")
    rows = [line.split() for line in mounts.read_text().splitlines()] if mounts.exists() else []
    above = [row for row in rows if folder.is_relative_to(row[1])]
    return max(above, key=lambda row: len(row[1]))[2] if above else ""


def limits_storage() -> str | None:
    """Several web processes count requests together only through Redis."""
    url = current_app.config["RATELIMIT_STORAGE_URI"]
    if not url.startswith("redis"):
        many = int(os.environ.get("WEB_CONCURRENCY", "1")) > 1
        return _("多个网站进程需要 REDIS_URL，否则各数各的次数") if many else None
    try:
        Redis.from_url(url, socket_timeout=2).ping()
    except (RedisError, OSError):
        return _("Redis 没有回答：次数限制改由各进程自己数，请检查 REDIS_URL")
    return None


def secret_file() -> str | None:
    path = Path(current_app.config["DATA"]) / "secret_key"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return _("别人能读 %(path)s：请运行 chmod 600", path=path)
    return None


def production() -> str | None:
    """What would stop the start in production."""
    found = settings.unsafe({**current_app.config, "PRODUCTION": True}, debug=current_app.debug)
    if not found:
        return None
    return _("还不能用于正式环境：%(what)s", what="; ".join(found))


LOOKS: dict[str, Callable[[], str | None]] = {
    "sqlite settings": sqlite_settings,
    "limits storage": limits_storage,
    "secret file": secret_file,
    "production": production,
}
