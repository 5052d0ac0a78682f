"""What the same buyers would have done without a promotion, for the page of its effect."""

from flask_babel import gettext as _

from app.cohorts.models import Cohort
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.past import history_of
from sim_market.buyers.queries import hours_over
from sim_market.buyers.queries.history import notes_of
from sim_market.buyers.queries.mode import together_of
from sim_market.buyers.unpromoted.days import LONGEST, Days, Sold, days_without, first_felt
from sim_market.buyers.unpromoted.words import lesson, remark, why_not
from sim_market.finance.effects import DaySold, Otherwise
from sim_market.promotions.models import Promotion

__all__ = ["without_promotion"]


def without_promotion(promotion: Promotion) -> Otherwise:
    """Day by day from the first hour in which buyers felt it, at most three weeks; where they
    never did, why.
    """
    notes = notes_of(promotion.store)
    start, now = first_felt(notes, promotion.id), hours_over(promotion.cohort)
    if start is None or start >= now:
        return Otherwise(why_not=why_not(promotion, begun=start is not None))
    days = days_without(
        history_of(promotion.store, notes), promotion.id, start, min(now, start + LONGEST)
    )
    found = told(days)
    strong, said = lesson(found)
    return Otherwise(
        days=found.days,
        given_fen=found.given_fen,
        anyway_fen=found.anyway_fen,
        strong=strong,
        said=said,
        remark=remark(promotion) + reckoned_alone(promotion.cohort),
    )


def reckoned_alone(cohort: Cohort) -> str:
    """Where classmates met, that these figures leave them out."""
    if not together_of(cohort).lately:
        return ""
    return _("这个班有同场竞争的时候；这里两边都按“各自独立”算，没有同学。")


def told(days: Days) -> Otherwise:
    """The sums as people read them."""
    return Otherwise(
        days=tuple((day, _sold(one), _sold(two)) for day, (one, two) in days.by_day.items()),
        given_fen=round(days.given / MICRO),
        anyway_fen=round(days.anyway / MICRO),
    )


def _sold(sums: Sold) -> DaySold:
    return DaySold(
        sums.orders / MICRO,
        sums.units / MICRO,
        round(sums.gmv / MICRO),
        round(sums.margin / MICRO),
    )
