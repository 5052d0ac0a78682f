"""People who bought in a store and were content: they come straight back, and compare with nobody.

Who has just bought needs nothing for a while; who is disappointed stays away.
"""

from collections.abc import Sequence
from math import log

import numpy as np

from sim_market.buyers.market import keyed
from sim_market.buyers.market.aftermath import Verdict
from sim_market.buyers.market.keyed import MICRO, NANO, Ints, Reals
from sim_market.buyers.market.offers import Offer
from sim_market.buyers.market.params import VIEWS_BY_HOUR
from sim_market.buyers.market.standing import Standing

COMES_BACK = 0.10  # of the regulars visit on a day (A)
LOYALTY = 1.0  # logit of who knows the store (A): buys about twice as readily
RESTS_DAYS = (7, 30)  # after a purchase they need nothing (model 2.7, stock_until)
FORGETS_DAYS = 60  # mean time after which nobody comes back who was not here again (A)
LONGEST_DAYS = 240


def come_straight(
    pull: Reals, store: Ints, back: Reals, eager: Reals, nothing: float
) -> tuple[Reals, Reals]:
    """People per row who open it and who order it. `back`: how many come to the row's store;
    `pull`: exp(utility) of each row; `nothing`: that of buying nothing.
    """
    whole = np.bincount(store, weights=pull)[store]
    opened = back * pull / np.maximum(1e-12, whole)
    liked = pull * np.exp(LOYALTY)
    return opened, np.asarray(opened * eager * liked / (liked + nothing))


def visits_of_hour(hour: int) -> float:
    """Of the regulars of a store, how many visit it in this hour of the day."""
    return COMES_BACK * VIEWS_BY_HOUR[hour] / sum(VIEWS_BY_HOUR)


def straight(
    stood: Standing, offers: Sequence[Offer], eager: Reals, hour: int, shift: float
) -> tuple[Ints, Ints] | None:
    """(who opens each row, who orders each variant), in millionths; None where nobody comes.

    `offers` and `eager` by row of the table.
    """
    if not any(offer.regulars for offer in offers):
        return None
    owner = stood.scene.table.owner
    names = {name: n for n, name in enumerate(sorted({offer.store for offer in offers}))}
    store = np.array([names[offer.store] for offer in offers])[owner]
    many = np.array([offer.regulars for offer in offers], dtype=np.float64)[owner]
    pull = stood.weights[:, 0].mean(axis=1) / NANO * stood.share
    back = many * visits_of_hour(hour) * stood.scene.world.views
    nothing = float(np.exp(stood.scene.params.outside + shift))
    opened, ordered = come_straight(pull, store, back, eager[owner], nothing)
    starts = np.searchsorted(owner, np.arange(len(offers)))
    by_row = np.add.reduceat(keyed.fixed(opened, MICRO), starts)
    return by_row, keyed.fixed(ordered, MICRO)


def content(verdict: Verdict) -> bool:
    """Good enough to come back: goods as hoped, nothing wrong with service or delivery."""
    return verdict.goods == 5 and min(verdict.service, verdict.logistics) >= 4


def rests_hours(draw: int) -> int:
    """How long somebody who has bought needs nothing from this store."""
    least, most = RESTS_DAYS
    return 24 * least + keyed.key(draw, "rests") % (24 * (most - least))


def forgets_hours(draw: int) -> int:
    """After how long a regular who has not bought again has forgotten the store."""
    days = -FORGETS_DAYS * log(keyed.unit(keyed.key(draw, "forgets")))
    return round(24 * min(LONGEST_DAYS, days))
