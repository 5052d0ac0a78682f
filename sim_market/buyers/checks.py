"""What must always hold of the crowd's deeds. Each check names what is wrong, one line each."""

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db
from sim_market.buyers.models import (
    ListingDemand,
    Origin,
    PlannedPurchase,
    PurchaseState,
    TrafficHour,
)
from sim_market.orders.models import OrderLine


def purchases_handled() -> list[str]:
    """A plan whose minute has passed is bought or lost, never forgotten."""
    rows = db.session.execute(
        sa.select(PlannedPurchase.cohort_id, PlannedPurchase.key)
        .join(Cohort, Cohort.id == PlannedPurchase.cohort_id)
        .where(
            PlannedPurchase.state == PurchaseState.PLANNED,
            PlannedPurchase.planned_sim_at < Cohort.sim_at,
        )
    )
    return [f"cohort {row.cohort_id}: purchase {row.key} was forgotten" for row in rows]


def purchases_bought_once() -> list[str]:
    """A bought plan has one order of its listing and SKU, for no more than was wanted."""
    fits = sa.and_(
        OrderLine.order_id == PlannedPurchase.order_id,
        OrderLine.sku_id == PlannedPurchase.sku_id,
        OrderLine.quantity <= PlannedPurchase.quantity,
        sa.not_(OrderLine.gift),
    )
    rows = db.session.execute(
        sa.select(PlannedPurchase.cohort_id, PlannedPurchase.key)
        .outerjoin(OrderLine, fits)
        .where(PlannedPurchase.state == PurchaseState.BOUGHT)
        .group_by(PlannedPurchase.cohort_id, PlannedPurchase.key)
        .having(sa.func.count(OrderLine.id) != 1)
    )
    return [f"cohort {row.cohort_id}: purchase {row.key} has not one fitting order" for row in rows]


def counters_consistent() -> list[str]:
    """Orders counted in an hour are the purchases planned in it; who asked first comes on top."""
    planned = (
        sa.select(
            PlannedPurchase.cohort_id,
            PlannedPurchase.listing_id,
            PlannedPurchase.hour,
            sa.func.count().label("number"),
        )
        .where(PlannedPurchase.origin != Origin.DESK)
        .group_by(PlannedPurchase.cohort_id, PlannedPurchase.listing_id, PlannedPurchase.hour)
        .subquery()
    )
    same = sa.and_(
        planned.c.cohort_id == TrafficHour.cohort_id,
        planned.c.listing_id == TrafficHour.listing_id,
        planned.c.hour == TrafficHour.hour,
    )
    rows = db.session.execute(
        sa.select(TrafficHour.cohort_id, TrafficHour.listing_id, TrafficHour.hour)
        .outerjoin(planned, same)
        .where(TrafficHour.orders != sa.func.coalesce(planned.c.number, 0))
    )
    return [f"cohort {r.cohort_id}: listing {r.listing_id} hour {r.hour} miscounted" for r in rows]


def demand_adds_up() -> list[str]:
    """What a listing is owed is the sum of its hours, and what was shown is within one of it."""
    summed = (
        sa.select(
            TrafficHour.cohort_id,
            TrafficHour.listing_id,
            sa.func.sum(TrafficHour.expected_micro).label("owed"),
            sa.func.sum(TrafficHour.orders).label("shown"),
        )
        .group_by(TrafficHour.cohort_id, TrafficHour.listing_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(ListingDemand.cohort_id, ListingDemand.listing_id)
        .join(
            summed,
            sa.and_(
                summed.c.cohort_id == ListingDemand.cohort_id,
                summed.c.listing_id == ListingDemand.listing_id,
            ),
        )
        .where(
            (summed.c.owed != ListingDemand.orders_micro)
            | (sa.func.abs(summed.c.shown * 1_000_000 - summed.c.owed) >= 1_000_000)
        )
    )
    return [f"cohort {r.cohort_id}: listing {r.listing_id} does not add up" for r in rows]


CHECKS = {
    "buyers: purchases handled": purchases_handled,
    "buyers: purchases bought once": purchases_bought_once,
    "buyers: counters consistent": counters_consistent,
    "buyers: demand adds up": demand_adds_up,
}
