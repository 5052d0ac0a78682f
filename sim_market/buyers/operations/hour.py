"""The market's hour: who sees what, and who will buy at which minute. Once per hour and cohort."""

from collections.abc import Sequence
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
from sim_market.buyers.models import MarketState, Origin, PlannedPurchase, PurchaseState
from sim_market.buyers.operations.advertising import advertised, charge
from sim_market.buyers.operations.asking import plan_questions
from sim_market.buyers.operations.keeping import keep_demand, keep_traffic
from sim_market.buyers.operations.regulars import take_regular
from sim_market.buyers.operations.together import budgets_of, gathered, keep_alone
from sim_market.buyers.operations.weather import world_of
from sim_market.buyers.queries.ads import Running, running_ads
from sim_market.buyers.queries.events import happenings_on
from sim_market.buyers.shelves import Shelf, shelves_of
from sim_market.shoppers.persona import home_of

HOUR = timedelta(hours=1)
LOOK_FOR = 200  # people, before it is given up

STATE, PURCHASE = (cast(sa.Table, noun.__table__) for noun in (MarketState, PlannedPurchase))
# Built once: an hour is played for every hour of every class.
BEGIN = (
    sa.update(STATE)
    .where(STATE.c.cohort_id == sa.bindparam("cohort"), STATE.c.last_hour < sa.bindparam("hour"))
    .values(last_hour=sa.bindparam("hour", type_=sa.Integer))
    .returning(STATE.c.volume_pm)
)
PLAN = sa.insert(PURCHASE)


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
    day = hour // 24 + 1
    ads = running_ads(cohort.id, day)
    shelves = advertised(shelves_of(cohort, job.due_sim_at), ads)
    world = world_of(cohort, volume_pm, happenings_on(cohort.id, day), day)
    world = gathered(cohort, world, hour)
    outcomes = outcomes_of(world, hour, shelves, ads)
    paid = charge(cohort, hour, shelves, outcomes, ads)
    keep_demand(cohort, hour, shelves, outcomes, paid, world.params.rival_price)
    keep_traffic(cohort, hour, shelves, outcomes, paid, ads)
    keep_alone(cohort, hour, shelves, world, ads)
    plan_purchases(cohort, hour, shelves, outcomes)
    plan_questions(cohort, hour, shelves, outcomes)


def outcomes_of(
    world: World, hour: int, shelves: Sequence[Shelf], ads: Running | None = None
) -> list[Outcome]:
    """`ads`: what stores may still spend today."""
    day, of_day = hour // 24 + 1, hour % 24
    offers = [shelf.offer for shelf in shelves]
    expected = expect(world, day, of_day, offers, budgets_of(shelves, ads))
    return [
        settle(world, day, of_day, shelf.offer, each, shelf.running)
        for shelf, each in zip(shelves, expected, strict=True)
    ]


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
    buyer, shipping_fen, origin = somebody(cohort, hour, shelf, plan)
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
        "seen_off_fen": shelf.offer.variants[plan.variant].off_fen,
        "seen_shipping_fen": shipping_fen,
        "draw": plan.draw,
        "origin": origin,
        "reluctance_pm": plan.reluctance_pm,
        "state": PurchaseState.PLANNED,
        "created_at": clock.now(),
    }


def somebody(cohort: Cohort, hour: int, shelf: Shelf, plan: Plan) -> tuple[int, int, Origin]:
    """Who buys, what sending costs them, and what made them come."""
    number = take_regular(cohort, shelf.store_id, hour, plan.draw) if plan.regular else None
    if number is not None:
        asked = shelf.quote(plan.variant, plan.quantity, home_of(cohort.seed, number))
        if not asked.not_delivered:
            return number, min(asked.fen, MAX_FEN), Origin.REGULAR
    return *somebody_served(cohort, shelf, plan), Origin.MARKET


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
