"""How much of one listing a buyer may have."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import Invalid
from sim_market.listings.models import Sku
from sim_market.orders.queries import bought_of
from sim_market.rules.pack import RuleId
from sim_market.shoppers.models import Shopper


def check_limits(shopper: Shopper, basket: Sequence[tuple[Sku, int]]) -> None:
    """No more of a listing than its merchant sells to one buyer, over all orders not closed.

    The buyer's row is held meanwhile: of two orders at the same moment the second counts the first.
    """
    limited = {sku.listing for sku, _quantity in basket if sku.listing.limit_per_buyer}
    if not limited:
        return
    held = sa.select(Shopper.id).where(Shopper.id == shopper.id).with_for_update()
    db.session.execute(held)
    for listing in sorted(limited, key=lambda each: each.id):
        wanted = sum(quantity for sku, quantity in basket if sku.listing is listing)
        bought = bought_of(shopper, listing)
        if bought + wanted > listing.limit_per_buyer:
            raise Invalid(
                _(
                    "《%(title)s》每人限购 %(n)s 件，您已经买了 %(m)s 件",
                    title=listing.title,
                    n=listing.limit_per_buyer,
                    m=bought,
                ),
                rule=RuleId.QUANTITY,
                next_step=_("减少数量，或看看别的商品"),
            )
