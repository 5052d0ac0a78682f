"""What an answer at the desk is worth: how much likelier who asked about goods is to buy them.

Somebody who asks is nearer to buying than somebody who only looks. Being ignored is the ground:
only what lies above it is added to the market, so that nobody gains by being asked. With ten
questions a day a prompt right answer is worth about one order (Tan, Wang & Tan 2019: +16 %).
"""

from math import exp, log

from sim_market.buyers.market.keyed import MICRO

SERIOUS = 0.15  # of those who ask would buy without an answer either way (A)
ANSWERED, PATIENCE = 0.45, 180.0  # logit of a prompt right answer, and how it fades, seconds
IGNORED_AFTER, IGNORED = 600.0, -0.3
WRONG = -0.5


def pull(seconds: float | None, right: float) -> float:
    """What answers do to the wish to buy, in the logit; `seconds` None: nobody answered."""
    if seconds is None or seconds > IGNORED_AFTER:
        return IGNORED
    return ANSWERED * exp(-seconds / PATIENCE) * right + WRONG * (1 - right)


def chance(logit: float) -> float:
    return 1 / (1 + exp(-(log(SERIOUS / (1 - SERIOUS)) + logit)))


def gain_micro(seconds: float | None, right: float) -> int:
    """Purchases that this conversation is worth beyond being ignored, in millionths."""
    return max(0, round(MICRO * (chance(pull(seconds, right)) - chance(IGNORED))))
