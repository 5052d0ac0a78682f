"""A promotion as JSON, and its parameters by kind."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from app.money import MAX_FEN
from sim_market.promotions.papers import shape
from sim_market.promotions.papers.shape import Misshapen, Shape
from sim_market.promotions.pricing.promotion import (
    Benefit,
    Bundle,
    BundleItem,
    Condition,
    Gift,
    MultiBuy,
    Off,
    Promotion,
    Scope,
    Tier,
    UnitPrice,
)
from sim_market.promotions.pricing.terms import PHASES, Kind, Phase

KINDS = [kind.value for kind in Kind]
MOST_UNITS = 9_999
MOST_TIERS = 20
MOST_BUYERS = 10  # of one group
units = shape.whole(1, MOST_UNITS)
none_or_more = shape.whole(0, 10_000_000)
percent = shape.whole(1, 10_000)
amount = shape.whole(1, MAX_FEN)


def read_promotion(value: Any, place: str) -> Promotion:
    """A promotion of the documented form. Raises Misshapen."""
    said = Shape(value, place)
    promotion = Promotion(
        id=said.need("id", shape.name_or_number),
        kind=(kind := said.need("kind", shape.member(Kind, KINDS))),
        benefit=said.take("parameters", lambda v, p: read_parameters(kind, v, p), None)
        or read_parameters(kind, {}, said.at("parameters")),
        name=said.take("name", shape.text, ""),
        version=said.take("version", shape.whole(1, 10**9), 1),
        scope=said.take("scope", read_scope, Scope()),
        condition=said.take("condition", read_condition, Condition()),
        priority=said.take("priority", shape.whole(-(10**6), 10**6), 0),
        exclusive=said.take("exclusive", shape.yes_no, False),
        lane=said.take("lane", shape.text, ""),
        keeps_out=frozenset(said.take("keeps_out", shape.many(_phase), [])),
        platform_bp=said.take("platform_bp", shape.basis_points, None),
        budget_fen=said.take("budget_fen", shape.fen, None),
    )
    said.end()
    return promotion


def promotion_of(
    kind: Kind,
    parameters: Mapping[str, Any],
    scope: Mapping[str, Any],
    condition: Mapping[str, Any],
) -> tuple[Benefit, Scope, Condition]:
    """The three parts of a stored promotion, from its JSON. Raises Misshapen."""
    return (
        read_parameters(kind, dict(parameters), "parameters"),
        read_scope(dict(scope), "scope"),
        read_condition(dict(condition), "condition"),
    )


def _phase(value: Any, place: str) -> Phase:
    return Phase(shape.whole(2, 7)(value, place))


def read_scope(value: Any, place: str) -> Scope:
    said = Shape(value, place)

    def ids(name: str) -> frozenset[str]:
        return frozenset(said.take(name, shape.many(shape.name_or_number), []))

    scope = Scope(
        said.take("store", shape.name_or_number, None),
        ids("skus"),
        ids("listings"),
        ids("categories"),
        ids("except_skus"),
        ids("except_listings"),
    )
    said.end()
    return scope


def read_condition(value: Any, place: str) -> Condition:
    said = Shape(value, place)
    condition = Condition(
        starts_at=said.take("starts_at", shape.moment, None),
        ends_at=said.take("ends_at", shape.moment, None),
        from_fen=said.take("from_fen", shape.fen, 0),
        from_quantity=said.take("from_quantity", none_or_more, 0),
        new_customers=said.take("new_customers", shape.yes_no, False),
        from_level=said.take("from_level", shape.whole(0, 100), 0),
        code=said.take("code", shape.text, ""),
        live=said.take("live", shape.yes_no, False),
        group=said.take("group", shape.yes_no, False),
        except_provinces=frozenset(said.take("except_provinces", shape.many(shape.text), [])),
    )
    said.end()
    if condition.starts_at and condition.ends_at and condition.ends_at <= condition.starts_at:
        raise Misshapen(said.at("ends_at"), _("要晚于开始时间"))
    return condition


def read_parameters(kind: Kind, value: Any, place: str) -> Benefit:
    """What a promotion of that kind gives. Raises Misshapen."""
    said = Shape(value, place)
    benefit = READERS.get(kind, _unit_price if PHASES[kind] == Phase.UNIT_PRICE else _coupon)(said)
    said.end()
    return benefit


def _unit_price(said: Shape) -> UnitPrice:
    if not (said.has("prices") and said.has("price_fen")):
        said.one_of("price_fen", "prices", "off_fen", "off_bp")
    return UnitPrice(
        price_fen=said.take("price_fen", shape.fen, None),
        prices=said.take("prices", shape.table(shape.fen), {}),
        off_fen=said.take("off_fen", amount, 0),
        off_bp=said.take("off_bp", percent, 0),
        quota=said.take("quota", none_or_more, None),
        buyer_quota=said.take("buyer_quota", none_or_more, None),
        buyer_had=said.take("buyer_had", none_or_more, 0),
    )


def _group(said: Shape) -> UnitPrice:
    """`size`: how many buyers make a group; the price of each is what matters here."""
    said.take("size", shape.whole(2, MOST_BUYERS), 2)
    return _unit_price(said)


def _presale(said: Shape) -> UnitPrice:
    deposit = said.need("deposit_fen", amount)
    worth = said.take("worth_fen", amount, deposit)
    if worth < deposit:
        raise Misshapen(said.at("worth_fen"), _("定金抵用的金额不能比定金少"))
    price = said.take("price_fen", amount, None)
    if price is not None and price < worth:
        raise Misshapen(said.at("price_fen"), _("预售价不能比定金抵用的金额少"))
    return UnitPrice(price_fen=price, deposit_fen=deposit, worth_fen=worth)


def _multi_buy(said: Shape) -> MultiBuy:
    if said.one_of("tiers", "every") == "tiers":
        return MultiBuy(tiers=_tiers(said, "off_bp", ("from_quantity",)))
    said.one_of("off_bp", "price_fen")
    return MultiBuy(
        every=said.need("every", units),
        off_bp=said.take("off_bp", percent, 0),
        price_fen=said.take("price_fen", shape.fen, None),
    )


def _bundle(said: Shape) -> Bundle:
    items = said.need("items", shape.many(_bundle_item, 1, 20))
    if len({item.sku for item in items}) != len(items):
        raise Misshapen(said.at("items"), _("同一个 SKU 只写一行，用 quantity 写件数"))
    said.one_of("price_fen", "off_fen")
    return Bundle(
        tuple(items),
        said.take("price_fen", shape.fen, None),
        said.take("off_fen", amount, 0),
        said.take("max_sets", none_or_more, 0),
    )


def _bundle_item(value: Any, place: str) -> BundleItem:
    said = Shape(value, place)
    item = BundleItem(said.need("sku", shape.name_or_number), said.take("quantity", units, 1))
    said.end()
    return item


def _full(gives: str) -> Callable[[Shape], Off]:
    """满减, 满折, 赠品: tiers of money, a percentage, or gifts."""

    def read(said: Shape) -> Off:
        tiers = _tiers(said, gives, ("from_fen", "from_quantity"))
        repeat = gives != "off_bp" and said.take("repeat", shape.yes_no, False)
        if repeat and len(tiers) > 1:
            raise Misshapen(said.at("repeat"), _("“每满”只能有一档"))
        return Off(
            tiers,
            repeat,
            said.take("max_times", none_or_more, 0) if gives != "off_bp" else 0,
            said.take("max_fen", shape.fen, 0) if gives != "gifts" else 0,
            stock=said.take("stock", shape.table(none_or_more), {}) if gives == "gifts" else {},
        )

    return read


def _tiers(said: Shape, gives: str, thresholds: tuple[str, ...]) -> tuple[Tier, ...]:
    def read(value: Any, place: str) -> Tier:
        each = Shape(value, place)
        if not any(each.has(name) for name in thresholds):
            raise Misshapen(place, _("要写门槛：%(names)s", names=", ".join(thresholds)))
        tier = Tier(
            each.take("from_fen", amount, 0) if "from_fen" in thresholds else 0,
            each.take("from_quantity", units, 0),
            each.need("off_fen", amount) if gives == "off_fen" else 0,
            each.need("off_bp", percent) if gives == "off_bp" else 0,
            tuple(each.need("gifts", shape.many(_gift, 1, 20))) if gives == "gifts" else (),
        )
        each.end()
        return tier

    tiers = said.need("tiers", shape.many(read, 1, MOST_TIERS))
    if len({(tier.from_fen, tier.from_quantity) for tier in tiers}) != len(tiers):
        raise Misshapen(said.at("tiers"), _("两档的门槛一样"))
    return tuple(tiers)


def _gift(value: Any, place: str) -> Gift:
    item = _bundle_item(value, place)
    return Gift(item.sku, item.quantity)


def _coupon(said: Shape) -> Off:
    said.one_of("off_fen", "off_bp")
    tier = Tier(
        said.take("from_fen", shape.fen, 0),
        said.take("from_quantity", none_or_more, 0),
        said.take("off_fen", amount, 0),
        said.take("off_bp", percent, 0),
    )
    return Off((tier,), max_fen=said.take("max_fen", shape.fen, 0))


def _points(said: Shape) -> Off:
    tier = Tier(off_fen=said.need("off_fen", amount))
    return Off((tier,), max_bp=said.take("max_bp", percent, 0))


def _free_shipping(said: Shape) -> Off:
    tier = Tier(said.take("from_fen", shape.fen, 0), said.take("from_quantity", none_or_more, 0))
    return Off((tier,), max_fen=said.take("max_fen", shape.fen, 0))


READERS: Mapping[Kind, Callable[[Shape], Benefit]] = {
    Kind.GROUP_PRICE: _group,
    Kind.PRESALE: _presale,
    Kind.MULTI_BUY: _multi_buy,
    Kind.BUNDLE: _bundle,
    Kind.FULL_REDUCTION: _full("off_fen"),
    Kind.FULL_DISCOUNT: _full("off_bp"),
    Kind.GIFT: _full("gifts"),
    Kind.POINTS: _points,
    Kind.FREE_SHIPPING: _free_shipping,
}
