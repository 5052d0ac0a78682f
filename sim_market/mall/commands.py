"""`flask mall …`: what an operator does with the mall."""

import click
from flask.cli import AppGroup

from app.db import transaction
from sim_market.listings.operations.indexing import reindex

mall = AppGroup("mall", help="The simulated mall: its search index.")


@mall.command("reindex")
@click.option("--cohort", type=int, help="Only this class.")
def reindex_command(cohort: int | None) -> None:
    """Write the search index anew. Harmless at any time."""
    with transaction():
        done = reindex(cohort)
    click.echo(f"{done} listings indexed")
