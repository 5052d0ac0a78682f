"""The supplier catalogue from the command line, for a platform that begins empty."""

import click
from flask.cli import AppGroup

from app.db import transaction
from seeds.catalogue.generate import generate
from supply_chain.suppliers.operations import load_catalogue

catalogue = AppGroup("catalogue", help="The simulated suppliers and their goods.")


@catalogue.command("load")
def load() -> None:
    """Put suppliers and goods into the database. Harmless when they are there."""
    offer = generate()
    with transaction():
        added = load_catalogue(offer)
    click.echo(f"{len(offer.suppliers)} suppliers, {len(offer.products)} products, {added} new")
