"""What the pages of the mall say of a price: the same quote in cart, checkout and listing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import request

from app.addresses import LARGEST_ID
from sim_market.orders.pricing import BEST, Priced, Wish
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing import QuotedLine
from sim_market.promotions.queries import coupons_of
from sim_market.promotions.telling import Told, told
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

NO_COUPON = "none"
MOST_COUPONS = 50


def wish_asked() -> Wish:
    """The coupons that an address or a form names: nothing said is the best of them."""
    said = request.values.getlist("coupon")[:MOST_COUPONS]
    if not said:
        return BEST
    ids = (int(each) for each in said if each.isascii() and each.isdecimal() and len(each) < 16)
    return Wish(coupon_ids=tuple(min(each, LARGEST_ID) for each in ids))


def costs_of(priced: Priced) -> dict[int, QuotedLine]:
    """SKU id -> the line of the quote."""
    return {int(line.line.id): line for line in priced.quote.lines}


def teller(priced: Priced) -> Callable[[Store | None], Told]:
    """Tells of one store's part of a price, or of the whole."""
    goods = {str(sku.id): sku.listing.title for sku in priced.skus}

    def tell(store: Store | None = None) -> Told:
        return told(priced.quote if store is None else priced.of(store), goods)

    return tell


@dataclass(frozen=True, slots=True)
class Choice:
    """A coupon that the buyer holds and could use here. `fen`: what it takes off this purchase."""

    id: int
    promotion: Promotion
    used: bool
    fen: int


def choices(priced: Priced, shopper: Shopper, store_ids: Sequence[int]) -> list[Choice]:
    """All coupons held for these stores, those that are used first; one per batch."""
    used = {each.promotion.id: each.fen for each in priced.quote.applied}
    held = priced.offers.coupons
    if not priced.offers.any_coupons:
        return []
    found: dict[str, Choice] = {}
    for coupon in coupons_of(shopper, store_ids, shopper.cohort.sim_at):
        key = str(coupon.batch.promotion_id)
        mine = held.get(key)
        if mine is None or mine.id == coupon.id:
            fen = used.get(key, 0)
            found.setdefault(key, Choice(coupon.id, coupon.batch.promotion, key in used, fen))
    return sorted(found.values(), key=lambda each: (not each.used, each.id))
