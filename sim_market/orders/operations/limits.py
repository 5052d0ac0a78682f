"""How much of one listing a buyer may have, and how much at the price of one promotion."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import Invalid
from sim_market.listings.models import Sku
from sim_market.orders.had import units_had
from sim_market.orders.models import Order
from sim_market.orders.queries import bought_of
from sim_market.promotions.models import Promotion, PromotionSpent
from sim_market.promotions.operations.using import units_of
from sim_market.promotions.pricing import Quote
from sim_market.promotions.quoting import limit_of
from sim_market.rules.pack import RuleId
from sim_market.shoppers.models import Shopper


def check_limits(shopper: Shopper, basket: Sequence[tuple[Sku, int]]) -> None:
    """No more of a listing than its merchant sells to one buyer, over all orders not closed.

    The buyer's row is held meanwhile: of two orders at the same moment the second counts the first.
    """
    limited = {sku.listing for sku, _quantity in basket if sku.listing.limit_per_buyer}
    if not limited:
        return
    _hold(shopper)
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


def guard_had(shopper: Shopper, quote: Quote) -> None:
    """No more units at the price of a promotion than it gives to one buyer, over all orders: of two
    at the same moment the second counts the first. Raises PromotionSpent.
    """
    limits = {
        int(each.promotion.id): (each, limit)
        for each in quote.applied
        if (limit := limit_of(each.promotion)) is not None
    }
    if not limits:
        return
    _hold(shopper)
    had = units_had(shopper, list(limits))
    for promotion_id, (each, limit) in limits.items():
        if had.get(promotion_id, 0) + units_of(each) > limit:
            raise PromotionSpent(
                _(
                    "“%(name)s”每人最多 %(n)s 件，您刚刚已经买过，没有下单",
                    name=each.promotion.name, n=limit,
                ),
                rule=RuleId.QUANTITY,
                next_step=_("看清新的价格，同意再提交"),
            )  # fmt: skip


def guard_still(order: Order) -> None:
    """The same for an order that was closed by its timer and is paid after all: its units are
    counted again, and the buyer may have had others meanwhile (S9). Raises PromotionSpent.
    """
    used = [int(each["id"]) for each in order.promotions]
    limited = {
        each.id: each
        for each in db.session.scalars(sa.select(Promotion).where(Promotion.id.in_(used)))
        if each.parameters.get("buyer_quota")
    }
    if not limited:
        return
    _hold(order.shopper)
    had = units_had(order.shopper, list(limited))
    for promotion_id, each in limited.items():
        if had.get(promotion_id, 0) > each.parameters["buyer_quota"]:
            raise PromotionSpent(
                _(
                    "“%(name)s”每人最多 %(n)s 件，这单关闭以后您又买过，没有付款",
                    name=each.name, n=each.parameters["buyer_quota"],
                ),
                rule=RuleId.QUANTITY, next_step=_("看清现在的价格，重新下单"),
            )  # fmt: skip


def _hold(shopper: Shopper) -> None:
    db.session.execute(sa.select(Shopper.id).where(Shopper.id == shopper.id).with_for_update())
