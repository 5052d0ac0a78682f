"""In a shared mall scripted rivals answer price cuts: half of them, two days later."""

from collections import defaultdict
from collections.abc import Sequence
from math import log
from statistics import fmean

from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.market.offers import Offer

MATCHED = 0.5  # of the cut
LAG_DAYS = 2
DEEPEST = 0.5  # log points below the usual that rivals take for a price at all


def followed(offers: Sequence[Offer]) -> tuple[tuple[str, int], ...]:
    """By how much the rivals of each category go down, (category, millionths of log points <= 0).

    `offers` are the class's shelves as they stood `LAG_DAYS` days ago. How far a store is below
    what such goods usually cost is its cut; every store of a category counts alike, so that no
    single one can drag the others along by its price or by the number of its listings.
    """
    cuts: dict[tuple[str, str], list[float]] = defaultdict(list)
    for offer in sorted(offers, key=lambda each: (each.category, each.store, each.code)):
        ratios = [v.felt_fen / v.reference_fen for v in offer.variants if v.available > 0]
        if ratios:
            cuts[offer.category, offer.store].append(min(DEEPEST, max(0.0, -log(min(ratios)))))
    means: dict[str, list[float]] = defaultdict(list)
    for (category, _store), own in cuts.items():
        means[category].append(fmean(own))
    moved = {category: -round(MATCHED * fmean(each) * MICRO) for category, each in means.items()}
    return tuple((category, shift) for category, shift in sorted(moved.items()) if shift)
