"""The book's price list: what goods cost under all that runs, unit by unit, phase by phase (P1)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.sim_market.trade.things import DAY, Item, Sale, half_up, share

if TYPE_CHECKING:
    from tests.sim_market.trade.book import Book

FLASH_SKU, FLASH_FEN, FLASH_UNITS = 2, 2500, 3  # a flash sale with units of its own
MEMBER_STORE, MEMBER_FROM, MEMBER_BP = 1, 3000, 1000  # a tenth off for who has spent so much
GROUP_STORE, GROUP_BP, GROUP_SIZE = 1, 1500, 2  # less for two who buy together
PRESALE_STORE, DEPOSIT, WORTH, PRESALE_ENDS = 0, 300, 500, 3 * DAY
BUNDLE, BUNDLE_FEN = (0, 1), 2200  # one of each for less
FULL_STORE, FULL_FROM, FULL_OFF = 0, 3000, 500  # a full reduction
GIFT_STORE, GIFT_FROM, GIFT_SKU = 0, 4000, 1
COUPON_STORE, COUPON_FROM, COUPON_OFF, COUPONS = 1, 1000, 700, 1
PLATFORM_FROM, PLATFORM_OFF, PLATFORM_COUPONS = 1500, 333, 2


class Prices:
    """How an order is priced. `way`: "group" and "presale" are bought in a way of their own."""

    def offer(self: Book, who: str, wanted: dict[int, int], way: str = "") -> list[Sale]:
        """What orders of these goods would be today, one for each store."""
        stores = sorted({self.store_of[sku] for sku in wanted})
        sales = [self.basket(who, store, wanted) for store in stores]
        for sale in sales:
            self.price_units(sale, way)
            reduce(sale)
            self.add_gift(sale, wanted)
            self.use_store_coupon(sale)
        self.use_platform_coupon(sales)
        for sale in sales:
            sale.deposit = sum(min(item.deposit, item.fen) for item in sale.items)
            sale.first = sale.pay
            for item in sale.items:
                item.first = item.fen
        return sales

    def basket(self: Book, who: str, store: int, wanted: dict[int, int]) -> Sale:
        """At list prices, and that is what free shipping looks at."""
        of_store = [(sku, n) for sku, n in sorted(wanted.items()) if self.store_of[sku] == store]
        items = [Item(sku, n, [self.prices[sku]] * n) for sku, n in of_store]
        fee, free_over = self.fees[store]
        goods = sum(item.fen for item in items)
        return Sale(store, who, items, 0 if free_over is not None and goods >= free_over else fee)

    # Phase 1.

    def price_units(self: Book, sale: Sale, way: str) -> None:
        for item in sale.items:
            if way == "presale" and sale.store == PRESALE_STORE and self.now < PRESALE_ENDS:
                item.costs = [cost - (WORTH - DEPOSIT) for cost in item.costs]
                item.deposit = sum(min(DEPOSIT, cost) for cost in item.costs)
            else:
                self.give_the_best(sale, item, way)

    def give_the_best(self: Book, sale: Sale, item: Item, way: str) -> None:
        """The price that takes most off a unit, on as many units as have it; then the next."""
        offers = self.unit_offers(sale, way)
        units = list(range(item.quantity))
        while units and offers:
            tried = [(name, *self.cut(sale, item, name, units)) for name in offers]
            tried = [each for each in tried if sum(each[2]) > 0]
            if not tried:
                return
            name, got, off = max(tried, key=lambda each: Fraction(sum(each[2]), len(each[1])))
            for unit, fen in zip(got, off, strict=True):
                item.costs[unit] -= fen
            sale.flash += len(got) if name == "flash" else 0
            sale.together = sale.together or name == "group"
            offers.remove(name)
            units = [unit for unit in units if unit not in got]

    def unit_offers(self: Book, sale: Sale, way: str) -> list[str]:
        offers = ["flash"]
        if sale.store == MEMBER_STORE and self.spent(sale.who, sale.store) >= MEMBER_FROM:
            offers.append("member")
        if sale.store == GROUP_STORE and way == "group":
            offers.append("group")
        return offers

    def cut(
        self: Book, sale: Sale, item: Item, name: str, units: list[int]
    ) -> tuple[list[int], list[int]]:
        """The units that get a price, and what each gets off."""
        if name == "flash":
            got = units[: self.flash_left() - sale.flash] if item.sku == FLASH_SKU else []
            return got, [item.costs[unit] - FLASH_FEN for unit in got]
        costs = [item.costs[unit] for unit in units]
        rate = MEMBER_BP if name == "member" else GROUP_BP
        return units, share(half_up(sum(costs) * rate, 10_000), costs)

    def flash_left(self: Book) -> int:
        return FLASH_UNITS - sum(sale.flash for sale in self.sales if sale.uses)

    def spent(self: Book, who: str, store: int) -> int:
        """What somebody has spent at a store, and kept there (P-4)."""
        kept = ("received", "completed")
        of_mine = (s for s in self.sales if (s.who, s.store) == (who, store) and s.state in kept)
        return sum(sale.pay - sale.refunded for sale in of_mine)

    # Phases 3 to 5.

    def add_gift(self: Book, sale: Sale, wanted: dict[int, int]) -> None:
        """If there is one left that nobody buys."""
        left = self.available(GIFT_SKU) - wanted.get(GIFT_SKU, 0)
        if sale.store == GIFT_STORE and sale.goods >= GIFT_FROM and left > 0:
            sale.items.append(Item(GIFT_SKU, 1, [0], gift=True))

    def use_store_coupon(self: Book, sale: Sale) -> None:
        key = coupon_of("store", sale.who)
        if sale.store == COUPON_STORE and sale.goods >= COUPON_FROM and self.can_use(key):
            take_off(sale.items, COUPON_OFF)
            sale.coupons.append(key)

    def use_platform_coupon(self: Book, sales: list[Sale]) -> None:
        """Over all stores of a checkout; the platform bears it, unit by unit (L2)."""
        key = coupon_of("platform", sales[0].who)
        items = [item for sale in sales for item in sale.items]
        if sum(item.fen for item in items) < PLATFORM_FROM or not self.can_use(key):
            return
        before = [list(item.costs) for item in items]
        take_off(items, PLATFORM_OFF)
        for item, was in zip(items, before, strict=True):
            item.borne = [a - b for a, b in zip(was, item.costs, strict=True)]
        for sale in sales:
            if sale.subsidy:
                sale.coupons.append(key)

    def can_use(self: Book, key: str) -> bool:
        return key in self.coupons and self.coupons[key].holder is None


def reduce(sale: Sale) -> None:
    """The bundle, then the full reduction on what is left (P3)."""
    one = {item.sku: item for item in sale.items}
    if all(sku in one for sku in BUNDLE):
        first, second = (one[sku] for sku in BUNDLE)
        for n in range(min(first.quantity, second.quantity)):
            costs = [first.costs[n], second.costs[n]]
            off = share(max(0, sum(costs) - BUNDLE_FEN), costs)
            first.costs[n], second.costs[n] = costs[0] - off[0], costs[1] - off[1]
    if sale.store == FULL_STORE and sale.goods >= FULL_FROM:
        take_off(sale.items, FULL_OFF)


def take_off(items: list[Item], fen: int) -> None:
    """An amount off an order: by lines, within a line by units (A1, A2, A6)."""
    for item, off in zip(items, share(fen, [item.fen for item in items]), strict=True):
        shares = share(off, item.costs)
        item.costs = [cost - part for cost, part in zip(item.costs, shares, strict=True)]


def coupon_of(batch: str, who: str) -> str:
    return f"{batch} coupon of {who}"
