"""`flask replay FILE.csv[.gz]`: real transactions through the whole chain."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from rich.console import Console

from app.db import Model, db
from seeds.commands import progress, rehearsing
from seeds.replay.report import as_json, tables
from seeds.replay.rows import NotTransactions
from seeds.replay.run import replay


@click.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--limit", type=click.IntRange(1), help="Only the first so many lines.")
@click.option("--here", is_flag=True, help="In the configured database; else in a new one.")
@with_appcontext
def replay_command(file: Path, out: Path | None, limit: int | None, *, here: bool) -> None:
    """Play real transactions (in the form of UCI Online Retail) in a class of their own.

    Every invoice becomes an order through the whole chain, every cancellation a refund; what is
    neither is reported with its reason. Exit code 1 if the sums are not the file's own to the
    penny, or if stock, money or an invariant is not whole.
    """
    with stage(here=here) as app, app.app_context(), progress() as step:
        try:
            outcome = replay(file, limit=limit, progress=step)
        except NotTransactions as why:
            raise click.UsageError(str(why)) from why
    Console().print(tables(outcome))
    if out:
        out.write_text(json.dumps(as_json(outcome), ensure_ascii=False, indent=2) + "\n", "utf-8")
    sys.exit(0 if outcome.holds else 1)


@contextmanager
def stage(*, here: bool) -> Iterator[Flask]:
    """An application to play in: on the configured database, or on a new one of its own."""
    if here:
        yield rehearsing(current_app)
        return
    with TemporaryDirectory(prefix="liantan-replay-") as folder:
        files, url = str(Path(folder) / "files"), f"sqlite:///{folder}/replay.sqlite"
        engines = {"default": {"url": url}}
        app = rehearsing(current_app, DATA=folder, FILES=files, SQLALCHEMY_ENGINES=engines)
        with app.app_context():
            Model.metadata.create_all(db.engine)
        yield app
        with app.app_context():
            db.engine.dispose()
