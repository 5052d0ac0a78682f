"""`flask backup create|verify|restore`."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from app import clock
from app.errors import DomainError
from app.ops.backup import operations

backup = AppGroup("backup", help="Signed backups of the database and the uploads.")


def plainly(command: Callable[..., None]) -> Callable[..., None]:
    """A refusal is a sentence and an exit code, not a traceback."""

    @wraps(command)
    def told(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except DomainError as refusal:
            raise click.ClickException(f"{refusal.message}. {refusal.next_step}") from refusal
        except OSError as error:
            raise click.ClickException(f"{error.strerror}: {error.filename}") from error

    return told


@backup.command("create")
@click.argument("target", type=click.Path(path_type=Path), required=False)
@plainly
def create(target: Path | None) -> None:
    """Write a backup to TARGET (default: backups/ beside the data). People may be at work."""
    folder = Path(current_app.config["DATA"]) / "backups"
    target = target or folder / f"liantan-{clock.now():%Y%m%d-%H%M%S}.tar"
    manifest = operations.create(target)
    size = target.stat().st_size / 1_000_000
    click.echo(_("已备份：%(name)s（%(size)s MB）", name=target, size=f"{size:.1f}"))
    click.echo(_("内容：数据库和 %(n)s 个上传文件，已逐字节核对", n=len(manifest.members) - 1))
    click.echo(_("请另外保管 SECRET_KEY：没有它就不能恢复"))


@backup.command("verify")
@click.argument("source", type=click.Path(path_type=Path))
@plainly
def verify(source: Path) -> None:
    """Check the signature and every byte of a backup. Changes nothing."""
    manifest = operations.verify(source)
    click.echo(_("备份完好：做于 %(at)s", at=manifest.about["created_at"]))


@backup.command("restore")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace present data; a backup of it is made first.")
@plainly
def restore(source: Path, *, force: bool) -> None:
    """Put a backup in place. The web and the scheduler must be stopped."""
    kept = operations.restore(source, force=force)
    if kept:
        click.echo(_("原来的数据另存在 %(name)s", name=kept))
    click.echo(_("已恢复。下一步：flask --app wsgi db upgrade，再 flask --app wsgi check"))
