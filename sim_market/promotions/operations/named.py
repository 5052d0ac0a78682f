"""The SKUs that a promotion names: what it gives away, what goes together. The store's own."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import Invalid
from app.money import yuan
from sim_market.listings.models import Listing, ListingState, Sku
from sim_market.stores.models import Store


def skus_named(parameters: Mapping[str, Any]) -> set[int]:
    """The ids of the SKUs in gifts and sets, and of those with prices of their own."""
    gifts = [gift for tier in parameters.get("tiers", ()) for gift in tier.get("gifts", ())]
    named = [str(each["sku"]) for each in (*gifts, *parameters.get("items", ()))]
    named += [str(sku) for sku in parameters.get("prices", ())]
    return {int(each) for each in named if each.isascii() and each.isdecimal()}


def listings_named(parameters: Mapping[str, Any], store: Store) -> set[int]:
    """The listings of those SKUs. Raises Invalid if one of them is not this store's, or a price of
    its own is no lower than what it costs without it.
    """
    wanted = skus_named(parameters)
    if not wanted:
        return set()
    rows = db.session.execute(
        sa.select(Sku.id, Sku.listing_id, Sku.price_fen, Sku.spec, Listing.title)
        .join(Listing, (Listing.cohort_id == Sku.cohort_id) & (Listing.id == Sku.listing_id))
        .where(
            Sku.cohort_id == store.cohort_id, Sku.id.in_(sorted(wanted)), Sku.active,
            Listing.store_id == store.id, Listing.state != ListingState.BINNED,
        )
    ).all()  # fmt: skip
    if {row.id for row in rows} != wanted:
        message = _("有一个规格不是本店的，或者已经没有了")
        at = "prices" if "prices" in parameters else "sku_1"
        raise Invalid(message, fields={at: message}, next_step=_("重新选规格，再保存"))
    _guard_lower(parameters.get("prices", {}), rows)
    return {row.listing_id for row in rows}


def _guard_lower(prices: Mapping[str, int], rows: Sequence[Any]) -> None:
    """A price that is no lower than today's would take nothing off."""
    for row in rows:
        if prices.get(str(row.id), 0) >= row.price_fen:
            what = f"{row.title} {row.spec}".strip()
            message = _(
                "“%(what)s”现在就卖 %(now)s，活动价要更低", what=what, now=yuan(row.price_fen)
            )
            raise Invalid(message, fields={"prices": message}, next_step=_("改低一点，再保存"))
