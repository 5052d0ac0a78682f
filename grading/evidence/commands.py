"""Commands of the evidence room."""

import sys

import click
from flask.cli import AppGroup

from app.db import db
from grading.evidence import queries
from grading.evidence.models import Snapshot

evidence = AppGroup("evidence", help="Frozen evidence of hand-ins.")


@evidence.command("verify")
def verify() -> None:
    """Compare every snapshot with its hash. Exit code 1 if one is lost or was changed."""
    problems = queries.broken()
    for line in problems:
        click.echo(line)
    click.echo(f"{db.session.query(Snapshot).count()} snapshots, {len(problems)} problems")
    sys.exit(1 if problems else 0)
