"""The values of a row in words: prices and stock by spec, titles, states. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from app.money import plain_yuan
from sim_market.bulk.models import Deed
from sim_market.bulk.sheet.matrix import NEW_SKU
from sim_market.bulk.sheet.pictures import ZIP
from sim_market.bulk.sheet.planning import NEW
from sim_market.listings.content import SAID, words_for
from sim_market.listings.models import Listing, ListingState
from sim_market.listings.said import NOTHING, said_in_words
from sim_market.rules.categories import category_name

MOST = 6  # specs that are named one by one
OF_SKU = ("specs", "price_fen", "compare_fen", "cost_fen", "stock", "merchant_code", "weight_g",
          "volume_cm3")  # fmt: skip
Change = tuple[str, str, str]  # what, before, after


def value_words(
    deed: Deed, values: Mapping[str, Any], listing: Listing, freights: Mapping[int, str]
) -> str:
    """{'7': 3990} -> '陶土色 39.90'; more than a few as from-to."""
    if deed in {Deed.PRICE, Deed.STOCK, Deed.COMPARE}:
        return _of_skus(deed, values, listing)
    if deed == Deed.CATEGORY:
        return category_name(values["category_code"])
    if deed == Deed.FREIGHT:
        return freights.get(values["freight_id"] or 0, _("店铺默认"))
    if deed == Deed.TITLE:
        return str(values["title"])
    if deed == Deed.LIMIT:
        limit = values["limit_per_buyer"]
        return _("%(n)s 件", n=limit) if limit else _("不限")
    return str(ListingState[values["state"].upper()].word)


def _of_skus(deed: Deed, values: Mapping[str, Any], listing: Listing) -> str:
    show = str if deed == Deed.STOCK else _yuan
    specs = {str(sku.id): sku.spec for sku in listing.skus}
    if len(set(values.values())) == 1:
        return show(next(iter(values.values())))
    if len(values) > MOST:
        low, high = min(v or 0 for v in values.values()), max(v or 0 for v in values.values())
        return f"{show(low)} – {show(high)}"
    return "，".join(f"{specs.get(key, '')} {show(value)}".strip() for key, value in values.items())


def _yuan(fen: int | None) -> str:
    return plain_yuan(fen) if fen else NOTHING


def content_words(
    before: Mapping[str, Any], after: Mapping[str, Any], freights: Mapping[int, str]
) -> list[Change]:
    """What differs between two contents, in words; of goods that are to be made all they say."""
    if not after:
        return []
    old = before or NEW
    found = [
        (words_for(name), _said(name, old.get(name), freights), _said(name, after[name], freights))
        for name in (*SAID, "spec_names")
        if name != "alts" and old.get(name) != after[name]
    ]
    was = {sku["id"]: sku for sku in old.get("skus", ())}
    for sku in after["skus"]:
        found.extend(_sku_changes(was.get(sku["id"]) if sku["id"] else None, sku))
    return [change for change in found if change[1] != change[2]]


def _sku_changes(was: Mapping[str, Any] | None, now: Mapping[str, Any]) -> Iterator[Change]:
    for name in OF_SKU:
        old = (was or NEW_SKU)[name]
        if old != now[name]:
            field = _("库存") if name == "stock" else words_for(name)
            yield f"{now['spec']} {field}".strip(), _said(name, old, {}), _said(name, now[name], {})


def _said(name: str, value: Any, freights: Mapping[int, str]) -> str:
    if name == "images":
        names = [str(each).removeprefix(ZIP) for each in value or ()]
        shown = "、".join(names[:3]) + ("…" if len(names) > 3 else "")
        return _("%(n)s 张（%(names)s）", n=len(names), names=shown) if names else NOTHING
    if name == "freight_id":
        return freights.get(value or 0, _("店铺默认"))
    if name in ("presale", "limit_per_buyer", "stock", "weight_g", "volume_cm3") and not value:
        return NOTHING if value is None else said_in_words(name, value)
    return said_in_words(name, value)
