"""Short ways to say baskets and promotions. Amounts are whole fen."""

from typing import Any

from sim_market.promotions.pricing import (
    Basket,
    Condition,
    Gift,
    Kind,
    Line,
    MultiBuy,
    Off,
    Promotion,
    Quote,
    Scope,
    Shipping,
    Skipped,
    Tier,
    UnitPrice,
)
from sim_market.promotions.pricing.promotion import Benefit


def line(price_fen: int, quantity: int = 1, sku: str = "A", **more: Any) -> Line:
    return Line(
        more.pop("id", sku), price_fen, quantity, sku, listing=more.pop("listing", sku), **more
    )


def basket(*lines: Line, shipping: int | None = None, **more: Any) -> Basket:
    fees = () if shipping is None else (Shipping(shipping),)
    return Basket(lines, fees, **more)


def promotion(kind: Kind, benefit: Benefit, id: str = "p", **more: Any) -> Promotion:
    scope, condition = more.pop("scope", {}), more.pop("condition", {})
    return Promotion(
        id, kind, benefit, scope=Scope(**scope), condition=Condition(**condition), **more
    )


def cut(off_fen: int, from_fen: int = 0, id: str = "p", **more: Any) -> Promotion:
    """满减."""
    benefit = Off((Tier(from_fen, off_fen=off_fen),), repeat=more.pop("repeat", False))
    return promotion(Kind.FULL_REDUCTION, benefit, id, **more)


def percent(off_bp: int, id: str = "p", **more: Any) -> Promotion:
    """满折 without a threshold."""
    return promotion(Kind.FULL_DISCOUNT, Off((Tier(off_bp=off_bp),)), id, **more)


def coupon(off_fen: int, from_fen: int = 0, id: str = "c", **more: Any) -> Promotion:
    kind = more.pop("kind", Kind.STORE_COUPON)
    return promotion(kind, Off((Tier(off_fen=off_fen),)), id, condition={"from_fen": from_fen})


def discount(id: str = "d", kind: Kind = Kind.TIME_DISCOUNT, **more: Any) -> Promotion:
    fields = ("scope", "condition", "priority", "exclusive", "keeps_out", "budget_fen", "version")
    place = {name: more.pop(name) for name in fields if name in more}
    return promotion(kind, UnitPrice(**more), id, **place)


def multi(id: str = "m", **more: Any) -> Promotion:
    return promotion(Kind.MULTI_BUY, MultiBuy(**more), id)


def gift(sku: str, from_fen: int, id: str = "g", **more: Any) -> Promotion:
    return promotion(Kind.GIFT, Off((Tier(from_fen, gifts=(Gift(sku),)),), **more), id)


def free_shipping(from_fen: int = 0, max_fen: int = 0, id: str = "f", **more: Any) -> Promotion:
    benefit = Off((Tier(from_fen),), max_fen=max_fen)
    return promotion(Kind.FREE_SHIPPING, benefit, id, **more)


def pays(quote: Quote) -> list[int]:
    """What the lines cost."""
    return [each.pay_fen for each in quote.lines]


def given(quote: Quote) -> dict[str, int]:
    """Promotion -> what it gave."""
    return {each.promotion.id: each.fen for each in quote.applied}


def why(quote: Quote, id: str) -> Skipped:
    return next(each for each in quote.skipped if each.promotion.id == id)


def reason(quote: Quote, id: str) -> str:
    return why(quote, id).missing.reason.value


def missing(quote: Quote, id: str) -> int | str | None:
    facts = why(quote, id).missing.facts
    return facts.get("missing_fen", facts.get("missing"))
