"""A whole question as JSON: a basket, promotions, policies, changes of price, what came back."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from flask_babel import gettext as _

from sim_market.promotions.papers import shape
from sim_market.promotions.papers.promotions import MOST_UNITS, read_promotion
from sim_market.promotions.papers.shape import Misshapen, Shape
from sim_market.promotions.pricing.basket import Basket, Buyer, Line, Shipping
from sim_market.promotions.pricing.changing import change_price
from sim_market.promotions.pricing.engine import price
from sim_market.promotions.pricing.promotion import Promotion
from sim_market.promotions.pricing.quote import Quote
from sim_market.promotions.pricing.refund import Returned
from sim_market.promotions.pricing.terms import Settings

CURRENCY = "CNY"
MOST_IN_ALL = 20_000  # units of a basket


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an unpaid order's price by the seller."""

    goods_fen: int
    shipping_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    basket: Basket
    promotions: tuple[Promotion, ...]
    settings: Settings
    changes: tuple[Change, ...]
    returned: tuple[Returned, ...]

    def quote(self) -> Quote:
        """The price, with all that the seller changed about it."""
        quote = price(self.basket, self.promotions, self.settings)
        for change in self.changes:
            quote = change_price(quote, change.goods_fen, change.shipping_fen)
        return quote


def read_question(value: Any) -> Question:
    """A question of the documented form. Raises Misshapen, which says where it is not."""
    said = Shape(value, "")
    currency = said.take("currency", shape.text, CURRENCY)
    promotions = said.take("promotions", shape.many(read_promotion, 0, 200), [])
    question = Question(
        _basket(said, currency),
        tuple(promotions),
        said.take("settings", read_settings, Settings()),
        tuple(said.take("price_changes", shape.many(_change, 0, 50), [])),
        tuple(said.take("returned", shape.many(_returned, 0, 200), [])),
    )
    said.end()
    _differ([each.id for each in promotions], "promotions")
    return question


def _basket(said: Shape, currency: str) -> Basket:
    lines = said.need("lines", shape.many(lambda v, p: _line(v, p, currency), 1, 500))
    lines = [_named(line, n) for n, line in enumerate(lines, 1)]
    _differ([line.id for line in lines], "lines")
    if sum(line.quantity for line in lines) > MOST_IN_ALL:
        raise Misshapen("lines", _("一共最多 %(n)s 件", n=MOST_IN_ALL))
    return Basket(
        tuple(lines),
        _shipping(said),
        said.take("buyer", _buyer, Buyer()),
        said.take("at", shape.moment, None),
        said.take("live", shape.yes_no, False),
        said.take("group", shape.yes_no, False),
    )


def _line(value: Any, place: str, currency: str) -> Line:
    said = Shape(value, place)
    if said.take("currency", shape.text, currency) != currency:
        raise Misshapen(said.at("currency"), _("一个购物车只能有一种货币：%(c)s", c=currency))
    line = Line(
        id=said.take("id", shape.name_or_number, ""),
        price_fen=said.need("price_fen", shape.fen),
        quantity=said.take("quantity", shape.whole(1, MOST_UNITS), 1),
        sku=said.take("sku", shape.name_or_number, ""),
        listing=said.take("listing", shape.name_or_number, ""),
        category=said.take("category", shape.name_or_number, ""),
        store=said.take("store", shape.name_or_number, ""),
        ticked=said.take("ticked", shape.yes_no, True),
        in_scope=said.take("in_scope", shape.yes_no, True),
        floor_fen=said.take("floor_fen", shape.fen, 0),
        live=said.take("live", shape.yes_no, False),
    )
    said.end()
    return line


def _named(line: Line, place: int) -> Line:
    """A line without an id is called by its place, from 1 on."""
    if line.id:
        return line
    values = {field.name: getattr(line, field.name) for field in fields(line)}
    return Line(**values | {"id": str(place)})


def _shipping(said: Shape) -> tuple[Shipping, ...]:
    """One fee for everything (`shipping_fen`), or one per store (`shipping`)."""
    if said.has("shipping_fen") and said.has("shipping"):
        said.one_of("shipping_fen", "shipping")
    one = said.take("shipping_fen", shape.fen, None)
    each = said.take("shipping", shape.many(_fee, 0, 100), [])
    _differ([fee.store for fee in each], "shipping")
    return tuple(each) if one is None else (Shipping(one),)


def _fee(value: Any, place: str) -> Shipping:
    said = Shape(value, place)
    fee = Shipping(said.need("fen", shape.fen), said.take("store", shape.name_or_number, ""))
    said.end()
    return fee


def _buyer(value: Any, place: str) -> Buyer:
    said = Shape(value, place)
    buyer = Buyer(
        said.take("is_new", shape.yes_no, False),
        said.take("level", shape.whole(0, 100), 0),
        frozenset(said.take("codes", shape.many(shape.text, 0, 50), [])),
        said.take("province", shape.text, ""),
    )
    said.end()
    return buyer


def read_settings(value: Any, place: str) -> Settings:
    """Policies by name; what is not said is as the documented defaults have it."""
    said = Shape(value, place)
    chosen: dict[str, Any] = {}
    for field in fields(Settings):
        kind: Any = type(field.default)
        words = [word.value for word in kind]
        chosen[field.name] = said.take(field.name, shape.member(kind, words), field.default)
    said.end()
    return Settings(**chosen)


def _change(value: Any, place: str) -> Change:
    said = Shape(value, place)
    change = Change(said.need("goods_fen", shape.fen), said.take("shipping_fen", shape.fen, None))
    said.end()
    return change


def _returned(value: Any, place: str) -> Returned:
    said = Shape(value, place)
    if not said.has("quantities") and not said.has("units"):
        said.one_of("quantities", "units")
    quantities: dict[str, int] = said.take(
        "quantities", shape.table(shape.whole(0, MOST_UNITS)), {}
    )
    units: dict[str, list[int]] = said.take(
        "units", shape.table(shape.many(shape.whole(0, MOST_UNITS))), {}
    )
    returned = Returned(
        key=said.take("key", shape.name_or_number, place),
        quantities=quantities,
        units={line: tuple(each) for line, each in units.items()},
        shipped=said.take("shipped", shape.yes_no, True),
        at_fault=said.take("at_fault", shape.yes_no, False),
        expected_fen=said.take("expected_fen", shape.fen, None),
        at=said.take("at", shape.moment, None),
    )
    said.end()
    if set(returned.quantities) & set(returned.units):
        raise Misshapen(place, _("一行商品要么写件数，要么写是哪几件，不能都写"))
    return returned


def _differ(ids: Sequence[str], place: str) -> None:
    twice = next((n for n, each in enumerate(ids) if each in ids[:n]), None)
    if twice is not None:
        name = "store" if place == "shipping" else "id"
        raise Misshapen(f"{place}[{twice}].{name}", _("“%(id)s”写了两次", id=ids[twice]))
