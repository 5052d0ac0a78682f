"""What stores offer for clicks, what they may still spend today, and what came of it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.buyers.market.params import DEFAULT
from sim_market.buyers.models import AdBid, AdPlan, TrafficHour
from sim_market.ledger.models import Account, AccountKind
from sim_market.stores.models import Store


@dataclass(frozen=True, slots=True)
class Running:
    """The ads of a class in one hour: fen left today by store id, 0 where all is spent; bids by
    listing id.
    """

    left_fen: Mapping[int, int] = field(default_factory=dict)
    bids: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def running_ads(cohort_id: int, day: int) -> Running:
    """Stores whose ads are on, with what is left of the day's budget and of their funds."""
    left = {row.store_id: left_of(row) for row in db.session.execute(_plans(cohort_id, day))}
    if not left:
        return Running()
    bids: dict[int, list[int]] = defaultdict(lambda: [0] * DEFAULT.queries)
    asked = sa.select(AdBid.listing_id, AdBid.word, AdBid.bid_fen).where(
        AdBid.cohort_id == cohort_id, AdBid.store_id.in_(left)
    )
    for listing_id, word, bid_fen in db.session.execute(asked):
        bids[listing_id][word] = bid_fen
    return Running(left, {listing: tuple(each) for listing, each in bids.items()})


def left_of(row: Any) -> int:
    """What may still be spent today: of the budget, and of what the store has."""
    budget_fen, spent, funds = int(row.budget_fen), int(row.spent or 0), int(row.funds or 0)
    return max(0, min(budget_fen - spent, funds))


def _plans(cohort_id: int, day: int) -> sa.Select[Any]:
    spent = (
        sa.select(sa.func.sum(TrafficHour.ad_fen))
        .where(
            TrafficHour.cohort_id == cohort_id,
            TrafficHour.store_id == AdPlan.store_id,
            TrafficHour.day == day,
        )
        .correlate(AdPlan)
        .scalar_subquery()
    )
    funds = (
        sa.select(Account.balance_fen)
        .where(
            Account.cohort_id == cohort_id,
            Account.kind == AccountKind.STORE_FUNDS,
            Account.owner_id == AdPlan.store_id,
        )
        .correlate(AdPlan)
        .scalar_subquery()
    )
    return sa.select(
        AdPlan.store_id, AdPlan.budget_fen, spent.label("spent"), funds.label("funds")
    ).where(AdPlan.cohort_id == cohort_id, AdPlan.on)


def find_plan(store: Store) -> AdPlan | None:
    return db.session.scalar(
        sa.select(AdPlan).where(AdPlan.cohort_id == store.cohort_id, AdPlan.store_id == store.id)
    )


def bids_of(store: Store) -> dict[tuple[int, int], int]:
    """(listing id, query) -> fen."""
    rows = db.session.execute(
        sa.select(AdBid.listing_id, AdBid.word, AdBid.bid_fen).where(
            AdBid.cohort_id == store.cohort_id, AdBid.store_id == store.id
        )
    )
    return {(row.listing_id, row.word): row.bid_fen for row in rows}
