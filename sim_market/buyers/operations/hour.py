"""The market's hour: who sees what, and who will buy at which minute. Once per hour and cohort."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from app import clock
from app.cohorts.models import Cohort
from app.db import db, insert_unless_there
from app.jobs import Job, schedule, schedule_all
from app.journal import Entry
from app.money import MAX_FEN
from sim_market.buyers.market.engine import World, expect
from sim_market.buyers.market.outcome import Outcome, Plan, settle
from sim_market.buyers.market.params import DEFAULT, SCENARIO_VOLUME_PM
from sim_market.buyers.models import (
    ListingDemand,
    MarketState,
    PlannedPurchase,
    PurchaseState,
    TrafficHour,
)
from sim_market.buyers.operations.asking import plan_questions
from sim_market.buyers.shelves import Shelf, shelves_of
from sim_market.shoppers.persona import home_of

HOUR = timedelta(hours=1)
LOOK_FOR = 200  # people, before it is given up
KEPT_OF_RECENT = (29, 30)  # a day's share of recent sales that still counts tomorrow

STATE, DEMAND, TRAFFIC, PURCHASE = (
    cast(sa.Table, noun.__table__)
    for noun in (MarketState, ListingDemand, TrafficHour, PlannedPurchase)
)
# Built once: an hour is played for every hour of every class.
BEGIN = (
    sa.update(STATE)
    .where(STATE.c.cohort_id == sa.bindparam("cohort"), STATE.c.last_hour < sa.bindparam("hour"))
    .values(last_hour=sa.bindparam("hour", type_=sa.Integer))
    .returning(STATE.c.volume_pm)
)
SUMS = ("impressions_micro", "clicks_micro", "orders_micro", "recent_micro")
CARRY = (
    sa.update(DEMAND)
    .where(DEMAND.c.id == sa.bindparam("demand"))
    .values({name: sa.bindparam(name) for name in SUMS})
)
START, COUNT, PLAN = sa.insert(DEMAND), sa.insert(TRAFFIC), sa.insert(PURCHASE)


def open_market(opened: Entry) -> None:
    """A store has opened: there are to be buyers from the next full hour on."""
    start_market(db.session.get_one(Cohort, opened.chain))


def start_market(cohort: Cohort, *, volume_pm: int | None = None) -> None:
    """Let the hours be played from the next full hour on. Does nothing if they are already.

    `volume_pm` is how lively the market is, in thousandths; by default what the scenario says.
    """
    volume_pm = volume_pm or SCENARIO_VOLUME_PM.get(cohort.scenario, 1000)
    insert_unless_there(MarketState, cohort_id=cohort.id, volume_pm=volume_pm, last_hour=-1)
    hour = -(-(cohort.sim_at - cohort.sim_start_at) // HOUR)
    waiting = sa.select(Job.id).where(
        Job.cohort_id == cohort.id, Job.kind == "buyers.hour", Job.due_sim_at >= cohort.sim_at
    )
    if db.session.scalar(waiting.limit(1)) is None:
        schedule_hour(cohort, hour)


def schedule_hour(cohort: Cohort, hour: int) -> None:
    at = cohort.sim_start_at + hour * HOUR
    schedule("buyers.hour", f"hour-{hour}", cohort_id=cohort.id, at=at)


def play_hour(job: Job) -> None:
    """Job `buyers.hour`: play the hour that begins now, and see to the next."""
    cohort = job.cohort
    hour = (job.due_sim_at - cohort.sim_start_at) // HOUR
    schedule_hour(cohort, hour + 1)
    volume_pm = db.session.connection().scalar(BEGIN, {"cohort": cohort.id, "hour": hour})
    if volume_pm is None:
        return  # somebody has played it
    shelves = shelves_of(cohort, job.due_sim_at)
    outcomes = outcomes_of(world_of(cohort, volume_pm), hour, shelves)
    keep_demand(cohort, hour, shelves, outcomes)
    keep_traffic(cohort, hour, shelves, outcomes)
    plan_purchases(cohort, hour, shelves, outcomes)
    plan_questions(cohort, hour, shelves, outcomes)


def world_of(cohort: Cohort, volume_pm: int) -> World:
    return World(cohort.seed, replace(DEFAULT, volume=max(1, volume_pm) / 1000))


def outcomes_of(world: World, hour: int, shelves: Sequence[Shelf]) -> list[Outcome]:
    day, of_day = hour // 24 + 1, hour % 24
    expected = expect(world, day, of_day, [shelf.offer for shelf in shelves])
    return [
        settle(world, day, of_day, shelf.offer, each, shelf.running)
        for shelf, each in zip(shelves, expected, strict=True)
    ]


def keep_demand(
    cohort: Cohort, hour: int, shelves: Sequence[Shelf], outcomes: Sequence[Outcome]
) -> None:
    """Carry the running sums on; at midnight, recent sales grow a day older."""
    kept, of = KEPT_OF_RECENT if hour % 24 == 23 else (1, 1)
    known: list[dict[str, Any]] = []
    new: list[dict[str, Any]] = []
    for shelf, outcome in zip(shelves, outcomes, strict=True):
        recent = shelf.offer.recent_micro + outcome.expected.orders_micro
        sums = asdict(outcome.running) | {"recent_micro": recent * kept // of}
        if shelf.demand_id is not None:
            known.append({"demand": shelf.demand_id, **sums})
        else:
            made = {"cohort_id": cohort.id, "listing_id": shelf.listing_id}
            new.append(made | sums | {"created_at": clock.now()})
    if known:
        db.session.connection().execute(CARRY, known)
    if new:
        db.session.connection().execute(START, new)


def keep_traffic(
    cohort: Cohort, hour: int, shelves: Sequence[Shelf], outcomes: Sequence[Outcome]
) -> None:
    rows = [
        {
            "cohort_id": cohort.id,
            "store_id": shelf.store_id,
            "listing_id": shelf.listing_id,
            "hour": hour,
            "day": hour // 24 + 1,
            "impressions": outcome.impressions,
            "clicks": outcome.clicks,
            "orders": outcome.orders,
            "expected_micro": outcome.expected.orders_micro,
            "created_at": clock.now(),
        }
        for shelf, outcome in zip(shelves, outcomes, strict=True)
        if outcome.expected.impressions_micro
    ]
    if rows:
        db.session.connection().execute(COUNT, rows)


def plan_purchases(
    cohort: Cohort, hour: int, shelves: Sequence[Shelf], outcomes: Sequence[Outcome]
) -> None:
    """Write down who will buy, and set a deadline at each one's minute."""
    start = cohort.sim_start_at + hour * HOUR
    plans = [
        purchase(cohort, hour, start, shelf, plan)
        for shelf, outcome in zip(shelves, outcomes, strict=True)
        for plan in outcome.plans
    ]
    if plans:
        db.session.connection().execute(PLAN, plans)
    schedule_all(
        "buyers.purchase",
        [
            {"cohort_id": cohort.id, "key": each["key"], "due_sim_at": each["planned_sim_at"],
             "payload": {}}
            for each in plans
        ],
    )  # fmt: skip


