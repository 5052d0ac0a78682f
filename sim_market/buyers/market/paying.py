"""Who pays what they have ordered: most at once, some only when the merchant does something for it.

Reluctance is spread evenly over the orders of a listing (a Weyl sequence from a keyed start), so
that of n orders .86 n are paid, give or take one: luck has next to no part in it.
"""

from sim_market.buyers.market import keyed

PAYS, REMINDED = 0.86, 0.03  # of orders are paid; what a reminder adds (A)
LOWERED, ENOUGH_OFF_PM = 0.06, 100  # what a lower price adds; more than this much off adds no more
CARTS = 0.10  # of those who open and do not buy put it into their cart (A)
GOLDEN = 0x9E3779B97F4A7C15
MINUTES = (1, 4)  # from a reminder to the payment


def reluctance_of(seed: int, goods: str, number: int) -> int:
    """How much it takes until the `number`-th order of these goods is paid, 0..999."""
    start = keyed.key(seed, "offset", "pays", goods)
    return ((start + number * GOLDEN) & keyed.MASK) * 1000 >> 64


def reluctance_by(draw: int) -> int:
    """The same for somebody who is not one of a row: keyed by their own draw."""
    return keyed.key(draw, "pays") * 1000 >> 64


def willing_pm(*, reminded: bool = False, off_pm: int = 0) -> int:
    """Of a thousand orders, how many are paid. `off_pm`: what was taken off the sum since."""
    lowered = LOWERED * max(0, min(off_pm, ENOUGH_OFF_PM)) / ENOUGH_OFF_PM
    return round(1000 * (PAYS + REMINDED * reminded + lowered))


def paid_micro(orders_micro: int) -> int:
    """Of expected orders, in millionths, those that are paid with nothing done for it."""
    return orders_micro * round(1000 * PAYS) // 1000


def pays_after_minutes(draw: int) -> int:
    least, most = MINUTES
    return least + keyed.key(draw, "pays-when") % (most - least + 1)


def carted(number: int, start: int) -> int:
    """Of the first `number` who opened and did not buy, how many keep it in their cart."""
    return (number * round(1000 * CARTS) + start % 1000) // 1000
