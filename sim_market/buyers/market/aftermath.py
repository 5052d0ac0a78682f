"""What a buyer does once the goods are theirs: receive, judge, write, send back.

Every draw is keyed by the purchase, so that equal service gets equal answers.
Aimed at: five stars 65-88 %, mean 4.5-4.85, more one-star than two-star (Hu et al. 2009).
"""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, log, sqrt

from sim_market.buyers.market import keyed

RECEIVE_WITHIN_HOURS = 36
WRITES = 0.25  # share of receivers who write, 1.8 times that when strongly moved
MOVED = 1.8
MISHAP_PM = 45  # damaged, wrong or faulty whatever the seller did
MISHAP = MISHAP_PM / 1000
MISLED = 0.4  # logit of a return by who was told something untrue: hazard x 1.5
REVIEW_WITHIN_HOURS = 30
COMPLAINS = 0.6  # share of those in the right who ask the platform after a refusal
EXCHANGES = 0.35  # share of changed minds that take another variant, where there is one
ANSWERS_OFFERS = 0.9  # share of offers that are answered at all
IMPATIENT = 0.45  # share of buyers who cancel when the promised hour has passed

# Base chance of a return within 7 days, by family of goods (L: NRF 2023, People's Daily 2024-25).
RETURN_BASE = {
    **dict.fromkeys(("tea", "snack", "grocery", "fresh", "treat"), 0.02),
    **dict.fromkeys(("clothes", "shoes"), 0.18),
    **dict.fromkeys(("beauty", "bath"), 0.05),
    "accessory": 0.08,
    "other": 0.04,
}


TAKES_OTHER, WAITS = 0.45, 0.15  # of who finds it out (Corsten and Gruen, L)


class StockOut(StrEnum):
    """What somebody does who finds out of stock what they came for."""

    TAKES_OTHER = "takes_other"
    WAITS = "waits"
    LEAVES = "leaves"


class Reason(StrEnum):
    """Why a buyer wants their money back. Values are stable codes; words live with the texts."""

    CHANGED_MIND = "changed_mind"
    NOT_AS_DESCRIBED = "not_as_described"
    FAULTY = "faulty"
    TOO_SLOW = "too_slow"


@dataclass(frozen=True, slots=True)
class Experience:
    """How a purchase went, as the buyer lived it."""

    draw: int
    quality_pm: int  # -1000..1000
    claim_pm: int  # over-claiming of the page
    price_gap_pm: int  # (price - reference) / reference
    late_minutes: int  # beyond the promised shipping hour; <= 0 is in time
    transit_minutes: int  # from shipping to delivery
    family: str = "other"
    faulty_pm: int = MISHAP_PM
    misled: bool = False  # the desk told them something untrue before they bought

    @property
    def mishap(self) -> bool:
        return keyed.unit(keyed.key(self.draw, "mishap")) < self.faulty_pm / 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    goods: int
    service: int
    logistics: int

    @property
    def overall(self) -> int:
        return self.goods


def stock_out_of(draw: int) -> StockOut:
    chance = keyed.unit(keyed.key(draw, "stock"))
    if chance < TAKES_OTHER:
        return StockOut.TAKES_OTHER
    return StockOut.WAITS if chance < TAKES_OTHER + WAITS else StockOut.LEAVES


def receive_after_minutes(draw: int) -> int:
    """Minutes from delivery to confirming receipt: most the same evening, none past 36 h."""
    share = keyed.unit(keyed.key(draw, "receive"))
    return int(RECEIVE_WITHIN_HOURS * 60 * share**2)


def review_after_minutes(draw: int) -> int:
    return 10 + int(REVIEW_WITHIN_HOURS * 60 * keyed.unit(keyed.key(draw, "review-when")) ** 2)


def satisfaction(lived: Experience) -> float:
    """Latent stars before rounding; 4.7 is an ordinary purchase of ordinary goods."""
    quality, claim = lived.quality_pm / 1000, lived.claim_pm / 1000
    dear = max(0.0, lived.price_gap_pm / 1000)
    mishap = mishap_cost(lived) if lived.mishap else 0.0
    mood = 0.4 * keyed.normal(keyed.key(lived.draw, "mood"))
    return 4.8 + 0.6 * quality - 0.6 * claim - 0.5 * dear - lateness(lived) - mishap + mood


def mishap_cost(lived: Experience) -> float:
    """Stars that a mishap costs: mostly so many that one is left."""
    return 1.4 + 3.0 * sqrt(keyed.unit(keyed.key(lived.draw, "mishap-cost")))


