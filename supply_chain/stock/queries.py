"""Reading stock on both sides: the supplier's allotment and the shop's SKU."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.db import db
from sim_market.listings.models import Listing, Sku
from sim_market.stores.models import Store
from supply_chain.sourcing.models import SourcedSku
from supply_chain.stock.models import Allotment, SyncPush, SyncRule
from supply_chain.stock.quantity import Level, Rule

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Pair:
    """One mapped SKU: what the supplier has, what the shop has."""

    allotment: Allotment
    sku: Sku
    pack: int

    @property
    def level(self) -> Level:
        return Level(self.allotment.on_hand, self.allotment.allocated, self.sku.reserved, self.pack)


_RULE = sa.select(SyncRule).where(
    SyncRule.cohort_id == sa.bindparam("cohort"), SyncRule.store_id == sa.bindparam("store")
)


def list_pairs(store: Store, sku_ids: Sequence[int] | None = None) -> list[Pair]:
    """Both sides of the store's mapped SKUs (of those named), in ascending order (S5)."""
    asked = _pairs().where(SourcedSku.cohort_id == store.cohort_id, SourcedSku.store_id == store.id)
    if sku_ids is not None:
        asked = asked.where(SourcedSku.sku_id.in_(sku_ids))
    rows = db.session.execute(asked.execution_options(populate_existing=True))
    return [Pair(row[0], row[1], row[2]) for row in rows]


def rule_of(store: Store) -> Rule:
    """How the store wants its stock synced; all of it unless it said otherwise."""
    found = db.session.scalar(_RULE, {"cohort": store.cohort_id, "store": store.id})
    return Rule(found.rate_percent, found.buffer, found.cap) if found else Rule()


def stores_out_of_step(cohort_id: int) -> Sequence[Store]:
    """Stores whose shop shows another number than it should, in the order of their codes.

    One statement compares roughly (whole share, no buffer); those with a rule of their own are
    always looked at.
    """
    return db.session.scalars(_out_of_step(), {"cohort": cohort_id}).all()


@cache
def _out_of_step() -> sa.Select[Store]:
    differs = Allotment.on_hand // SourcedSku.pack != Sku.on_hand
    ruled = sa.exists().where(
        SyncRule.cohort_id == SourcedSku.cohort_id, SyncRule.store_id == SourcedSku.store_id
    )
    cohort = sa.bindparam("cohort", type_=sa.Integer)
    ids = (
        _joined(sa.select(SourcedSku.store_id).distinct())
        .where(SourcedSku.cohort_id == cohort, differs | ruled)
        .subquery()
    )
    return (
        sa.select(Store)
        .where(Store.cohort_id == cohort, Store.id.in_(sa.select(ids)))
        .order_by(Store.code)
    )


def list_pushes(store: Store, *, page: int = 1) -> tuple[Sequence[SyncPush], int]:
    """What was sent to the shop, newest first, and how many in all."""
    mine = (SyncPush.cohort_id == store.cohort_id) & (SyncPush.store_id == store.id)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(SyncPush).where(mine)) or 0
    rows = db.session.scalars(
        sa.select(SyncPush)
        .where(mine)
        .options(joinedload(SyncPush.sku).joinedload(Sku.listing))
        .order_by(SyncPush.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return rows.all(), total


def _pairs() -> Any:
    return (
        _joined(sa.select(Allotment, Sku, SourcedSku.pack))
        .join(Listing, (Listing.cohort_id == Sku.cohort_id) & (Listing.id == Sku.listing_id))
        .options(contains_eager(Sku.listing))
        .order_by(Allotment.id)
    )


def _joined(asked: Any) -> Any:
    return (
        asked.select_from(SourcedSku)
        .join(Sku, (Sku.cohort_id == SourcedSku.cohort_id) & (Sku.id == SourcedSku.sku_id))
        .join(
            Allotment,
            (Allotment.cohort_id == SourcedSku.cohort_id)
            & (Allotment.store_id == SourcedSku.store_id)
            & (Allotment.product_sku_id == SourcedSku.product_sku_id),
        )
    )
