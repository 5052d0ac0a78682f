"""What the class board says of every trainee's hand-in."""

from collections.abc import Mapping

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db
from app.module import Cell
from grading.submissions.models import Submission, SubmissionState


def hand_in_cells(cohort: Cohort) -> Mapping[int, Cell]:
    """The state of the newest hand-in by trainee; nothing for who has not handed in."""
    rows = db.session.execute(
        sa.select(Submission.trainee_id, Submission.state)
        .where(Submission.cohort_id == cohort.id, Submission.state != SubmissionState.SUPERSEDED)
        .order_by(Submission.attempt, Submission.version)
    )
    return {row.trainee_id: Cell(str(row.state.word), row.state.tone) for row in rows}
