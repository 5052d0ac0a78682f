"""A promotion as its form shows it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.cohorts.models import Cohort
from app.money import plain_yuan
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing.terms import Kind


def blank(cohort: Cohort) -> dict[str, Any]:
    """A new promotion: from the next hour on, for three days."""
    start = cohort.sim_at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return window(cohort, start, start + timedelta(days=3))


def typed(promotion: Promotion) -> dict[str, Any]:
    """A promotion as its form shows it."""
    cohort, said = promotion.cohort, promotion.parameters
    shown = window(cohort, promotion.starts_sim_at, promotion.ends_sim_at) | {
        "version": str(promotion.version), "name": promotion.name,
        "goods": [each.listing_id for each in promotion.targets],
        "priority": promotion.priority, "exclusive": promotion.exclusive,
        "budget": shown_yuan(promotion.budget_fen), "quota": promotion.quota or "",
        "most": shown_yuan(said.get("max_fen")), "from_": shown_yuan(said.get("from_fen")),
        "repeat": said.get("repeat", False), "buyer_quota": said.get("buyer_quota", ""),
        "price": shown_yuan(said.get("price_fen")), "worth": shown_yuan(said.get("worth_fen")),
        "deposit": shown_yuan(said.get("deposit_fen")),
        "from_level": promotion.condition.get("from_level", 1),
        "size": said.get("size", 2), "code": promotion.condition.get("code", ""),
    }  # fmt: skip
    if promotion.batch:
        shown |= {"total": promotion.batch.total, "per_user": promotion.batch.per_user}
    return shown | _benefit_typed(promotion.kind, said)


def _benefit_typed(kind: Kind, said: Mapping[str, Any]) -> dict[str, Any]:
    if kind == Kind.GIFT:
        return _gift_typed(said)
    if kind == Kind.BUNDLE:
        return _bundle_typed(said)
    if kind == Kind.MULTI_BUY:
        return _multi_typed(said)
    if "prices" in said:
        prices = {sku: shown_yuan(fen) for sku, fen in said["prices"].items()}
        return {"how": "each", "value": "", "prices": prices}
    if "tiers" in said:
        rows = enumerate(said["tiers"], 1)
        return {
            name: text
            for n, each in rows
            for name, text in (
                (f"from_{n}", shown_yuan(each["from_fen"])),
                (f"off_{n}", shown_off(each)),
            )
        }
    if "price_fen" in said:
        return {"how": "price", "value": shown_yuan(said["price_fen"])}
    return {"how": "fold" if said.get("off_bp") else "off", "value": shown_off(said)}


def _multi_typed(said: Mapping[str, Any]) -> dict[str, Any]:
    if "tiers" in said:
        first, *more = said["tiers"]
        shown = {"how": "all", "count": first["from_quantity"], "value": shown_off(first)}
        if more:
            shown |= {"count_2": more[0]["from_quantity"], "value_2": shown_off(more[0])}
        return shown
    if "price_fen" in said:
        return {"how": "take", "count": said["every"], "value": shown_yuan(said["price_fen"])}
    return {"how": "nth", "count": said["every"], "value": shown_off(said)}


def _gift_typed(said: Mapping[str, Any]) -> dict[str, Any]:
    tier = said["tiers"][0]
    gift = tier["gifts"][0]
    return {
        "from_": shown_yuan(tier.get("from_fen")), "from_count": tier.get("from_quantity", ""),
        "sku_1": gift["sku"], "count_1": gift.get("quantity", 1),
    }  # fmt: skip


def _bundle_typed(said: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"max_sets": said.get("max_sets", "")}
    for n, item in enumerate(said["items"], 1):
        shown |= {f"sku_{n}": item["sku"], f"count_{n}": item.get("quantity", 1)}
    how = "price" if "price_fen" in said else "off"
    return shown | {"how": how, "value": shown_yuan(said[f"{how}_fen"])}


def window(cohort: Cohort, start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "starts_day": cohort.day_of(start), "starts_time": clock_of(cohort, start),
        "ends_day": cohort.day_of(end), "ends_time": clock_of(cohort, end),
    }  # fmt: skip


def clock_of(cohort: Cohort, at: datetime) -> str:
    past = at - cohort.day_starts(cohort.day_of(at))
    minutes = int(past.total_seconds()) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def shown_off(said: Mapping[str, Any]) -> str:
    if said.get("off_bp"):
        return f"{Decimal(10_000 - said['off_bp']) / 1_000:f}"
    return shown_yuan(said.get("off_fen"))


def shown_yuan(amount: int | None) -> str:
    return plain_yuan(amount).replace(",", "") if amount else ""
