"""Reading runs, their rows, and the goods to choose from."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from sim_market.bulk.models import BulkRow, BulkRun, RowState
from sim_market.listings.models import Listing
from sim_market.stores.models import Store

PER_PAGE = 50


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


def list_runs(store: Store, limit: int = 20) -> Sequence[BulkRun]:
    """The last runs, newest first."""
    return db.session.scalars(
        sa.select(BulkRun)
        .where(BulkRun.cohort_id == store.cohort_id, BulkRun.store_id == store.id)
        .order_by(BulkRun.id.desc())
        .limit(limit)
    ).all()


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


def list_rows(run: BulkRun, page: int) -> Sequence[BulkRow]:
    """One page of rows, in the order of the goods' codes."""
    return db.session.scalars(
        sa.select(BulkRow)
        .where(BulkRow.cohort_id == run.cohort_id, BulkRow.bulk_run_id == run.id)
        .options(joinedload(BulkRow.listing).selectinload(Listing.skus))
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


def own_listings(store: Store, ids: Sequence[int]) -> Sequence[Listing]:
    """Those of the store's listings that are named, in the order of their codes."""
    return db.session.scalars(
        sa.select(Listing)
        .where(
            Listing.cohort_id == store.cohort_id,
            Listing.store_id == store.id,
            Listing.id.in_(list(ids)),
        )
        .options(selectinload(Listing.skus))
        .order_by(Listing.code)
    ).all()
