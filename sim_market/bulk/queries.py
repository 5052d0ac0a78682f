"""Reading runs, their rows, and the goods to choose from."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.db import db
from app.errors import NotFound
from sim_market.bulk.models import BulkRow, BulkRun, Deed, RowState
from sim_market.listings.models import Listing, ListingState, Sku
from sim_market.rules.categories import find_category
from sim_market.stores.models import Store

PER_PAGE = 50
AT_ONCE = 500
LARGEST = 2**31 - 1  # what a key can be


def get_run(store: Store, run_id: int) -> BulkRun:
    """A run of this store; to others it does not exist."""
    run = db.session.scalar(
        sa.select(BulkRun).where(
            BulkRun.id == run_id,
            BulkRun.cohort_id == store.cohort_id,
            BulkRun.store_id == store.id,
        )
    )
    if run is None:
        raise NotFound(_("没有这次批量修改"), next_step=_("看看最近做过的"), link="/bulk")
    return run


def list_runs(
    store: Store, limit: int = 20, *, deed: Deed | None = None, page: int = 1
) -> Sequence[BulkRun]:
    """The last runs, newest first; only those of one deed if it is named."""
    asked = sa.select(BulkRun).where(
        BulkRun.cohort_id == store.cohort_id, BulkRun.store_id == store.id
    )
    if deed is not None:
        asked = asked.where(BulkRun.deed == deed)
    asked = asked.order_by(BulkRun.id.desc()).offset((page - 1) * limit).limit(limit)
    return db.session.scalars(asked.options(joinedload(BulkRun.actor))).all()


def count_runs(store: Store) -> int:
    asked = sa.select(sa.func.count()).where(
        BulkRun.cohort_id == store.cohort_id, BulkRun.store_id == store.id
    )
    return db.session.scalar(asked) or 0


def count_rows(runs: Sequence[BulkRun]) -> dict[int, dict[str, int]]:
    """Run -> state of a row -> how many."""
    counts: dict[int, dict[str, int]] = {run.id: {} for run in runs}
    if runs:
        rows = db.session.execute(
            sa.select(BulkRow.bulk_run_id, BulkRow.state, sa.func.count())
            .where(
                BulkRow.cohort_id == runs[0].cohort_id,
                BulkRow.bulk_run_id.in_([run.id for run in runs]),
            )
            .group_by(BulkRow.bulk_run_id, BulkRow.state)
        )
        for run_id, state, count in rows:
            counts[run_id][str(state)] = count
    return counts


def list_rows(run: BulkRun, page: int, only: str = "") -> Sequence[BulkRow]:
    """One page of rows, in the order of the goods' codes or of the file; `only` of one state."""
    asked = sa.select(BulkRow).where(
        BulkRow.cohort_id == run.cohort_id, BulkRow.bulk_run_id == run.id
    )
    if only in set(RowState):
        asked = asked.where(BulkRow.state == only)
    return db.session.scalars(
        asked.options(joinedload(BulkRow.listing).selectinload(Listing.skus))
        .order_by(BulkRow.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()


def next_rows(run: BulkRun, state: RowState, limit: int) -> Sequence[BulkRow]:
    """The next rows in a state, with their listings and SKUs as they are now."""
    return db.session.scalars(
        sa.select(BulkRow)
        .where(
            BulkRow.cohort_id == run.cohort_id,
            BulkRow.bulk_run_id == run.id,
            BulkRow.state == state,
        )
        .options(joinedload(BulkRow.listing).selectinload(Listing.skus))
        .order_by(BulkRow.id)
        .limit(limit)
        .execution_options(populate_existing=True)
    ).all()


def list_failed(run: BulkRun) -> Sequence[BulkRow]:
    """All rows that could not be done, in the order of the file."""
    return db.session.scalars(
        sa.select(BulkRow)
        .where(
            BulkRow.cohort_id == run.cohort_id,
            BulkRow.bulk_run_id == run.id,
            BulkRow.state.in_((RowState.BLOCKED, RowState.FAILED)),
        )
        .order_by(BulkRow.id)
    ).all()


def count_new(run: BulkRun) -> int:
    """How many goods would be made."""
    asked = sa.select(sa.func.count()).where(
        BulkRow.cohort_id == run.cohort_id,
        BulkRow.bulk_run_id == run.id,
        BulkRow.state == RowState.WAITING,
        BulkRow.listing_id.is_(None),
    )
    return db.session.scalar(asked) or 0


def own_listings(store: Store, ids: Sequence[int]) -> Sequence[Listing]:
    """Those of the store's listings that are named, in the order of their codes."""
    possible = [each for each in ids if 0 < each <= LARGEST]
    return db.session.scalars(
        sa.select(Listing)
        .where(
            Listing.cohort_id == store.cohort_id,
            Listing.store_id == store.id,
            Listing.id.in_(possible),
        )
        .options(selectinload(Listing.skus))
        .order_by(Listing.code)
    ).all()


def coded_listings(store: Store, codes: Sequence[str]) -> dict[str, Listing]:
    """Code -> listing, of those that are the store's own."""
    found: dict[str, Listing] = {}
    for start in range(0, len(codes), AT_ONCE):
        rows = db.session.scalars(
            sa.select(Listing)
            .where(
                Listing.cohort_id == store.cohort_id,
                Listing.store_id == store.id,
                Listing.code.in_(codes[start : start + AT_ONCE]),
            )
            .options(selectinload(Listing.skus))
        )
        found |= {each.code: each for each in rows}
    return found


def titles_of(store: Store) -> dict[str, str]:
    """Title -> code of all goods outside the bin."""
    rows = db.session.execute(
        sa.select(Listing.title, Listing.code).where(
            Listing.cohort_id == store.cohort_id,
            Listing.store_id == store.id,
            Listing.state != ListingState.BINNED,
        )
    )
    return {row.title: row.code for row in rows}


def grid_skus(
    store: Store, text: str, state: str, category_code: str, page: int
) -> tuple[Sequence[Sku], int]:
    """One page of the SKUs of a store's goods outside the bin, and how many there are in all."""
    asked = (
        sa.select(Sku)
        .join(Listing, (Listing.cohort_id == Sku.cohort_id) & (Listing.id == Sku.listing_id))
        .where(
            Sku.cohort_id == store.cohort_id,
            Sku.active,
            Listing.store_id == store.id,
            Listing.state != ListingState.BINNED,
        )
    )
    if state in set(ListingState):
        asked = asked.where(Listing.state == state)
    if find_category(category_code):
        asked = asked.where(
            sa.or_(
                Listing.category_code == category_code,
                Listing.category_code.startswith(f"{category_code}.", autoescape=True),
            )
        )
    if text.strip():
        asked = asked.where(
            Listing.title.icontains(text.strip(), autoescape=True)
            | Listing.code.icontains(text.strip(), autoescape=True)
        )
    total = db.session.scalar(sa.select(sa.func.count()).select_from(asked.subquery())) or 0
    asked = asked.order_by(Listing.code, Sku.code).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return db.session.scalars(_with_listing(asked)).all(), total


def skus_typed(store: Store, sku_ids: Sequence[int], listing_ids: Sequence[int]) -> Sequence[Sku]:
    """The store's own SKUs of these ids, and the first of each listing of those ids."""
    asked = (
        sa.select(Sku)
        .join(Listing, (Listing.cohort_id == Sku.cohort_id) & (Listing.id == Sku.listing_id))
        .where(
            Sku.cohort_id == store.cohort_id,
            Sku.active,
            Listing.store_id == store.id,
            Listing.state != ListingState.BINNED,
            sa.or_(Sku.id.in_(sku_ids), Listing.id.in_(listing_ids)),
        )
        .order_by(Listing.code, Sku.code)
    )
    wanted = set(sku_ids)
    found: Sequence[Sku] = db.session.scalars(_with_listing(asked)).all()
    titled = set(listing_ids)
    return [
        sku
        for sku in found
        if sku.id in wanted or (sku.listing_id in titled and sku is sku.listing.skus[0])
    ]


def _with_listing(asked: sa.Select[Any]) -> sa.Select[Any]:
    return asked.options(contains_eager(Sku.listing).selectinload(Listing.skus))
