"""What an hour leaves in the books: running sums, counters, and what buyers saw if it is new."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, cast

import sqlalchemy as sa

from app import clock
from app.cohorts.models import Cohort
from app.db import db
from sim_market.buyers.market.carried import Carried, after_hour, unseen
from sim_market.buyers.market.clicks import Paid
from sim_market.buyers.market.engine import Expected, Word
from sim_market.buyers.market.outcome import Outcome
from sim_market.buyers.models import ListingDemand, ShelfNote, TrafficHour
from sim_market.buyers.noted import key_of, note_of
from sim_market.buyers.queries.ads import Running
from sim_market.buyers.shelves import Shelf

DEMAND, TRAFFIC, NOTE = (
    cast(sa.Table, noun.__table__) for noun in (ListingDemand, TrafficHour, ShelfNote)
)
SUMS = (
    "impressions_micro", "clicks_micro", "orders_micro", "recent_micro", "ads_micro", "shelf_key",
    "carried",
)  # fmt: skip
# Built once: an hour is played for every hour of every class.
CARRY = (
    sa.update(DEMAND)
    .where(DEMAND.c.id == sa.bindparam("demand"))
    .values({name: sa.bindparam(name, type_=DEMAND.c[name].type) for name in SUMS})
)
START, COUNT, WRITE = sa.insert(DEMAND), sa.insert(TRAFFIC), sa.insert(NOTE)


def keep_demand(
    cohort: Cohort,
    hour: int,
    shelves: Sequence[Shelf],
    outcomes: Sequence[Outcome],
    paid: Sequence[Paid],
    rivals: float = 0.0,
) -> None:
    """Carry on the running sums and what buyers remember. Note what is new. `rivals`: log points
    by which rivals are dearer than usual.
    """
    known: list[dict[str, Any]] = []
    new: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for shelf, outcome, each in zip(shelves, outcomes, paid, strict=True):
        left = left_of(shelf, outcome.expected, hour, rivals)
        sums = asdict(outcome.running) | {
            "recent_micro": left.recent,
            "carried": left.as_json(),
            "ads_micro": list(each.owed_micro),
            "shelf_key": noted(cohort, hour, shelf, notes, outcome.expected),
        }
        if shelf.demand_id is not None:
            known.append({"demand": shelf.demand_id, **sums})
        else:
            made = {"cohort_id": cohort.id, "listing_id": shelf.listing_id}
            new.append(made | sums | {"created_at": clock.now()})
    if known:
        db.session.connection().execute(CARRY, known)
    if new:
        db.session.connection().execute(START, new)
    if notes:
        db.session.connection().execute(WRITE, notes)


def left_of(shelf: Shelf, expected: Expected, hour: int, rivals: float) -> Carried:
    if not expected.impressions_micro:
        return unseen(shelf.carried, hour)
    return after_hour(shelf.carried, shelf.offer, expected.orders_micro, hour, rivals)


def noted(
    cohort: Cohort, hour: int, shelf: Shelf, notes: list[dict[str, Any]], expected: Expected
) -> str:
    """The key of what buyers see now; adds a note where that is new."""
    offer, names = shelf.offer, shelf.promoted.names
    seen = note_of(offer, title=shelf.title, began_minute=shelf.began_minute, expected=expected)
    key = key_of(seen | ({"promotions": names} if names else {}))
    if key != shelf.shelf_key:
        codes, prices = [v.code for v in offer.variants], [v.price_fen for v in offer.variants]
        notes.append(
            {
                "cohort_id": cohort.id, "store_id": shelf.store_id, "hour": hour,
                "seen": seen | shelf.promoted.told(codes, prices),
                "listing_id": shelf.listing_id, "created_at": clock.now(),
            }
        )  # fmt: skip
    return key


def keep_traffic(
    cohort: Cohort,
    hour: int,
    shelves: Sequence[Shelf],
    outcomes: Sequence[Outcome],
    paid: Sequence[Paid],
    ads: Running,
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
            "carts": outcome.carts,
            "regulars": shelf.offer.regulars,
            "straight_milli": outcome.expected.straight_clicks_micro // 1000,
            "expected_micro": outcome.expected.orders_micro,
            "ad_clicks": each.clicks,
            "ad_fen": each.fen,
            "ad_left_fen": ads.left_fen.get(shelf.store_id),
            "words": [counted(word) for word in outcome.expected.words],
            "created_at": clock.now(),
        }
        for shelf, outcome, each in zip(shelves, outcomes, paid, strict=True)
        if outcome.expected.impressions_micro
    ]
    if rows:
        db.session.connection().execute(COUNT, rows)


def counted(word: Word) -> list[int]:
    """As `TrafficHour.words` keeps it; what came by ads only where something did."""
    found = [word.impressions_micro // 1000, word.clicks_micro // 1000, word.orders_micro // 1000]
    ads = [
        word.ad_impressions_micro // 1000, word.ad_clicks_micro // 1000,
        word.ad_orders_micro // 1000,
    ]  # fmt: skip
    return [*found, word.place, *(ads if any(ads) else [])]
