"""Archives of pictures are kept as long as a run may need them."""

from datetime import timedelta

import sqlalchemy as sa

from app import clock, files
from app.db import db
from sim_market.bulk.models import BulkRun, Deed, RunState

NEEDED = timedelta(days=1)  # real time between the dry run and the last row


def forget_pictures() -> None:
    """Runs that are over, or were never confirmed, let go of their .zip; run now and then."""
    over = (RunState.DONE, RunState.UNDOING, RunState.UNDONE)
    named = BulkRun.said["pictures"].as_string()
    runs = db.session.scalars(
        sa.select(BulkRun).where(
            BulkRun.deed == Deed.IMPORT,
            named.is_not(None),
            sa.or_(BulkRun.state.in_(over), BulkRun.created_at < clock.now() - NEEDED),
        )
    ).all()
    dropped = {str(run.said["pictures"]) for run in runs if run.said["pictures"]}
    for run in runs:
        run.said = {**run.said, "pictures": None}
    db.session.flush()
    still = set(db.session.scalars(sa.select(named).where(BulkRun.deed == Deed.IMPORT)))
    for sha256 in dropped - still:
        files.path_of(sha256).unlink(missing_ok=True)
    db.session.commit()
