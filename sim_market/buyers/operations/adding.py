"""What else goes into the basket: one more thing from the same store, more often where that
reaches a promotion. Keyed by the goods; priced by the same quote as any basket.
"""

from app.db import db
from sim_market.buyers.market import keyed
from sim_market.buyers.market.baskets import CHOICES, adds, adds_to_reach
from sim_market.buyers.models import PlannedPurchase
from sim_market.buyers.queries.beside import goods_beside
from sim_market.listings.models import Listing, Sku
from sim_market.orders.pricing import price_purchase
from sim_market.promotions.pricing import Quote
from sim_market.shoppers.models import Shopper

Basket = list[tuple[Sku, int]]


def basket_of(purchase: PlannedPurchase, shopper: Shopper, quantity: int) -> Basket:
    """What they came for, and perhaps one thing more."""
    alone: Basket = [(purchase.sku, quantity)]
    if not adds_to_reach(purchase.draw):
        return alone
    best, most = alone, -1
    for other in others(purchase):
        basket = [*alone, (other, 1)]
        quote = quoted(basket, shopper)
        if off_of(quote) > most and quote.shipping_fen <= purchase.seen_shipping_fen:
            best, most = basket, off_of(quote)
    if most < 0 or adds(purchase.draw) or most > off_of(quoted(alone, shopper)):
        return best
    return alone


def others(purchase: PlannedPurchase) -> list[Sku]:
    """A few other goods of the store that are there and cost no more, in keyed order."""
    beside = goods_beside(purchase, purchase.seen_price_fen)
    found = db.session.scalars(beside.where(Listing.id != purchase.sku.listing_id))
    ranked = sorted(found, key=lambda sku: (keyed.key(purchase.draw, sku.goods_code), sku.id))
    return ranked[:CHOICES]


def quoted(basket: Basket, shopper: Shopper) -> Quote:
    return price_purchase({basket[0][0].listing.store: basket}, shopper.province, shopper).quote


def off_of(quote: Quote) -> int:
    """What promotions take off, of goods and shipping."""
    return quote.discount_fen + quote.shipping_off_fen
