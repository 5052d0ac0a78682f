"""`flask market report` and `flask market tournament`: is the market like a market, and fair?"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import click
import numpy as np
from flask.cli import AppGroup
from flask_babel import gettext as _

from sim_market.buyers.report.report import KEPT, kept, report
from sim_market.buyers.report.tournament import tournament as hold

market = AppGroup("market", help="The market of simulated buyers: its report and tournaments.")
JSON = click.option("--json", "path", type=click.Path(path_type=Path), help="Write it here.")

KEEP = click.option("--keep", is_flag=True, help="Also keep it for the page /market/report.")


@market.command("report")
@JSON
@KEEP
def say_report(path: Path | None, keep: bool) -> None:
    """Measure every stylised fact with 35 drawn policies. Exit code 1 if one does not hold."""
    found = report()
    for fact in found["facts"]:
        mark = "ok  " if fact["holds"] else "FAIL"
        click.echo(
            f"{mark} {fact['code']:<20} {fact['value']:>12g}  [{fact['low']:g}, {fact['high']:g}]"
        )
    write(found, path)
    if keep:
        write((kept() or {}) | found, KEPT)
    sys.exit(0 if found["holds"] else 1)


@market.command("tournament")
@click.option("--seeds", default=200, type=click.IntRange(1, 10_000), show_default=True)
@click.option("--days", default=30, type=click.IntRange(1, 365), show_default=True)
@click.option("--processes", default=0, type=click.IntRange(0, 64), help="0: one for each core.")
@JSON
@KEEP
def say_tournament(seeds: int, days: int, processes: int, path: Path | None, keep: bool) -> None:
    """Match seven strategies under many seeds. Exit code 1 if cheating pays or care does not."""
    found = hold(seeds, days=days, processes=processes or os.cpu_count() or 1).as_json()
    for name, profit in found["mean_profit_fen"].items():
        click.echo(
            _("%(name)s 平均利润 %(yuan)s 元", name=f"{name:<16}", yuan=f"{profit / 100:,.2f}")
        )
    for name, demand in found["demands"].items():
        click.echo(f"{'ok  ' if demand['holds'] else 'FAIL'} {name:<28} {demand['share']:.1%}")
    write(found, path)
    if keep:
        write((kept() or {}) | {"tournament": found}, KEPT)
    sys.exit(0 if found["holds"] else 1)


def write(found: dict[str, Any], path: Path | None) -> None:
    if path is not None:
        said = json.dumps(found | {"numpy": np.__version__}, ensure_ascii=False, indent=1)
        path.write_text(said + "\n", "utf-8")
        click.echo(_("已写入：%(name)s", name=path))
