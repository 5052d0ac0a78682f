"""`flask reconcile`: the provider's statement against orders and the ledger."""

import sys

import click
from flask.cli import with_appcontext

from app.cohorts.models import Cohort
from app.db import db, transaction
from sim_market.reconciliation.operations import repair
from sim_market.reconciliation.queries import list_all_faults


@click.command("reconcile")
@click.option("--cohort", type=int, help="Only this class.")
@click.option("--repair", "mend", is_flag=True, help="Ask the provider for what is in flight.")
@with_appcontext
def reconcile_command(cohort: int | None, mend: bool) -> None:
    """Compare payments with orders and the ledger. Ends with 1 if something does not agree."""
    if mend:
        _mend(cohort)
    wrong = list_all_faults(cohort)
    for each in wrong:
        click.echo(
            f"{each.finding} {each.number or '-'} {each.order_number} provider {each.amount_fen}"
            f" order {each.order_fen} ledger {each.booked_fen}"
        )
    click.echo(f"{len(wrong)} do not agree")
    sys.exit(1 if wrong else 0)


def _mend(cohort_id: int | None) -> None:
    classes = db.session.query(Cohort).filter_by(**{"id": cohort_id} if cohort_id else {})
    for number in [cohort.id for cohort in classes.order_by(Cohort.id)]:
        with transaction():
            cohort = db.session.get_one(Cohort, number)
            click.echo(f"class {number}: {repair(cohort, actor=None)} repaired")
