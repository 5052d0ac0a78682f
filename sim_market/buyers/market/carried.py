"""What an hour leaves to the next ones: sales that still count, prices that are remembered, and
what a promotion has borrowed from the days after it. Pure, in whole numbers.

It follows from what buyers saw (`ShelfNote`) and what was expected (`TrafficHour`) alone, hour by
hour from the first: so a killed hour that is played again, or a replay, comes to the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import exp
from typing import Any

from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.market.offers import Offer
from sim_market.buyers.market.params import VIEWS_BY_HOUR
from sim_market.buyers.market.paying import paid_micro

HALF_LIFE_DAYS = 14  # of a remembered price
OWN_SHARE = 0.3  # of the prices that buyers see for such goods are this store's (A)
KEPT_OF_RECENT = (29, 30)  # a day's share of recent sales that still counts tomorrow
MOVED_AHEAD = 0.33  # of what a promotion sells beyond is taken from the days to come (L)
PER_COUPON = 2.7  # log sales per unit of what is taken off
PAID_BACK = 0.9  # of what was borrowed is still missing tomorrow
PAYBACK, MOST_MISSING = 0.1, 0.5  # share of it that is missing each day; never more than half
USUAL = 0.1  # weight of today in what is a usual day


@dataclass(frozen=True, slots=True)
class Carried:
    """Of one listing, in millionths of orders (`memory`: of a fen, by variant; those that never
    cost anything else than usual are not named).

    `base` and `beyond`: of today, what would have been sold anyway and what a promotion added.
    """

    recent: int = 0
    ahead: int = 0
    usual: int = 0
    base: int = 0
    beyond: int = 0
    days: int = 0
    memory: Mapping[str, int] = field(default_factory=dict)

    @property
    def eager_micro(self) -> int:
        """Below a million while buyers still live on what they bought in a promotion."""
        if not self.ahead:
            return MICRO
        missing = PAYBACK * self.ahead / max(MICRO // 20, self.usual)
        return round(MICRO * (1 - min(MOST_MISSING, missing)))

    def as_json(self) -> dict[str, Any]:
        """All but `recent`, which has a column of its own; nothing where nothing is."""
        plain = {name: getattr(self, name) for name in PLAIN if getattr(self, name)}
        return plain | ({"memory": dict(sorted(self.memory.items()))} if self.memory else {})


NOTHING_CARRIED = Carried()
PLAIN = ("ahead", "usual", "base", "beyond", "days")


def carried_from(recent: int, said: Mapping[str, Any]) -> Carried:
    return Carried(recent, **{n: said.get(n, 0) for n in PLAIN}, memory=said.get("memory", {}))


def seen_with(offer: Offer, carried: Carried, regulars: int = 0) -> Offer:
    """The offer as it strikes buyers who remember."""
    memory = carried.memory
    variants = tuple(
        replace(each, memory_micro=memory[each.code]) if each.code in memory else each
        for each in offer.variants
    )
    return replace(
        offer, variants=variants, recent_micro=carried.recent, eager_micro=carried.eager_micro,
        regulars=regulars,
    )  # fmt: skip


def after_hour(
    before: Carried, offer: Offer, orders_micro: int, hour: int, rivals: float = 0.0
) -> Carried:
    """What is left when an hour is over in which so many orders were expected of an offer that
    was seen. `hour` counts from the start of the sandbox; `rivals`: log points by which rivals
    are dearer than usual.
    """
    paid = paid_micro(orders_micro)
    beyond = round(paid * (1 - exp(-PER_COUPON * off_share(offer))))
    after = replace(
        before,
        recent=before.recent + paid,
        base=before.base + paid - beyond,
        beyond=before.beyond + beyond,
        memory=remembered(before.memory, offer, hour, rivals),
    )
    return overnight(after) if hour % 24 == 23 else after


def overnight(today: Carried) -> Carried:
    kept, of = KEPT_OF_RECENT
    calm = USUAL if today.days else 1.0
    return replace(
        today,
        recent=today.recent * kept // of,
        ahead=round(today.ahead * PAID_BACK + today.beyond * MOVED_AHEAD),
        usual=today.usual + round(calm * (today.base - today.usual)),
        base=0,
        beyond=0,
        days=today.days + 1,
    )


def unseen(before: Carried, hour: int) -> Carried:
    """An hour in which nobody could see it."""
    return overnight(before) if hour % 24 == 23 else before


def off_share(offer: Offer) -> float:
    """What promotions take off, as a share of the price, over the variants that are there."""
    there = [each for each in offer.variants if each.available > 0]
    off = sum(each.off_fen for each in there)
    return off / max(1, sum(each.price_fen for each in there)) if off else 0.0


def remembered(
    memory: Mapping[str, int], offer: Offer, hour: int, rivals: float
) -> Mapping[str, int]:
    """Prices fade by half in fourteen days, in the hours in which people look."""
    share, found = fading(hour % 24), dict(memory)
    for each in offer.variants:
        if each.available <= 0:
            continue
        usual = each.reference_fen * MICRO
        theirs = round(usual * exp(rivals)) if rivals else usual
        own = round(OWN_SHARE * 10)
        seen = (own * each.felt_fen * MICRO + (10 - own) * theirs) // 10
        was = found.get(each.code, usual)
        if was != usual or seen != usual:
            found[each.code] = was + round((seen - was) * share)
    return found


@lru_cache(maxsize=24)
def fading(hour: int) -> float:
    """How much of what was remembered gives way to what is seen in one hour of the day."""
    return float(1.0 - 0.5 ** (VIEWS_BY_HOUR[hour] / sum(VIEWS_BY_HOUR) / HALF_LIFE_DAYS))
