"""The values of a row in words: prices and stock by spec, titles, states. Pure."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.money import plain_yuan
from sim_market.bulk.models import Deed
from sim_market.listings.models import Listing, ListingState

MOST = 6  # specs that are named one by one


def value_words(deed: Deed, values: Mapping[str, Any], listing: Listing) -> str:
    """{'7': 3990} -> '陶土色 39.90'; more than a few as from-to."""
    if deed in {Deed.PRICE, Deed.STOCK}:
        return _of_skus(deed, values, listing)
    if deed == Deed.TITLE:
        return str(values["title"])
    if deed == Deed.LIMIT:
        limit = values["limit_per_buyer"]
        return _("%(n)s 件", n=limit) if limit else _("不限")
    return str(ListingState[values["state"].upper()].word)


def _of_skus(deed: Deed, values: Mapping[str, Any], listing: Listing) -> str:
    show = plain_yuan if deed == Deed.PRICE else str
    specs = {str(sku.id): sku.spec for sku in listing.skus}
    if len(set(values.values())) == 1:
        return show(next(iter(values.values())))
    if len(values) > MOST:
        low, high = min(values.values()), max(values.values())
        return f"{show(low)} – {show(high)}"
    return "，".join(f"{specs.get(key, '')} {show(value)}".strip() for key, value in values.items())
