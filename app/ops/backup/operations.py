"""Make a backup, check one, put one back."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app import clock
from app.db import db
from app.errors import Conflict, Invalid
from app.ops.backup import archive, databases
from app.ops.backup.archive import Manifest
from app.ops.health import applied
from app.ops.leader import lock_for
from app.ops.version import version

DAY_SECONDS = 86_400


def create(target: Path) -> Manifest:
    """Write a backup of the database and the uploads to `target`, with people at work."""
    if target.exists():
        raise Conflict(_("%(name)s 已经存在", name=target), next_step=_("请换一个文件名"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with workplace(target.parent) as folder:
        databases.dump(db.engine, folder / "database")
        parts = {"database": folder / "database", **uploads()}
        archive.write(target, about(), parts, key())
    return verify(target)


def verify(source: Path) -> Manifest:
    """Read a whole backup and check its signature and every byte."""
    with source.open("rb") as file:
        return archive.unpack(file, key(), None)


def restore(source: Path, *, force: bool) -> Path | None:
    """Put a backup in place; returns where the data that was there before is kept, if any was.

    Until the last step nothing that is there is touched; the last step is one rename on SQLite
    and one transaction on PostgreSQL. A process killed on the way loses nothing.
    """
    lock = lock_for(db.engine, data())
    db.session.close()
    if not lock.acquire():
        raise databases.in_use()
    try:
        with workplace(data()) as folder:
            room_for(source)
            with source.open("rb") as file:
                manifest = archive.unpack(file, key(), folder)
            suits(manifest)
            databases.examine(db.engine, folder / "database")
            kept = keep_present(force=force)
            settle_uploads(folder / "files")
            databases.replace(db.engine, folder / "database")
            return kept
    finally:
        lock.release()


def suits(manifest: Manifest) -> None:
    """The backup is of this kind of database, and no newer than this code."""
    if manifest.about["dialect"] != db.engine.dialect.name:
        raise Conflict(
            _("备份来自 %(kind)s，与现在的数据库不同", kind=manifest.about["dialect"]),
            next_step=_("请把 DATABASE_URL 换成同一种数据库再恢复"),
        )
    alembic = current_app.extensions["alembic"]
    known = {script.revision for script in alembic.script_directory.walk_revisions()}
    if not set(manifest.about["revisions"]) <= known:
        raise Conflict(
            _(
                "备份比现在的程序新（做备份的版本是 %(version)s）",
                version=manifest.about["version"],
            ),
            next_step=_("请先升级程序，再恢复"),
        )


def keep_present(*, force: bool) -> Path | None:
    """Put what is there now aside, or refuse to touch it."""
    if databases.is_empty(db.engine):
        return None
    if not force:
        raise Conflict(
            _("这里已经有数据，没有恢复"),
            next_step=_("确定要换掉就加上 --force：现有数据会先另存一份"),
        )
    kept = data() / f"before-restore-{clock.now():%Y%m%d-%H%M%S-%f}.tar"
    if db.engine.dialect.name == "sqlite":
        databases.fold(db.engine)
    create(kept)
    return kept


def settle_uploads(unpacked: Path) -> None:
    """Files go by the hash of their content: adding some never harms those that are there."""
    for path in sorted(unpacked.glob("??/*")):
        target = files() / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)


def uploads() -> dict[str, Path]:
    found = {f"files/{path.parent.name}/{path.name}": path for path in sorted(files().glob("??/*"))}
    return {name: path for name, path in found.items() if archive.NAME.fullmatch(name)}


def about() -> dict[str, Any]:
    with db.engine.connect() as connection:
        revisions = sorted(applied(connection))
    return {
        "created_at": clock.now().isoformat(timespec="seconds"),
        "dialect": db.engine.dialect.name,
        "revisions": revisions,
        "version": version(),
    }


def room_for(source: Path) -> None:
    if not source.is_file():
        raise Invalid(_("没有找到 %(name)s", name=source), next_step=_("请检查文件名"))
    need = source.stat().st_size * 2
    if shutil.disk_usage(data()).free < need:
        raise Conflict(
            _("磁盘空间不够：需要 %(mb)s MB", mb=need // 1_000_000), next_step=_("请先清理磁盘")
        )


@contextmanager
def workplace(beside: Path) -> Iterator[Path]:
    """A folder on the same disk that is gone afterwards; what a killed process left goes too."""
    for left in beside.glob(".backup-*"):
        if left.stat().st_mtime < clock.now().timestamp() - DAY_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=".backup-", dir=beside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def key() -> bytes:
    return archive.key_from(current_app.config["SECRET_KEY"])


def data() -> Path:
    return Path(current_app.config["DATA"])


def files() -> Path:
    return Path(current_app.config["FILES"])
