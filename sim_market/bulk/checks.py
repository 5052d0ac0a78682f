"""What must always hold of runs and their rows."""

import sqlalchemy as sa

from app.db import db
from sim_market.bulk.models import BulkRow, BulkRun, RowState, RunState

OVER = {
    RunState.PREVIEW: {RowState.WAITING, RowState.SAME, RowState.BLOCKED},
    RunState.DONE: {RowState.OK, RowState.FAILED, RowState.SAME, RowState.BLOCKED},
    RunState.UNDONE: {
        RowState.UNDONE, RowState.KEPT, RowState.FAILED, RowState.SAME, RowState.BLOCKED,
    },
}  # fmt: skip


def rows_follow_their_run() -> list[str]:
    """A run that is over has no row that waits; what was done names the goods."""
    own = (BulkRun.cohort_id == BulkRow.cohort_id) & (BulkRun.id == BulkRow.bulk_run_id)
    rows = db.session.execute(
        sa.select(BulkRow.id, BulkRow.state, BulkRow.listing_id, BulkRun.state)
        .join(BulkRun, own)
        .where(BulkRun.state.in_(list(OVER)))
    )
    return [
        f"bulk_row {number}: {state} in a run that is {of}"
        for number, state, listing_id, of in rows
        if state not in OVER[of] or (state == RowState.OK and listing_id is None)
    ]
