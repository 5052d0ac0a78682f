"""Commands of the ground floor: is everything as it was promised?"""

import json
import sys

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app import journal as chain


def problems() -> dict[str, list[str]]:
    """Every invariant by name, with what is wrong with it: empty lists when all is well."""
    found = {name: check() for name, check in sorted(current_app.extensions["checks"].items())}
    broken = [problem for one in chain.chains() if (problem := chain.verify(one))]
    return {**found, "journal.chain": broken}


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_appcontext
def check(as_json: bool) -> None:
    """Check every invariant. Exit code 1 if one is broken."""
    found = problems()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for name, wrong in found.items():
            click.echo(f"{'ok  ' if not wrong else 'FAIL'} {name}")
            for line in wrong[:20]:
                click.echo(f"     {line}")
    sys.exit(1 if any(found.values()) else 0)


journal = AppGroup("journal", help="The append-only record of what was done.")


@journal.command("verify")
def verify() -> None:
    """Recompute every chain from its entries; names the first bad row. Exit code 1 if any."""
    bad = 0
    for one in chain.chains():
        problem = chain.verify(one)
        bad += bool(problem)
        click.echo(problem or f"chain {one}: unbroken, head {chain.head_of(one)}")
    sys.exit(1 if bad else 0)
