"""The report on the market as one JSON document: facts with verdicts, and curves to look at."""

import json
from pathlib import Path
from typing import Any

from sim_market.buyers.report import facts
from sim_market.buyers.report.pages import clicks_by_slot
from sim_market.buyers.report.trials import market

KEPT = Path(__file__).with_name("kept.json")


def report() -> dict[str, Any]:
    """Takes about half a minute of one core."""
    found = [fact.as_json() for fact in facts.FACTS]
    return {
        "policies": facts.POLICIES,
        "facts": found,
        "holds": all(fact["holds"] for fact in found),
        "curves": curves(),
    }


def curves() -> dict[str, list[list[float]]]:
    """Pairs [x, y] of everything that is worth seeing as a line."""
    units, profit = facts.by_price()
    views, orders = facts.hours(0), facts.hours(2)
    return {
        "profit_by_price": pairs(facts.PRICES, profit / 100),
        "units_by_price": pairs(facts.PRICES, units),
        "views_by_hour": pairs(range(24), 100 * views / views.sum()),
        "orders_by_hour": pairs(range(24), 100 * orders / orders.sum()),
        "promotion": pairs(range(1, 21), 100 * facts.promoted()),
        "clicks_by_slot": pairs(range(1, 41), 100 * clicks_by_slot(market(1))),
    }


def pairs(xs: Any, ys: Any) -> list[list[float]]:
    return [[float(x), round(float(y), 3)] for x, y in zip(xs, ys, strict=True)]


def kept() -> dict[str, Any] | None:
    """The report that was kept last, if there is one."""
    if not KEPT.exists():
        return None
    found: dict[str, Any] = json.loads(KEPT.read_text("utf-8"))
    return found
