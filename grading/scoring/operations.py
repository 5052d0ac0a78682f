import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app import clock
from app.db import db, taken
from app.errors import Conflict, Invalid, NotFound
from app.identity.models import User
from app.journal import Entry, record
from grading.draw import operations as draw
from grading.draw.models import Assignment, AssignmentState
from grading.evidence.measure import in_points, measure_all
from grading.evidence.queries import blind_document
from grading.scoring.missing import Lack, missing
from grading.scoring.models import COMMENT_MAX, SHEET_FLOW, Mark, ScoreSheet, SheetState
from grading.scoring.score import is_step
from grading.submissions.models import Submission, SubmissionState
from grading.verbs import Verb

REOPENABLE = (SubmissionState.DRAWN, SubmissionState.THIRD, SubmissionState.SCORED)


class StaleMark(Conflict):
    """The item was saved elsewhere since the page was loaded; `stored` is what stands there."""

    def __init__(self, stored: Mark) -> None:
        super().__init__(
            _("这一项刚在另一个页面存过：%(points)s 分", points=in_points(stored.tenths or 0)),
            next_step=_("两个版本都在下面，请选定后再保存"),
        )
        self.stored = stored


def open_sheets(drawn: Entry) -> None:
    """Lecturers were drawn: lay out a sheet for each, with what the platform measured filled in."""
    waiting = db.session.scalars(
        sa.select(Assignment)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(
            Assignment.cohort_id == drawn.chain,
            Assignment.state == AssignmentState.ASSIGNED,
            ScoreSheet.id.is_(None),
        )
        .order_by(Assignment.id)
        .options(
            joinedload(Assignment.submission).options(
                joinedload(Submission.snapshot), joinedload(Submission.rubric)
            )
        )
    )
    for assignment in waiting:
        _lay_out(assignment)


def award(
    sheet: ScoreSheet, item: str, tenths: int | None, comment: str, *, version: int, actor: User
) -> Mark:
    """Award an item, or take its award back. StaleMark if `version` is no longer the newest.

    A missing reason or comment does not stop saving: it stops sealing.
    """
    mark = next((one for one in sheet.marks if one.item == item), None)
    if mark is None:
        raise NotFound(_("评分标准里没有这一项"), next_step=_("请刷新页面"))
    comment = comment.strip()
    _check_award(mark, tenths, comment, sheet.rubric.standard.step_tenths)
    _hold_open(sheet)
    guarded = sa.update(Mark).where(Mark.id == mark.id, Mark.version == version)
    if not taken(guarded.values(tenths=tenths, comment=comment, version=version + 1)):
        db.session.refresh(mark)
        raise StaleMark(mark)
    db.session.refresh(mark)
    record(
        Verb.ITEM_SCORED, sheet, actor=actor, item=item, tenths=tenths,
        override=mark.is_override, commented=bool(comment),
    )  # fmt: skip
    return mark


def seal(sheet: ScoreSheet, *, version: int, actor: User) -> None:
    """Lock the sheet for good. `version` is that of the summary which the lecturer confirmed."""
    _hold_open(sheet, version)
    db.session.refresh(sheet, ["marks"])
    if lacks := missing(sheet.marks, sheet.rubric.standard.comment_below_percent):
        raise Invalid(lacks_say([(one.item, one.lack) for one in lacks]))
    SHEET_FLOW.claim(
        sheet, SheetState.SEALED, total_tenths=sheet.given_tenths, sealed_at=clock.now()
    )
    record(
        Verb.SHEET_SEALED, sheet, actor=actor, submission=sheet.submission.code,
        total_tenths=sheet.total_tenths, round=sheet.round, snapshot=sheet.snapshot_sha256,
        rubric=sheet.rubric.sha256, items={mark.item: mark.tenths for mark in sheet.marks},
    )  # fmt: skip


def give_back(sheet: ScoreSheet, reason: str, *, actor: User) -> None:
    """A lecturer may not or cannot score this work: the place is drawn anew."""
    draw.decline(sheet.assignment, reason, actor=actor)
    SHEET_FLOW.claim(sheet, SheetState.RETURNED)


def reopen(sheet: ScoreSheet, reason: str, *, actor: User) -> None:
    """Open a sealed sheet once more before release, with a reason that stays in the journal."""
    if not reason.strip():
        raise Invalid(_("重开评分要写明原因"), fields={"reason": _("写清楚错在哪里")})
    if sheet.submission.state not in REOPENABLE:
        raise Conflict(
            _("这份作品是“%(state)s”，不能重开", state=sheet.submission.state.word),
            next_step=_("成绩公布后有疑问，走申诉"),
        )
    SHEET_FLOW.claim(
        sheet, SheetState.OPEN, total_tenths=None, sealed_at=None, round=sheet.round + 1
    )
    record(
        Verb.SHEET_REOPENED, sheet, actor=actor, submission=sheet.submission.code,
        reason=reason.strip(), round=sheet.round,
    )  # fmt: skip


def lacks_say(lacks: list[tuple[str, str]]) -> str:
    """Which items keep a sheet from being sealed, in one sentence."""
    words = {
        Lack.AWARD: _("没有给分"),
        Lack.REASON: _("改了测得的分，没写理由"),
        Lack.COMMENT: _("低于一半，没写评语"),
    }
    parts = [f"{item} {words[lack]}" for item, lack in lacks]
    return _("还不能封存：%(lacks)s", lacks="；".join(parts))


def _lay_out(assignment: Assignment) -> None:
    submission = assignment.submission
    standard = submission.rubric.standard
    measured = measure_all(standard.tasks, blind_document(submission.snapshot))
    sheet = ScoreSheet(
        cohort_id=assignment.cohort_id,
        submission=submission,
        assignment=assignment,
        lecturer_id=assignment.lecturer_id,
        rubric=submission.rubric,
        snapshot_sha256=submission.snapshot.sha256,
    )
    db.session.add(sheet)
    db.session.flush()
    for item in standard.items:
        found = measured[item.id].tenths if item.is_measured else None
        db.session.add(
            Mark(
                cohort_id=sheet.cohort_id,
                score_sheet_id=sheet.id,
                item=item.id,
                points=item.points,
                measured_tenths=found,
                tenths=found,
            )
        )
    db.session.flush()


def _check_award(mark: Mark, tenths: int | None, comment: str, step: int) -> None:
    if tenths is not None and not is_step(tenths, most=mark.points, step=step):
        raise Invalid(
            _("给分要在 0 到 %(most)s 之间，每档 0.5 分", most=in_points(mark.points)),
            next_step=_("请重新选一个分数"),
        )
    if len(comment) > COMMENT_MAX:
        raise Invalid(_("评语最多 %(n)s 字", n=COMMENT_MAX), next_step=_("请删短一些再保存"))


def _hold_open(sheet: ScoreSheet, version: int | None = None) -> None:
    """Claim an open sheet for this change: nobody seals it, or changes it, at the same time."""
    guarded = sa.update(ScoreSheet).where(
        ScoreSheet.id == sheet.id, ScoreSheet.state == SheetState.OPEN
    )
    if version is not None:
        guarded = guarded.where(ScoreSheet.version == version)
    if taken(guarded.values(version=ScoreSheet.version + 1)):
        return
    db.session.refresh(sheet)
    if sheet.is_open:
        raise Conflict(_("评分刚在另一个页面改过，没有封存"), next_step=_("请刷新，核对后再封存"))
    raise Conflict(_("这份评分已经封存，不能再改"), next_step=_("确有错误，请联系机构管理员重开"))