def lateness(lived: Experience) -> float:
    """A parcel beyond its promise costs up to .8 star; an early one gains almost nothing."""
    if lived.late_minutes <= 0:
        return -0.05
    return min(0.8, 0.4 + lived.late_minutes / 1440 * 0.2)


def verdict(lived: Experience) -> Verdict:
    """Stars for goods, service and logistics, 1..5 each."""
    goods = stars(satisfaction(lived))
    service = stars(4.85 - 1.2 * lateness(lived) + (goods - 5) * 0.5 + tilt(lived, "service"))
    days = lived.transit_minutes / 1440
    slow = 0.25 * max(0.0, days - 3.0) + 1.6 * max(0.0, lateness(lived))
    return Verdict(goods, service, stars(4.95 - slow + tilt(lived, "logistics")))


def tilt(lived: Experience, what: str) -> float:
    return 0.25 * keyed.normal(keyed.key(lived.draw, what))


def stars(latent: float) -> int:
    return max(1, min(5, int(latent + 0.5)))


def writes_review(lived: Experience) -> bool:
    """The delighted and the angry write more often than the content."""
    felt = satisfaction(lived)
    share = WRITES * (MOVED if felt > 5.1 or felt < 3.2 else 1.0)
    return keyed.unit(keyed.key(lived.draw, "writes")) < share


def return_chance(lived: Experience) -> float:
    """Chance that a received purchase comes back within seven days."""
    base = RETURN_BASE.get(lived.family, RETURN_BASE["other"])
    quality, claim = lived.quality_pm / 1000, max(0.0, lived.claim_pm / 1000)
    pull = 1.2 * claim + 0.5 * max(0.0, -quality) + (0.35 if lived.late_minutes > 0 else 0.0)
    pull += MISLED if lived.misled else 0.0
    logit = log(base / (1 - base)) + pull + (2.2 if lived.mishap else 0.0)
    return 1 / (1 + exp(-logit))


def return_reason(lived: Experience) -> Reason | None:
    """Why this purchase is sent back, or None if it is kept."""
    if keyed.unit(keyed.key(lived.draw, "return")) >= return_chance(lived):
        return None
    if lived.mishap:
        return Reason.FAULTY
    if lived.claim_pm > 200 or lived.quality_pm < -250 or lived.misled:
        return Reason.NOT_AS_DESCRIBED
    return Reason.CHANGED_MIND


def return_after_minutes(draw: int) -> int:
    """Minutes from receipt to the request: within the seven days, sooner rather than later."""
    share = keyed.unit(keyed.key(draw, "return-when"))
    return 60 + int((6 * 1440) * share**1.5)


def posts_back_after_minutes(draw: int) -> int:
    """Minutes from the merchant's yes to the parcel with the goods: two hours to two days."""
    return 120 + int(46 * 60 * keyed.unit(keyed.key(draw, "post-back")))


def complains_after_minutes(draw: int) -> int | None:
    """Minutes from a refusal to the platform, or None for those who put up with it."""
    if keyed.unit(keyed.key(draw, "complains")) >= COMPLAINS:
        return None
    return 60 + int(24 * 60 * keyed.unit(keyed.key(draw, "complains-when")))


def cancels_when_late(draw: int) -> int | None:
    """Minutes past the promised hour after which this buyer cancels, or None for the patient."""
    if keyed.unit(keyed.key(draw, "patience")) >= IMPATIENT:
        return None
    return 60 + int(36 * 60 * keyed.unit(keyed.key(draw, "patience-when")))


def exchanges(draw: int) -> bool:
    """Would this buyer, who changed their mind, rather have another variant than the money?"""
    return keyed.unit(keyed.key(draw, "exchanges")) < EXCHANGES


def answers_offer_after_minutes(draw: int, turn: int) -> int | None:
    """Minutes until an offer is answered, or None for those who never look."""
    if keyed.unit(keyed.key(draw, "offer-seen", turn)) >= ANSWERS_OFFERS:
        return None
    return 20 + int(20 * 60 * keyed.unit(keyed.key(draw, "offer-when", turn)) ** 2)


def accepts_offer(draw: int, offered_pm: int, *, keeps_goods: bool) -> bool:
    """Is so much of what was asked for enough? Less will do for those who keep the goods."""
    least, spread = (250, 450) if keeps_goods else (750, 260)
    return offered_pm >= least + spread * keyed.unit(keyed.key(draw, "offer-least"))
