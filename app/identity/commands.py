"""Accounts from the command line: the first administrator, and a way back in."""

import click
from flask.cli import AppGroup

from app.db import transaction
from app.errors import DomainError
from app.identity import operations, passwords
from app.identity.grants import Scope
from app.identity.models import Role

user = AppGroup("user", help="Accounts.")


@user.command("create")
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--platform-admin", is_flag=True, help="Let the person manage the platform.")
def create(username: str, name: str, platform_admin: bool) -> None:
    """Make an account and print its initial password, good for seven days."""
    try:
        with transaction():
            person = operations.create_user(username=username, name=name, actor=None, password=None)
            slip = operations.give_slip(person, cohort=None, actor=None)
            if platform_admin:
                operations.grant_role(
                    person, Role.PLATFORM_ADMIN, Scope(), actor=None, grantor=None
                )
            password = passwords.slip_password(slip.nonce)
    except DomainError as refusal:
        raise click.ClickException(
            " ".join([refusal.message, *refusal.fields.values()])
        ) from refusal
    click.echo(f"{username}  {password}")
