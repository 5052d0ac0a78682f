"""Members of a store: who has spent how much there and kept the goods (P-4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.db import db
from sim_market.orders.models import Order, OrderState
from sim_market.promotions.models import MemberLevel
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store

KEPT = (OrderState.RECEIVED, OrderState.COMPLETED)
SPENT = sa.func.sum(Order.pay_fen - Order.refunded_fen)


@dataclass(frozen=True, slots=True)
class Membership:
    """A buyer at a store: the level, what was spent, and what the next level takes."""

    store: Store
    level: int
    spent_fen: int
    next_fen: int | None

    @property
    def missing_fen(self) -> int:
        return max(0, (self.next_fen or 0) - self.spent_fen)


def level_at(spent_fen: int, thresholds: Sequence[int]) -> int:
    """0 below the first threshold."""
    return sum(spent_fen >= each for each in thresholds)


def levels_of(shopper: Shopper, store_ids: Iterable[int]) -> dict[int, int]:
    """Store id -> the level of this buyer there; 0 is no member, as in a store without levels."""
    return {each.store.id: each.level for each in memberships_of(shopper, store_ids)}


def memberships_of(shopper: Shopper, store_ids: Iterable[int] | None = None) -> list[Membership]:
    """This buyer's standing in stores that have levels; those where something was spent unless
    stores are named. Two statements.
    """
    spent = _spent(shopper)
    wanted = sorted(set(spent if store_ids is None else store_ids))
    rows = db.session.execute(
        sa.select(Store, MemberLevel.from_fen)
        .join(
            MemberLevel,
            (MemberLevel.cohort_id == Store.cohort_id) & (MemberLevel.store_id == Store.id),
        )
        .where(Store.cohort_id == shopper.cohort_id, Store.id.in_(wanted))
        .order_by(Store.code, MemberLevel.level)
    )
    thresholds: dict[Store, list[int]] = {}
    for store, from_fen in rows:
        thresholds.setdefault(store, []).append(from_fen)
    return [_standing(store, spent.get(store.id, 0), steps) for store, steps in thresholds.items()]


def list_levels(store: Store) -> list[int]:
    """The thresholds of a store in fen, the lowest first; none where nobody is a member."""
    return list(
        db.session.scalars(
            sa.select(MemberLevel.from_fen)
            .where(MemberLevel.cohort_id == store.cohort_id, MemberLevel.store_id == store.id)
            .order_by(MemberLevel.level)
        )
    )


def count_members(store: Store, thresholds: Sequence[int]) -> list[int]:
    """How many buyers are at level 0 (bought, no member), 1, 2 ..."""
    totals = (
        sa.select(SPENT.label("fen"))
        .where(
            Order.cohort_id == store.cohort_id, Order.store_id == store.id, Order.state.in_(KEPT)
        )
        .group_by(Order.shopper_id)
        .subquery()
    )
    steps = [*thresholds, None]
    counts = [
        sa.func.count(
            sa.case(
                (
                    sa.and_(
                        totals.c.fen >= low,
                        totals.c.fen < high if high is not None else sa.true(),
                    ),
                    1,
                )
            )
        )
        for low, high in zip([0, *thresholds], steps, strict=True)
    ]
    return [int(each) for each in db.session.execute(sa.select(*counts)).one()]


def _spent(shopper: Shopper) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(Order.store_id, SPENT)
        .where(
            Order.cohort_id == shopper.cohort_id,
            Order.shopper_id == shopper.id,
            Order.state.in_(KEPT),
            Order.counted,
        )
        .group_by(Order.store_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def _standing(store: Store, spent_fen: int, steps: Sequence[int]) -> Membership:
    level = level_at(spent_fen, steps)
    return Membership(store, level, spent_fen, steps[level] if level < len(steps) else None)
