"""Commands of the scoring standards."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from app.db import transaction
from app.errors import DomainError
from grading.rubrics import operations, queries

rubrics = AppGroup("rubrics", help="Scoring standards.")


@rubrics.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Keep the standard in a JSON FILE, so that a class can be bound to it."""
    try:
        content = json.loads(file.read_text("utf-8"))
        with transaction():
            rubric = operations.keep_standard(content, actor=None)
            click.echo(f"{rubric.code} {rubric.version} {rubric.sha256}")
    except (DomainError, ValueError, AttributeError) as problem:
        raise click.ClickException(str(problem)) from problem


@rubrics.command("list")
def list_all() -> None:
    """Every standard that the platform knows."""
    for rubric in queries.list_rubrics():
        click.echo(f"{rubric.code} {rubric.version} {rubric.sha256} {rubric.title}")
