"""Stores for the model's tests: three ways to keep a shop, and random ones."""

from dataclasses import replace
from typing import Any

from sim_market.buyers.market import keyed
from sim_market.buyers.market.engine import World, expect
from sim_market.buyers.market.offers import Offer, Variant

REFERENCE_FEN, COST_FEN = 5000, 3000
CARELESS = {"ratio": 1.25, "coverage_pm": 450, "image_pm": 300, "detail_pm": 200, "ship_hours": 72}
ORDINARY = {"ratio": 1.02}
CAREFUL = {"ratio": 0.97, "coverage_pm": 950, "image_pm": 800, "detail_pm": 850, "ship_hours": 24}


def offer(n: int, *, store: str = "a", ratio: float = 1.0, stock: int = 100, **seen: Any) -> Offer:
    """The n-th of a row of goods, in one of five categories."""
    price = round(REFERENCE_FEN * ratio)
    variants = [Variant(f"g{n}-{v}", price, REFERENCE_FEN, stock) for v in range(2 + n % 2)]
    shown: dict[str, Any] = {"coverage_pm": 700, "image_pm": 500, "detail_pm": 500}
    shown |= {"category": f"c{n % 5}", "quality_pm": [-200, 100, 300, 0, 200, -100][n % 6]} | seen
    return Offer(store=store, code=f"g{n}", variants=tuple(variants), **shown)


def store(name: str = "a", *, listings: int = 6, **seen: Any) -> list[Offer]:
    return [offer(n, store=name, **seen) for n in range(listings)]


def random_store(number: int) -> list[Offer]:
    """A store whose every decision is drawn."""

    def between(what: str, low: int, high: int) -> int:
        return low + keyed.key("policy", number, what) % (high - low + 1)

    return store(
        f"s{number}",
        ratio=between("ratio", 85, 125) / 100,
        coverage_pm=between("coverage", 300, 1000),
        image_pm=between("image", 200, 900),
        detail_pm=between("detail", 100, 900),
        ship_hours=24 * between("ship", 1, 3),
    )


def day_of(world: World, offers: list[Offer], day: int = 2) -> tuple[float, float, float]:
    """Impressions, clicks and orders of a whole day."""
    sums = [0, 0, 0]
    for hour in range(24):
        for e in expect(world, day, hour, offers):
            sums[0] += e.impressions_micro
            sums[1] += e.clicks_micro
            sums[2] += e.orders_micro
    return sums[0] / 1e6, sums[1] / 1e6, sums[2] / 1e6


def month_of(world: World, offers: list[Offer], days: int = 30) -> float:
    """Orders of a month in which sales and ratings feed back."""
    sold, total = [0] * len(offers), 0
    for day in range(1, days + 1):
        now = [
            replace(o, recent_micro=s, rating_count=s * 3 // 10**7, rating_sum=s * 14 // 10**7,
                    age_days=day)
            for o, s in zip(offers, sold, strict=True)
        ]  # fmt: skip
        for hour in range(24):
            for place, e in enumerate(expect(world, day, hour, now)):
                sold[place] += e.orders_micro
                total += e.orders_micro
    return total / 1e6
