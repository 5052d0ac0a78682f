"""A set into the cart: all of it, or nothing."""

from sim_market.mall.operations.buying import guard_buyable, put_in_cart
from sim_market.promotions.sets import Set
from sim_market.shoppers.models import Shopper


def put_set_in_cart(shopper: Shopper, wanted: Set) -> Set:
    """All goods of a set. Raises what `put_in_cart` raises; then the caller keeps nothing of it."""
    guard_set(shopper, wanted)
    for sku, quantity in wanted.goods:
        put_in_cart(shopper, sku, quantity)
    return wanted


def guard_set(shopper: Shopper, wanted: Set) -> Set:
    """Raise what stands in the way of buying any of it."""
    for sku, quantity in wanted.goods:
        guard_buyable(shopper, sku, quantity)
    return wanted
