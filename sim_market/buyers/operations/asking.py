"""Simulated buyers ask the store: some who click, some who wait for a parcel. Keyed by the goods.

About 8 % of those who click ask (market_model 2.7), fewer at night; of these a share is shown to
the trainee, and no more in a day than one can bear: the class's own number (`questions_per_day`
of its scheme), the same for every store.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.chance import draw, draw_int, pick
from app.cohorts.models import Cohort
from app.db import db
from app.jobs import Job, schedule, schedule_all
from app.journal import By, Entry, acting_as
from sim_market.buyers.market.outcome import Outcome
from sim_market.buyers.market.params import DEFAULT
from sim_market.buyers.shelves import Shelf
from sim_market.customer_service.judge import INTENTS, Intent
from sim_market.customer_service.models import Conversation
from sim_market.customer_service.operations import ask_simulated
from sim_market.customer_service.pace import counts
from sim_market.listings.models import Listing
from sim_market.orders.models import Order, OrderState, ReminderKind
from sim_market.orders.operations.desk import remind
from sim_market.orders.queries import find_order_by_number
from sim_market.shoppers.operations import simulated_shopper

ASKS = 0.08  # of those who click
SHOWN, AT_NIGHT = 0.6, 0.25  # shares of these that come to the desk; at night fewer
ASKS_LATER = 0.12  # of those who have paid
A_DAY = 10  # questions at one store's desk, where the scheme says nothing
HOUR = timedelta(hours=1)
URGES = {"urge", "late"}
OFTEN, SELDOM = 4, 1  # how much more often goods are asked about than odd things
BY_STATE = {
    OrderState.PAID: ("urge", "urge", "address", "wrong_choice", "invoice", "carrier"),
    OrderState.PART_SHIPPED: ("urge", "where"),
    OrderState.SHIPPED: ("where", "where", "number"),
    OrderState.RECEIVED: ("return_how", "return_freight", "invoice", "price_drop"),
}


def plan_questions(
    cohort: Cohort, hour: int, shelves: Sequence[Shelf], outcomes: Sequence[Outcome]
) -> None:
    """Set a deadline at the minute at which each of this hour's questions is asked."""
    left = questions_left(cohort, hour)
    rows = []
    for shelf, outcome in zip(shelves, outcomes, strict=True):
        for row in asked_of(cohort, hour, shelf, outcome.clicks):
            if left[shelf.store_id] > 0:
                left[shelf.store_id] -= 1
                rows.append(row)
    schedule_all("buyers.ask", rows)


def asked_of(cohort: Cohort, hour: int, shelf: Shelf, clicks: int) -> Iterator[dict[str, Any]]:
    """The jobs of those who ask, by the goods and the number of the click."""
    start, seed, goods = cohort.sim_start_at + hour * HOUR, cohort.seed, shelf.offer.code
    share = ASKS * (SHOWN if counts(start, cohort.sim_start_at) else AT_NIGHT)
    for click in range(clicks):
        if draw(seed, "service.asks", goods, hour, click) < share:
            minute = draw_int(0, 59, seed, "service.minute", goods, hour, click)
            number = draw_int(1, DEFAULT.pool, seed, "service.who", goods, hour, click)
            yield {
                "cohort_id": cohort.id,
                "key": f"{shelf.listing_code}-{hour}-{click}",
                "due_sim_at": start + timedelta(minutes=minute),
                "payload": {"listing": shelf.listing_id, "who": number, "about": f"{goods}-{hour}"},
            }


class Left(Counter[int]):
    """Store id -> how many questions it can still bear today."""

    def __init__(self, most: int, used: dict[int, int]) -> None:
        super().__init__({store: most - n for store, n in used.items()})
        self.most = most

    def __missing__(self, store_id: int) -> int:
        return self.most


def questions_left(cohort: Cohort, hour: int) -> Left:
    """What is left of the day's questions for each store."""
    midnight = cohort.sim_start_at + hour // 24 * 24 * HOUR
    rows = db.session.execute(
        sa.select(Conversation.store_id, sa.func.count())
        .where(
            Conversation.cohort_id == cohort.id,
            Conversation.simulated,
            Conversation.opened_sim_at >= midnight,
        )
        .group_by(Conversation.store_id)
    )
    used: dict[int, int] = {row[0]: int(row[1]) for row in rows}
    return Left(int(cohort.params.get("questions_per_day", A_DAY)), used)


def ask_about_goods(job: Job) -> None:
    """Job `buyers.ask`: somebody who looks at goods asks something about them."""
    listing = db.session.get_one(Listing, job.payload["listing"])
    if not (listing.is_on_sale and listing.store.is_open):
        return
    cohort, about = job.cohort, job.payload["about"]
    intent = pick(fitting(listing), cohort.seed, "service.intent", about, job.key.rsplit("-", 1)[1])
    shopper = simulated_shopper(cohort, job.payload["who"])
    ask_simulated(shopper, listing.store, intent, key=f"g-{job.key}", listing=listing)


def fitting(listing: Listing) -> list[Intent]:
    """What can be asked of these goods, the usual more often than the odd."""
    found: list[Intent] = []
    for intent in INTENTS.values():
        if intent.about == "order" or (
            intent.attributes and not set(intent.attributes) & set(listing.attributes)
        ):
            continue
        found += [intent] * (OFTEN if intent.about == "listing" else SELDOM)
    return found


def expect_question(paid: Entry) -> None:
    """An order is paid: some simulated buyers ask about it some hours later."""
    order = db.session.get_one(Order, paid.subject_id)
    if not order.shopper.is_simulated:
        return
    seed, about = order.cohort.seed, _about(order)
    if draw(seed, "service.asks_later", about) < ASKS_LATER:
        hours = draw_int(2, 60, seed, "service.later", about)
        at = order.cohort.sim_at + hours * HOUR
        schedule("buyers.ask_order", order.number, cohort_id=order.cohort_id, at=at)


def ask_about_order(job: Job) -> None:
    """Job `buyers.ask_order`: what one asks depends on where the order stands then."""
    order = find_order_by_number(job.key, cohort_id=job.cohort_id)
    if order is None or order.state not in BY_STATE:
        return
    cohort, late = order.cohort, order.ship_by_sim_at and order.ship_by_sim_at < order.cohort.sim_at
    codes = ("late",) if order.can_ship and late else BY_STATE[order.state]
    intent = INTENTS[pick(codes, cohort.seed, "service.intent", _about(order))]
    if intent.code in URGES and order.can_ship:
        with acting_as(By.SIMULATED):
            remind(order, ReminderKind.SHIP, actor=None)
    listing = order.lines[0].listing
    ask_simulated(
        order.shopper, order.store, intent, key=f"o-{order.number}", listing=listing, order=order
    )


def _about(order: Order) -> str:
    """An order's identity for chance: the goods and who bought them, not its row."""
    goods = min(line.sku.goods_code for line in order.lines)
    return f"{goods}-{order.shopper.number}-{order.cohort.day}"
