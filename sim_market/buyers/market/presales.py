"""Who orders ahead with a deposit, and who then pays the rest. Keyed by the purchase."""

from sim_market.buyers.market import keyed

ORDERS_AHEAD = 0.5  # of who wants goods on presale would rather pay less and wait (A)
GOES_ON = 0.9  # of who paid a deposit pay the balance (A)
LATEST = 0.9  # of the window have passed when the last of them pay


def prefers_presale(draw: int) -> bool:
    return keyed.unit(keyed.key(draw, "ahead")) < ORDERS_AHEAD


def pays_balance(draw: int) -> bool:
    return keyed.unit(keyed.key(draw, "balance")) < GOES_ON


def balance_after(draw: int, minutes: int) -> int:
    """How long after the window of so many minutes has begun; most soon."""
    return 1 + int(LATEST * minutes * keyed.unit(keyed.key(draw, "balance-when")) ** 2)
