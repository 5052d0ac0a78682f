"""Schemes from the command line."""

import click
from flask.cli import AppGroup

from app.db import transaction
from app.schemes import operations

schemes = AppGroup("schemes", help="Training schemes.")


@schemes.command("load")
def load() -> None:
    """Put the shipped training schemes into the database. Harmless when they are there."""
    with transaction():
        found = operations.load_schemes(actor=None)
        names = [f"{scheme.code} v{scheme.version}" for scheme in found]
    click.echo("\n".join(names))
