"""Becoming a regular of a store, resting after a purchase, and staying away after a disappointment.

A regular comes straight back; what is expected of all of them together is in the market's hour
(`market.regulars`), who of them it is is drawn here, keyed by the purchase.
"""

from datetime import timedelta

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db, insert_unless_there
from sim_market.buyers.market import keyed
from sim_market.buyers.market.aftermath import Verdict
from sim_market.buyers.market.regulars import content, forgets_hours, rests_hours
from sim_market.buyers.models import PlannedPurchase, StoreRegular

HOUR = timedelta(hours=1)


def remember_store(purchase: PlannedPurchase, verdict: Verdict, *, keeps: bool) -> None:
    """The goods are there: who is content and keeps them comes back some day; who is not does not.

    `verdict`: what they think of goods, service and logistics, said or not.
    """
    if not (keeps and content(verdict)):
        leave_store(purchase)
        return
    now = hour_of(purchase.cohort)
    values = {
        "rests_until_hour": purchase.hour + rests_hours(purchase.draw),
        "until_hour": now + forgets_hours(purchase.draw),
    }
    if not insert_unless_there(StoreRegular, **_who(purchase), **values, times=1):
        known = sa.update(StoreRegular).filter_by(**_who(purchase))
        db.session.execute(known.values(**values, times=StoreRegular.times + 1))


def leave_store(purchase: PlannedPurchase) -> None:
    """Somebody was disappointed: they do not come back of their own accord."""
    there = sa.update(StoreRegular).filter_by(**_who(purchase))
    now = hour_of(purchase.cohort)
    db.session.execute(there.where(StoreRegular.until_hour > now).values(until_hour=now))


def take_regular(cohort: Cohort, store_id: int, hour: int, draw: int) -> int | None:
    """The number of the regular who buys now and needs nothing more for a while; None if all who
    are left rest already.
    """
    numbers: list[int] = list(db.session.scalars(_awake(cohort.id, store_id, hour)))
    if not numbers:
        return None
    number = numbers[keyed.key(draw, "regular") % len(numbers)]
    db.session.execute(
        sa.update(StoreRegular)
        .filter_by(cohort_id=cohort.id, store_id=store_id, buyer_number=number)
        .values(rests_until_hour=hour + rests_hours(draw))
    )
    return number


def _awake(cohort_id: int, store_id: int, hour: int) -> sa.Select[int]:
    return (
        sa.select(StoreRegular.buyer_number)
        .where(
            StoreRegular.cohort_id == cohort_id,
            StoreRegular.store_id == store_id,
            StoreRegular.rests_until_hour <= hour,
            StoreRegular.until_hour > hour,
        )
        .order_by(StoreRegular.buyer_number)
    )


def hour_of(cohort: Cohort) -> int:
    return (cohort.sim_at - cohort.sim_start_at) // HOUR


def _who(purchase: PlannedPurchase) -> dict[str, int]:
    return {
        "cohort_id": purchase.cohort_id,
        "store_id": purchase.store_id,
        "buyer_number": purchase.buyer_number,
    }
