"""The coupons of a buyer, with what is missing to use each and where that is."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sim_market.mall.queries.carts import Basket, list_cart
from sim_market.orders.models import CartSource
from sim_market.promotions import pricing
from sim_market.promotions.models import Coupon, Promotion
from sim_market.promotions.offers import Standing, list_held, standing_of
from sim_market.promotions.pricing.terms import Kind, Reason
from sim_market.promotions.queries import running_in
from sim_market.promotions.said import missing_words
from sim_market.shoppers.models import Shopper


@dataclass(frozen=True, slots=True)
class Held:
    """A coupon of mine. `missing`: why it does not apply to the ticked part of my cart, "" if it
    does. `listing_id`: the only goods that it is for.
    """

    coupon: Coupon
    standing: Standing
    missing: str = ""
    listing_id: int | None = None

    @property
    def promotion(self) -> Promotion:
        return self.coupon.batch.promotion


def list_my_coupons(shopper: Shopper, show: Standing, page: int) -> list[Held]:
    """My coupons of one standing; usable ones are tried on my cart."""
    coupons = list_held(shopper, show, page)
    at = shopper.cohort.sim_at
    missing = missing_in_cart(shopper, coupons) if show == Standing.USABLE else {}
    return [
        Held(
            each,
            standing_of(each, at),
            missing.get(each.id, ""),
            only_goods(each.batch.promotion),
        )
        for each in coupons
    ]


def only_goods(promotion: Promotion) -> int | None:
    """The one listing that it is about."""
    targets = promotion.targets
    return targets[0].listing_id if len(targets) == 1 else None


def missing_in_cart(shopper: Shopper, coupons: Sequence[Coupon]) -> dict[int, str]:
    """Coupon id -> what is missing in the ticked part of the cart; those that apply are not in it.

    Each is tried alone, with all that runs in its store beside it (P3).
    """
    if not coupons:
        return {}
    cart = list_cart(shopper)
    stores = {each.store.id for each in cart}
    running = running_in(stores, shopper.cohort_id, shopper.cohort.sim_at)
    found = {}
    for coupon in coupons:
        promotion = coupon.batch.promotion
        mine = [each for each in cart if promotion.store_id in {None, each.store.id}]
        beside = [each.terms for each in running if promotion.store_id in {None, each.store_id}]
        basket = _basket(shopper, mine, promotion)
        quote = pricing.price(basket, [*beside, promotion.terms])
        said = next(
            (each for each in quote.skipped if each.promotion.id == str(promotion.id)), None
        )
        if said and said.missing.reason == Reason.NOTHING_IN_SCOPE:
            found[coupon.id] = _("还没勾选能用它的商品")
        elif said and said.missing.reason != Reason.EXCLUDED:
            found[coupon.id] = missing_words(said.missing)
    return found


def _basket(shopper: Shopper, mine: Sequence[Basket], coupon: Promotion) -> pricing.Basket:
    lines = tuple(
        pricing.Line(
            str(line.id), line.sku.price_fen, line.quantity, sku=str(line.sku_id),
            listing=str(line.sku.listing_id), store=str(basket.store.id),
            category=line.sku.listing.category_code, live=line.source == CartSource.LIVE_BAG,
        )
        for basket in mine
        for line in basket.wanted
    )  # fmt: skip
    code = str(coupon.condition.get("code") or "")
    new = coupon.kind == Kind.NEW_CUSTOMER_COUPON
    buyer = pricing.Buyer(is_new=new, codes=frozenset([code]), province=shopper.province)
    return pricing.Basket(lines, buyer=buyer, at=shopper.cohort.sim_at)
