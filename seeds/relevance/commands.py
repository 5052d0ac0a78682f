"""`flask mall evaluate-search`: how well search answers, on a mall made for the purpose."""

import json
from typing import Any

import click
from flask import current_app

from app.db import Model, db
from seeds.relevance.corpus import build
from seeds.relevance.measure import measure, summary
from sim_market.mall.commands import mall

LEAST_RECALL = 0.9
__all__ = ["mall"]


@mall.command("evaluate-search")
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
def evaluate_search(as_json: bool) -> None:
    """Ask every question of the repository; fails if recall@10 is below 0.9."""
    found = evaluated()
    click.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else table(found))
    if found["recall_at_10"] < LEAST_RECALL:
        raise click.ClickException(f"recall@10 is below {LEAST_RECALL}")


def evaluated() -> dict[str, Any]:
    """The figures, from an application of its own whose database is in memory and then gone."""
    from wsgi import create_app  # noqa: PLC0415 - it imports all commands, this one too

    config = {
        "SQLALCHEMY_ENGINES": {"default": {"url": "sqlite://"}},
        "DATA": current_app.config["DATA"],
    }
    app = create_app(config)
    with app.app_context():
        Model.metadata.create_all(db.engine)
        found = summary(measure(build()))
        db.session.rollback()
        db.session.close()
    return found


def table(found: dict[str, Any]) -> str:
    rows = [("all", found), *found["kinds"].items()]
    lines = [f"{'kind':<12} {'queries':>7} {'recall@10':>9} {'MRR':>6}"]
    lines += [
        f"{kind:<12} {of['count']:>7} {of['recall_at_10']:>9.3f} {of['mrr']:>6.3f}"
        for kind, of in rows
    ]
    lines += [f"weak: {each['text']} ({each['recall']:.2f})" for each in found["weak"]]
    return "\n".join(lines)
