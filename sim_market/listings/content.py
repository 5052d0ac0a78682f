"""What a merchant says of goods, as one value: kept with each version, compared, put back. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from sim_market.listings.models import Listing, Sku

SAID = (
    "title",
    "category_code",
    "attributes",
    "images",
    "alts",
    "detail",
    "limit_per_buyer",
    "presale",
    "ship_hours",
    "freight_id",
)  # fmt: skip - columns of a listing that `edit_listing` takes
OF_SKU = (
    "specs", "merchant_code", "picture", "price_fen", "compare_fen", "cost_fen", "weight_g",
    "volume_cm3",
)  # fmt: skip
Content = Mapping[str, Any]


def content_of(listing: Listing) -> dict[str, Any]:
    """All that its merchant has set, without stock: that moves by itself."""
    said = {name: getattr(listing, name) for name in (*SAID, "spec_names")}
    return said | {"skus": [_of_sku(sku) for sku in listing.skus]}


def changes_between(before: Content, after: Content) -> Iterator[tuple[str, Any, Any]]:
    """(field, before, after) for each field that differs; SKUs as 'sku <words>'."""
    for name in (*SAID, "spec_names"):
        if before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)
    old, new = _by_words(before["skus"]), _by_words(after["skus"])
    for words in dict.fromkeys([*old, *new]):
        if old.get(words) != new.get(words):
            yield f"sku {words}".strip(), old.get(words), new.get(words)


def words_for(name: str) -> str:
    """What a field is called on the page."""
    known = {
        "title": _("标题"),
        "category_code": _("类目"),
        "attributes": _("类目属性"),
        "images": _("主图"),
        "alts": _("图片说明"),
        "detail": _("商品详情"),
        "limit_per_buyer": _("每人限购"),
        "presale": _("预售"),
        "ship_hours": _("发货时间"),
        "freight_id": _("运费模板"),
        "spec_names": _("规格名"),
        "specs": _("规格"),
        "merchant_code": _("商家编码"),
        "picture": _("规格图"),
        "price_fen": _("售价"),
        "compare_fen": _("划线价"),
        "cost_fen": _("成本"),
        "weight_g": _("重量"),
        "volume_cm3": _("体积"),
    }
    return known.get(name, name)


def _of_sku(sku: Sku) -> dict[str, Any]:
    return {"code": sku.code, "spec": sku.spec} | {name: getattr(sku, name) for name in OF_SKU}


def _by_words(skus: Sequence[Content]) -> dict[str, Content]:
    return {sku["spec"]: sku for sku in skus}
