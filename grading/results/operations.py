import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app import clock
from app.cohorts.models import Cohort
from app.db import db
from app.errors import Conflict
from app.identity.models import User
from app.journal import Entry, record
from grading.draw.queries import list_works, scorers_of, seats_of
from grading.results import queries
from grading.results.models import Result
from grading.scoring.models import ScoreSheet
from grading.scoring.score import Final, final_score
from grading.submissions.models import SUBMISSION_FLOW, Submission, SubmissionState
from grading.verbs import Verb


def settle(sealed: Entry) -> None:
    """A sheet was sealed: if the last of its work, say whether a third lecturer is needed."""
    sheet = db.session.get_one(ScoreSheet, sealed.subject_id)
    submission = _locked(sheet.submission_id)
    totals, seats = queries.standing(submission)
    if len(totals) < max(seats, seats_of(submission.cohort, submission)):
        return
    final = _final(submission, totals)
    if final is None:
        SUBMISSION_FLOW.claim(submission, SubmissionState.DISPUTED)
        record(Verb.THIRD_NEEDED, submission, actor=None, totals=totals)
        return
    SUBMISSION_FLOW.claim(submission, SubmissionState.SCORED)
    record(
        Verb.RESULT_SETTLED, submission, actor=None, totals=totals, final_tenths=final.tenths,
        method=final.method, passed=final.passed,
    )  # fmt: skip


def unsettle(reopened: Entry) -> None:
    """A sheet was opened again: its work is being scored once more."""
    sheet = db.session.get_one(ScoreSheet, reopened.subject_id)
    submission = _locked(sheet.submission_id)
    if submission.state == SubmissionState.SCORED:
        _totals, seats = queries.standing(submission)
        third = seats > scorers_of(submission.cohort)
        SUBMISSION_FLOW.claim(submission, SubmissionState.THIRD if third else SubmissionState.DRAWN)


def release_class(cohort: Cohort, *, actor: User) -> list[Result]:
    """Release every score of a class together, once all that is drawn has been scored."""
    if waiting := list_works(cohort.id, *queries.UNFINISHED):
        raise Conflict(
            _("还有 %(n)s 份作品没有评完：%(codes)s", n=len(waiting),
              codes="、".join(work.code for work in waiting[:10])),
            next_step=_("全部封存后再公布；退回的位置要先补抽，分歧大的要先抽第三位评委"),
        )  # fmt: skip
    scored = list_works(cohort.id, SubmissionState.SCORED)
    if not scored:
        raise Conflict(_("没有等待公布的成绩"), next_step=_("请刷新页面看最新状态"))
    return [_release(work, cohort, actor) for work in scored]


def _release(submission: Submission, cohort: Cohort, actor: User) -> Result:
    totals, _seats = queries.standing(submission)
    final = _final(submission, totals)
    if final is None:
        raise Conflict(_("作品 %(code)s 还要抽第三位评委", code=submission.code))
    SUBMISSION_FLOW.claim(submission, SubmissionState.RELEASED, passed=final.passed)
    result = Result(
        cohort_id=cohort.id,
        cohort=cohort,
        submission=submission,
        final_tenths=final.tenths,
        line_tenths=queries.pass_line(cohort),
        method=final.method,
        passed=final.passed,
        marks=totals,
        released_by_id=actor.id,
        released_at=clock.now(),
    )
    db.session.add(result)
    record(
        Verb.RESULT_RELEASED, result, actor=actor, receipt=submission.receipt,
        final_tenths=final.tenths, passed=final.passed, method=final.method, totals=totals,
    )  # fmt: skip
    return result


def _final(submission: Submission, totals: list[int]) -> Final | None:
    standard = submission.rubric.standard
    return final_score(
        totals, line=queries.pass_line(submission.cohort), gap=standard.third_gap_tenths
    )


def _locked(submission_id: int) -> Submission:
    """The work, held by this transaction: of two sheets sealed at once, the later one settles."""
    db.session.execute(
        sa.update(Submission)
        .where(Submission.id == submission_id)
        .values(changes=Submission.changes + 1)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalars(
        sa.select(Submission)
        .where(Submission.id == submission_id)
        .options(
            joinedload(Submission.rubric),
            joinedload(Submission.cohort).joinedload(Cohort.scheme),
        )
        .execution_options(populate_existing=True)
    ).one()