def purchase(
    cohort: Cohort, hour: int, start: datetime, shelf: Shelf, plan: Plan
) -> dict[str, Any]:
    """The row of one planned purchase."""
    buyer, shipping_fen = somebody_served(cohort, shelf, plan)
    return {
        "cohort_id": cohort.id,
        "key": f"{shelf.listing_code}-{hour}-{plan.number}",
        "store_id": shelf.store_id,
        "listing_id": shelf.listing_id,
        "sku_id": shelf.sku_ids[plan.variant],
        "hour": hour,
        "planned_sim_at": start + timedelta(minutes=plan.minute),
        "buyer_number": buyer,
        "quantity": plan.quantity,
        "seen_price_fen": plan.price_fen,
        "seen_shipping_fen": shipping_fen,
        "draw": plan.draw,
        "state": PurchaseState.PLANNED,
        "created_at": clock.now(),
    }


def somebody_served(cohort: Cohort, shelf: Shelf, plan: Plan) -> tuple[int, int]:
    """Who buys, and what sending costs them: the first in keyed order whom the store serves.

    The model has left out the others already (`Variant.reach_pm`).
    """
    for number in range(LOOK_FOR if shelf.rates else 0):
        buyer = plan.else_one(number, DEFAULT) if number else plan.buyer
        asked = shelf.quote(plan.variant, plan.quantity, home_of(cohort.seed, buyer))
        if not asked.not_delivered:
            return buyer, min(asked.fen, MAX_FEN)
    return plan.buyer, 0
