"""What events of the market do to suppliers today: dearer goods, nothing to be had."""

from app.cohorts.models import Cohort
from app.money import percent_of
from sim_market.buyers.models import EventKind
from sim_market.buyers.queries import size_at
from supply_chain.suppliers.models import ProductSku

CUT_OFF = 0.5  # of the usual supply: below it nothing is confirmed


def dearer_now(cohort: Cohort) -> int:
    """What suppliers ask, in basis points of the usual."""
    return round(10_000 * size_at(cohort, EventKind.COST, cohort.sim_at))


def cost_of(source: ProductSku, dearer_bp: int) -> int:
    """Of one unit today, fen, rounded half up."""
    return percent_of(source.cost_fen, dearer_bp)


def is_cut_off(cohort: Cohort) -> bool:
    return size_at(cohort, EventKind.SUPPLY, cohort.sim_at) < CUT_OFF
