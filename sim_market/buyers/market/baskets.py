"""One thing more in the basket: how often. Keyed by the purchase (market_model 2.8)."""

from sim_market.buyers.market import keyed

ADDS_ON = 0.10  # of paid orders take one more piece from the store (A)
TO_REACH = 0.10  # and as many more where that reaches a promotion (A)
CHOICES = 3  # things that somebody looks at


def adds(draw: int) -> bool:
    return _chance(draw) < ADDS_ON


def adds_to_reach(draw: int) -> bool:
    """Those who would do so to reach a promotion; who adds anyway among them."""
    return _chance(draw) < ADDS_ON + TO_REACH


def _chance(draw: int) -> float:
    return keyed.unit(keyed.key(draw, "adds"))
