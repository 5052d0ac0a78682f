"""Make the catalogue: the same seed gives the same suppliers, goods and pictures, to the letter."""

from collections.abc import Iterator, Sequence
from itertools import count, zip_longest
from typing import Any

from app import chance
from app.ui.pictures import Picture
from seeds.catalogue.pictures import colour_choices, pictures_of, variant
from seeds.catalogue.prices import sku_cost, suggested_price
from seeds.catalogue.suppliers import PER_TRADE, split_place, suppliers_of
from seeds.catalogue.words import Good, Shelf, Trade, trades
from sim_market.rules.categories import Attribute, AttributeKind
from supply_chain.suppliers.drafts import Catalogue, ProductDraft, SkuDraft, SupplierDraft

SEED = 20260301
STYLES = ("简约", "日式", "复古")  # those that suit anything whose list names none


def generate(seed: int = SEED) -> Catalogue:
    """The whole catalogue: at least 60 suppliers, 600 products, 1,500 SKUs."""
    suppliers: list[SupplierDraft] = []
    products: list[ProductDraft] = []
    shelf_number = count(1)
    for i, trade in enumerate(trades()):
        own = suppliers_of(trade, i * PER_TRADE + 1, seed)
        suppliers += own
        products += trade_products(trade, own, shelf_number, seed)
    return Catalogue(suppliers, products)


def trade_products(
    trade: Trade, suppliers: Sequence[SupplierDraft], numbers: Iterator[int], seed: int
) -> list[ProductDraft]:
    made = []
    for shelf in trade.shelves:
        shelf_number = next(numbers)
        for place, (good, kind) in enumerate(kinds_in_turn(shelf)):
            code = f"P{shelf_number:02d}{place + 1:03d}"
            made.append(Maker(shelf, good, kind, code, seed).product(suppliers, place))
    return made


def kinds_in_turn(shelf: Shelf) -> list[tuple[Good, str]]:
    """First kind of every good, then the second of every good: no two neighbours alike."""
    columns = [[(good, kind) for kind in good.kinds] for good in shelf.goods]
    return [pair for row in zip_longest(*columns) for pair in row if pair is not None]


class Maker:
    """Makes one product; every choice is drawn by the product's own code."""

    def __init__(self, shelf: Shelf, good: Good, kind: str, code: str, seed: int) -> None:
        self.shelf, self.good, self.kind, self.code, self.seed = shelf, good, kind, code, seed

    def product(self, suppliers: Sequence[SupplierDraft], place: int) -> ProductDraft:
        makers = self.shelf.makers
        supplier = suppliers[makers[place % len(makers)] - 1]
        attributes = self.attributes()
        origin = attributes.get("产地", f"{supplier.province}{supplier.city}")
        pictures = pictures_of(self.shelf, self.code, place, by_colour=not self.good.sizes)
        return ProductDraft(
            code=self.code,
            supplier_code=supplier.code,
            name=self.name(place),
            category_code=self.shelf.category.code,
            attributes=attributes,
            points=self.points(),
            pictures=[picture.key for picture in pictures],
            province=split_place(origin)[0],
            origin=origin,
            lead_hours=supplier.lead_hours + self.between(0, 3, "lead") * 2,
            quality_milli=self.quality(),
            skus=self.skus(pictures[0]),
        )

    def name(self, place: int) -> str:
        turn = place + place // len(self.shelf.goods)
        return f"{self.kind}{self.good.name} {self.shelf.notes[turn % len(self.shelf.notes)]}"

    def points(self) -> list[str]:
        """Three selling points, in the order in which the draw puts them."""
        return sorted(self.shelf.points, key=lambda p: chance.bits(self.seed, self.code, p))[:3]

    def attributes(self) -> dict[str, Any]:
        found = {each.name: self.value(each) for each in self.shelf.category.attributes}
        return {name: value for name, value in found.items() if value is not None}

    def value(self, attribute: Attribute) -> Any:
        """What its kind or the list says; else what a required choice may be; else nothing."""
        if said := [each for each in attribute.values if len(each) > 1 and each in self.kind]:
            return said if attribute.kind is AttributeKind.MANY_OF else said[0]
        if attribute.name in self.good.attributes:
            return self.good.attributes[attribute.name]
        if attribute.name in self.shelf.ranges:
            low, high, step = self.shelf.ranges[attribute.name]
            number = low + step * self.between(0, (high - low) // step, attribute.name)
            return number if attribute.kind is AttributeKind.INTEGER else str(number)
        if attribute.name == "风格":
            return chance.pick(STYLES, self.seed, self.code, attribute.name)
        if attribute.required and attribute.kind is AttributeKind.ONE_OF:
            return chance.pick(attribute.values, self.seed, self.code, attribute.name)
        return None

    def quality(self) -> int:
        """Dearer goods are better on the whole, with luck either way. 300 to 950."""
        return 300 + self.cost_place() * 450 // 100 + self.between(0, 200, "quality")

    def cost_place(self) -> int:
        """Where the cost stands between the lowest and the highest of its good, 0 to 100."""
        return self.between(0, 100, "cost")

    def skus(self, main: Picture) -> list[SkuDraft]:
        low, high = self.good.cost_fen
        base_fen = low + (high - low) * self.cost_place() // 100
        weight_g = self.between(*self.good.weight_g, "weight")
        return [
            self.sku(i, label, sku_cost(base_fen, cost), weight_g * weight // 100, picture)
            for i, (label, cost, weight, picture) in enumerate(self.choices(main), 1)
        ]

    def sku(self, i: int, spec: str, cost_fen: int, weight_g: int, picture: Picture) -> SkuDraft:
        markup = self.between(165, 235, "markup")
        return SkuDraft(
            code=f"{self.code}-{i}",
            spec=spec,
            cost_fen=cost_fen,
            suggested_price_fen=suggested_price(cost_fen, markup),
            stock=self.between(8, 90, "stock", i) * 10,
            weight_g=weight_g,
            picture=picture.key,
        )

    def choices(self, main: Picture) -> list[tuple[str, int, int, Picture]]:
        """(spec, cost percent, weight percent, picture) of every SKU."""
        if self.good.sizes:
            kept = self.good.sizes[: self.between(min(3, len(self.good.sizes)), 4, "sizes")]
            return [(s.label, s.cost_percent, s.weight_percent, main) for s in kept]
        hues = colour_choices(self.shelf, main.hue, self.between(2, 4, "colours"))
        return [(word, 100, 100, variant(main, hue)) for word, hue in hues]

    def between(self, low: int, high: int, *about: str | int) -> int:
        return chance.draw_int(low, high, self.seed, self.code, *about)
