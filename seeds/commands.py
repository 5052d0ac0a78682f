"""`flask demo` seeds the class that visitors meet; `flask rehearse` runs a whole class."""

import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from app import factory
from app.db import Model, db, transaction
from seeds.demo import is_empty, is_seeded, print_accounts, seed_demo
from seeds.rehearsal.report import as_json, table
from seeds.rehearsal.run import rehearse
from sim_market.listings.checks import search_says_what_goods_say
from sim_market.listings.operations.indexing import reindex

REHEARSING = {
    "RATELIMIT_ENABLED": False,
    "LOG_LEVEL": "WARNING",
    "PASSWORD_COST": (1, 8, 1),  # argon2: people of a rehearsal have nothing to hide
    "JOURNAL_DEMO": True,
    "DRAW_SECRET": "rehearsal",
}
WORDS = {
    "open": "开班",
    "day": "练习",
    "hand in": "提交成果",
    "wind down": "收尾",
    "score": "抽签与评分",
}


@click.command("demo")
@click.option("--migrate", is_flag=True, help="Bring the tables up to date first.")
@with_appcontext
def demo(*, migrate: bool) -> None:
    """Seed the demo class once: a rehearsal left open at day 5. Does nothing if it is there."""
    if migrate:
        with current_app.app_context():  # its end closes the connection of the migrations
            factory.alembic.upgrade()
        with transaction():
            if search_says_what_goods_say():  # a database that is older than the index
                reindex()
    if not is_seeded():
        with progress() as step:
            seed_demo(rehearsing(current_app), step)
    print_accounts()


@click.command("rehearse")
@click.option("--trainees", default=12, show_default=True, type=click.IntRange(2, 40))
@click.option("--days", default=7, show_default=True, type=click.IntRange(2, 30))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(1, 2**31 - 1))
@click.option("--json", "out", type=click.Path(dir_okay=False, writable=True))
@click.option("--here", is_flag=True, help="In the configured, empty database; else in a new one.")
@with_appcontext
def rehearse_command(trainees: int, days: int, seed: int, out: str | None, *, here: bool) -> None:
    """Run a whole class in one process, from the first log-in to the released marks.

    The same arguments give the same figures, byte for byte, apart from times. Exit code 1 if an
    invariant is broken.
    """
    with stage(here=here) as app, progress() as step:
        outcome = rehearse(app, trainees=trainees, days=days, seed=seed, progress=step)
    Console().print(table(outcome))
    if out:
        Path(out).write_text(
            json.dumps(as_json(outcome), ensure_ascii=False, indent=2) + "\n", "utf-8"
        )
    sys.exit(1 if any(outcome.checks.values()) else 0)


@contextmanager
def stage(*, here: bool) -> Iterator[Flask]:
    """An application to rehearse in: on the configured database, or on a new one of its own."""
    if here:
        if not is_empty():
            raise click.UsageError("the database is not empty; leave out --here")
        yield rehearsing(current_app)
        return
    with TemporaryDirectory(prefix="liantan-rehearsal-") as folder:
        files, url = str(Path(folder) / "files"), f"sqlite:///{folder}/rehearsal.sqlite"
        engines = {"default": url}
        app = rehearsing(current_app, DATA=folder, FILES=files, SQLALCHEMY_ENGINES=engines)
        with app.app_context():
            Model.metadata.create_all(db.engine)
        yield app
        with app.app_context():
            db.engine.dispose()


def rehearsing(app: Flask, **more: Any) -> Flask:
    """The same application with settings under which a class is played in one go.

    What is loaded by now stays, and little becomes garbage in circles: that is looked for less.
    """
    gc.freeze()
    gc.set_threshold(50_000, 10, 5)
    kept = ("DATA", "FILES", "SECRET_KEY", "SQLALCHEMY_ENGINES", "TESTING")
    config = {name: app.config[name] for name in kept} | more
    return factory.build(app.extensions["modules"], config | REHEARSING)


@contextmanager
def progress() -> Iterator[Any]:
    """A bar with the phase and the time; silent where nobody looks."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=1)

        def step(what: str, done: int, of: int) -> None:
            bar.update(task, description=WORDS.get(what, what), completed=done, total=of)

        yield step
