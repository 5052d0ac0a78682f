"""What a listing made from a supplier's goods says. The trainee edits title and prices."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from sim_market.listings.drafts import ListingDraft, SkuDraft
from supply_chain.suppliers.models import Product, ProductSku

QUALITY_MIDDLE_MILLI = 625  # of the catalogue: where the market's quality is 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a trainee asks for: SKU code -> price in fen, a title, units in one pack."""

    title: str
    prices_fen: Mapping[str, int]
    pack: int = 1


def draft_of(product: Product, wanted: Wanted) -> ListingDraft:
    """The listing: pictures, attributes and points of the goods, prices and title as wanted.

    In Chinese, whatever the trainee reads the pages in: buyers and lecturers read it too.
    """
    with force_locale("zh_CN"):
        return _draft_of(product, wanted)


def _draft_of(product: Product, wanted: Wanted) -> ListingDraft:
    chosen = [sku for sku in product.skus if sku.code in wanted.prices_fen]
    return ListingDraft(
        title=wanted.title,
        category_code=product.category_code,
        attributes=dict(product.attributes),
        images=tuple(product.pictures),
        detail=detail_of(product),
        spec_names=(_("规格"),),
        skus=tuple(_sku(sku, wanted.prices_fen[sku.code], wanted.pack) for sku in chosen),
        quality_pm=market_quality(product.quality_milli),
    )


def market_quality(quality_milli: int) -> int:
    """0..1000 of the catalogue -> about -490..490 per mille as the market's buyers feel it."""
    return (quality_milli - QUALITY_MIDDLE_MILLI) * 3 // 2


def detail_of(product: Product) -> tuple[dict[str, str], ...]:
    """Text, pictures, facts: enough to be put on sale, plain enough to be improved."""
    points = "；".join(map(str, product.points))
    facts = "，".join(f"{name} {value}" for name, value in product.said)
    texts = [
        _("%(name)s。%(points)s。", name=product.name, points=points),
        _("商品信息：%(facts)s。", facts=facts),
        _(
            "产自%(origin)s，由供应商直接发出，付款后按承诺时间发货，签收后七天内可申请退款。",
            origin=product.origin,
        ),
    ]
    pictures = [str(key) for key in product.pictures[1:3]]
    blocks = [{"kind": "text", "text": texts[0]}]
    blocks += [{"kind": "image", "picture": key} for key in pictures]
    return (*blocks, *({"kind": "text", "text": text} for text in texts[1:]))


def spec_of(spec: str, pack: int) -> str:
    """'雾蓝' -> '雾蓝 ×2' where one unit of the shop is two of the supplier."""
    return spec if pack == 1 else f"{spec} ×{pack}"


def _sku(sku: ProductSku, price_fen: int, pack: int) -> SkuDraft:
    return SkuDraft(
        spec=spec_of(sku.spec, pack),
        price_fen=price_fen,
        cost_fen=sku.cost_fen * pack,
        reference_fen=sku.suggested_price_fen * pack,
        stock=sku.stock // pack,
        weight_g=sku.weight_g * pack,
        picture=sku.picture,
        goods_code=sku.code if pack == 1 else f"{sku.code}x{pack}",
        supplied=True,
    )
