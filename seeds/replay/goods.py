"""The file's products as one supplier's goods: a SKU for each price at which one was sold. Pure.

A price in the file belongs to the line, not to the product, and one invoice may hold two prices
of one product. So each (stock code, price) is a SKU of its own, whose stock is what the file sells
of it; then an order's line costs what the invoice says by the ordinary rules.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.money import plain_yuan
from seeds.replay.rows import Row
from sim_market.listings.operations.editing import MOST_SKUS
from sim_market.rules.listing_check import gbk_bytes, title_problems
from sim_market.rules.pack import CURRENT, load
from sim_market.rules.problems import blocking
from supply_chain.suppliers.drafts import Catalogue, ProductDraft, SkuDraft, SupplierDraft

CATEGORY = "home.storage.box"
ATTRIBUTES = {"材质": "纸", "长度": 20}
PICTURES = ("box-28-dots-arch-40", "box-28-dots-shelf-40", "box-28-dots-arch-40-close")
POINTS = ("单价以当时的发票为准", "按发票数量备货", "由供应商直接发出")
PROVINCE, CITY = "浙江", "义乌"
LEAD_HOURS = 10
MOST_BYTES = 60

Tier = tuple[str, int]  # stock code, price in fen


@dataclass(slots=True)
class Goods:
    """One stock code: the names it goes by, and units sold by price."""

    code: str
    names: dict[str, None] = field(default_factory=dict)
    sold: Counter[int] = field(default_factory=Counter)


def goods_of(sales: Iterable[Row]) -> list[Goods]:
    """What the file sells, in the order in which it first appears."""
    found: dict[str, Goods] = {}
    for row in sales:
        goods = found.setdefault(row.code, Goods(row.code))
        goods.sold[row.price_fen] += row.quantity
        if row.name:
            goods.names[row.name.upper()] = None
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Range:
    """What the supplier offers, and which of its SKUs is which stock code at which price."""

    catalogue: Catalogue
    tiers: dict[str, Tier]  # supplier's SKU code -> stock code and price
    renamed: list[str]  # stock codes whose name the mall's rules do not allow


def range_of(goods: Sequence[Goods], number: int) -> Range:
    """The range of the `number`-th replay in a database: its codes begin with 'R1-', 'R2-' ..."""
    supplier = supplier_draft(f"R{number}")
    tiers: dict[str, Tier] = {}
    products = []
    for place, (one, prices) in enumerate(shelves(goods), start=1):
        product = product_draft(supplier.code, f"R{number}-{place:05d}", one, prices)
        tiers |= {
            sku.code: (one.code, price) for sku, price in zip(product.skus, prices, strict=True)
        }
        products.append(product)
    renamed = [one.code for one in goods if title_of(one) == plain_title(one.code)]
    return Range(Catalogue([supplier], products), tiers, renamed)


def shelves(goods: Sequence[Goods]) -> Iterator[tuple[Goods, list[int]]]:
    """Each product with its prices, ascending; one with too many for a listing comes twice."""
    for one in goods:
        prices = sorted(one.sold)
        for start in range(0, len(prices), MOST_SKUS):
            yield one, prices[start : start + MOST_SKUS]


def title_of(goods: Goods) -> str:
    """'礼品 85123A WHITE HANGING HEART' within 60 bytes; without the name if rules forbid it."""
    name = next(iter(goods.names), "")
    title = f"{plain_title(goods.code)} {name}".strip()
    while gbk_bytes(title) > MOST_BYTES:
        title = title[:-1].rstrip()
    allowed = not blocking(title_problems(title, load(CURRENT)))
    return title if allowed else plain_title(goods.code)


def plain_title(code: str) -> str:
    return f"礼品 {code[:20]}"


def supplier_draft(code: str) -> SupplierDraft:
    return SupplierDraft(
        code=code, name="真实交易回放供应商（模拟）", category_code=CATEGORY.split(".")[0],
        province=PROVINCE, city=CITY, address="回放路1号", contact="模拟",
        intro="货品、单价和数量来自一份真实的交易记录。", since_year=2010, lead_hours=LEAD_HOURS,
        service_score=460,
    )  # fmt: skip


def product_draft(supplier: str, code: str, goods: Goods, prices: Sequence[int]) -> ProductDraft:
    skus = [sku_draft(f"{code}-{i}", price, goods) for i, price in enumerate(prices, start=1)]
    return ProductDraft(
        code=code, supplier_code=supplier, name=title_of(goods), category_code=CATEGORY,
        attributes=ATTRIBUTES, points=POINTS, pictures=PICTURES, province=PROVINCE,
        origin=f"{PROVINCE}{CITY}", lead_hours=LEAD_HOURS, quality_milli=625, skus=skus,
    )  # fmt: skip


def sku_draft(code: str, price_fen: int, goods: Goods) -> SkuDraft:
    """The supplier asks half the price, at least one fen: the file does not know costs."""
    return SkuDraft(
        code=code, spec=f"单价 {plain_yuan(price_fen)}", cost_fen=max(1, price_fen // 2),
        suggested_price_fen=price_fen, stock=goods.sold[price_fen], weight_g=100,
        picture=PICTURES[0],
    )  # fmt: skip
