from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.chance import draw_int
from app.cohorts.models import Cohort
from app.db import db, insert_unless_there, taken
from app.errors import Conflict, Invalid, NotFound
from app.files import StoredFile
from app.identity.models import User
from app.journal import record
from grading.evidence.measure import measure_all
from grading.evidence.operations import freeze
from grading.evidence.snapshot import SCHEMA, Document
from grading.rubrics.models import Rubric
from grading.rubrics.operations import bind_standard
from grading.submissions import queries
from grading.submissions.models import (
    SCREENSHOTS_MAX,
    STATEMENTS,
    SUBMISSION_FLOW,
    Portfolio,
    ReceiptDay,
    Screenshot,
    Submission,
    SubmissionState,
)
from grading.submissions.receipt import receipt_number
from grading.submissions.turn import Closed, Turn, next_turn
from grading.verbs import Verb

CHINA = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class RealStore:
    """Where a trainee sells for real: never any log-in data."""

    platform: str = ""
    url: str = ""
    products: int | None = None


def save_portfolio(
    cohort: Cohort,
    statements: Mapping[str, str],
    real_store: RealStore,
    *,
    version: int,
    actor: User,
) -> Portfolio:
    """Keep what was written; Conflict if another page saved since `version` was read."""
    _open_only(cohort)
    portfolio = own_portfolio(cohort, actor)
    values = {
        "statements": {topic: statements.get(topic, "") for topic in STATEMENTS},
        "real_platform": real_store.platform,
        "real_url": real_store.url,
        "real_products": real_store.products,
        "version": version + 1,
    }
    guarded = sa.update(Portfolio).where(Portfolio.id == portfolio.id, Portfolio.version == version)
    if not taken(guarded.values(**values)):
        raise Conflict(
            _("您在另一个页面改过这些内容，这次没有保存"),
            next_step=_("下面是您刚才填的；打开新页面看已存的内容，合并后再保存"),
        )
    db.session.refresh(portfolio)
    lengths = {topic: len(text) for topic, text in portfolio.statements.items()}
    record(Verb.PORTFOLIO_SAVED, portfolio, actor=actor, lengths=lengths)
    return portfolio


def add_screenshot(
    cohort: Cohort, keep: Callable[[], StoredFile], taken_on: date, *, actor: User
) -> Screenshot:
    """Add a dated picture; `keep` stores the upload and is called once all else is in order."""
    _open_only(cohort)
    portfolio = own_portfolio(cohort, actor, lock=True)
    if len(portfolio.screenshots) >= SCREENSHOTS_MAX:
        raise Invalid(_("最多 %(n)s 张截图", n=SCREENSHOTS_MAX), next_step=_("先移除一张再上传"))
    if taken_on > (clock.now() + CHINA).date():
        raise Invalid(_("截图日期不能在今天以后"), fields={"taken_on": _("请填截图当天的日期")})
    stored = keep()
    shot = Screenshot(
        cohort_id=cohort.id, portfolio_id=portfolio.id, file=stored, taken_on=taken_on
    )
    db.session.add(shot)
    record(Verb.SCREENSHOT_ADDED, shot, actor=actor, sha256=stored.sha256)
    return shot


def remove_screenshot(cohort: Cohort, screenshot_id: int, *, actor: User) -> None:
    """Take a picture out of the portfolio; what was handed in with it keeps it."""
    portfolio = own_portfolio(cohort, actor)
    shot = next((one for one in portfolio.screenshots if one.id == screenshot_id), None)
    if shot is None:
        raise NotFound(_("没有这张截图"), next_step=_("它可能已经移除，请刷新页面"))
    record(Verb.SCREENSHOT_REMOVED, shot, actor=actor, sha256=shot.file.sha256)
    db.session.delete(shot)


def hand_in(cohort: Cohort, *, seen: int, actor: User) -> Submission:
    """Freeze the practice result and hand it in.

    `seen` is how many hand-ins the page showed: a second tab that knows fewer is refused, so a
    result is never handed in twice by mistake.
    """
    _open_only(cohort)
    portfolio = own_portfolio(cohort, actor, lock=True)
    earlier = queries.list_own(cohort.id, actor.id)
    turn = turn_of(cohort, earlier)
    if seen != len(earlier):
        raise Conflict(
            _("您已经在别的页面提交过，回执号 %(receipt)s", receipt=earlier[0].receipt)
            if earlier
            else _("页面已经过期"),
            next_step=_("请刷新页面，核对后再决定要不要重新提交"),
        )
    check = queries.self_check(cohort, actor, portfolio)
    _with_open_store(check.document)
    if turn.replaces:
        SUBMISSION_FLOW.claim(earlier[0], SubmissionState.SUPERSEDED)
    rubric = bind_standard(cohort, actor=actor)
    return _kept(cohort, turn, check.document, rubric, actor)


def turn_of(cohort: Cohort, earlier: Sequence[Submission]) -> Turn:
    """The next hand-in of a trainee, or Conflict with the reason why there is none."""
    turn = next_turn(earlier, cohort.params.get("attempts", 2))
    if isinstance(turn, Turn):
        return turn
    message, next_step = {
        Closed.BEING_SCORED: (_("上一次提交正在抽签或评分，现在不能再交"), _("等成绩公布后再看")),
        Closed.PASSED: (_("实践成果已经通过，不用再交"), _("到成绩页看逐项得分")),
        Closed.USED_UP: (_("提交次数已经用完"), _("请联系授课讲师")),
    }[turn]
    raise Conflict(message, next_step=next_step)


def own_portfolio(cohort: Cohort, trainee: User, *, lock: bool = False) -> Portfolio:
    """The trainee's portfolio, made if there is none; locked, it makes others wait."""
    insert_unless_there(
        Portfolio, cohort_id=cohort.id, trainee_id=trainee.id, statements={},
        real_platform="", real_url="", version=1,
    )  # fmt: skip
    query = sa.select(Portfolio).filter_by(cohort_id=cohort.id, trainee_id=trainee.id)
    return db.session.scalars(query.with_for_update() if lock else query).one()


def _kept(
    cohort: Cohort, turn: Turn, document: Document, rubric: Rubric, actor: User
) -> Submission:
    code = _pseudonym(cohort, actor, turn)
    document = {
        **document,
        "schema": SCHEMA,
        "rubric": {"code": rubric.code, "version": rubric.version, "sha256": rubric.sha256},
        "hand_in": {"code": code, "attempt": turn.attempt, "version": turn.version},
    }
    snapshot = freeze(document, cohort=cohort, trainee=actor, covered=_covered(cohort, actor))
    now = clock.now()
    submission = Submission(
        cohort_id=cohort.id,
        cohort=cohort,
        trainee=actor,
        attempt=turn.attempt,
        version=turn.version,
        code=code,
        receipt=_next_receipt((now + CHINA).date()),
        snapshot_id=snapshot.id,
        rubric=rubric,
        handed_in_at=now,
        handed_in_sim_at=cohort.sim_at,
    )
    db.session.add(submission)
    measured = measure_all(rubric.standard.tasks, document).values()
    record(
        Verb.HANDED_IN, submission, actor=actor, receipt=submission.receipt,
        snapshot=snapshot.sha256, rubric=rubric.sha256, attempt=turn.attempt,
        version=turn.version, measured_tenths=sum(one.tenths or 0 for one in measured),
    )  # fmt: skip
    return submission


def _open_only(cohort: Cohort) -> None:
    if not cohort.is_open:
        raise Conflict(
            _("这个班现在是“%(state)s”，不能再改考核材料", state=cohort.state.word),
            next_step=_("实践成果要在培训结束前提交；有疑问请联系班级助教"),
        )


def _with_open_store(document: Document) -> None:
    if (document["store"] or {}).get("state") != "open":
        raise Conflict(
            _("还没有开张的店铺，没有实践成果可交"), next_step=_("先到“店铺”提交开店申请")
        )


def _covered(cohort: Cohort, trainee: User) -> dict[str, str]:
    """Names that would tell a scorer whose work it is, and what is read instead."""
    return {
        cohort.institution.name: _("〔机构〕"),
        cohort.name: _("〔班级〕"),
        trainee.name: _("〔学员〕"),
        trainee.username: _("〔账号〕"),
    }


def _pseudonym(cohort: Cohort, trainee: User, turn: Turn) -> str:
    """A number that tells nothing: drawn for the hand-in, not counted."""
    used = set(db.session.scalars(sa.select(Submission.code).filter_by(cohort_id=cohort.id)))
    key = ("submission", trainee.username, turn.attempt, turn.version)
    for tries in range(10_000):
        code = f"B-{draw_int(0, 9999, cohort.seed, *key, tries):04d}"
        if code not in used:
            return code
    raise Conflict(_("编号已经用完"), next_step=_("请联系平台管理员"))


def _next_receipt(day: date) -> str:
    insert_unless_there(ReceiptDay, day=day, last=0)
    number = db.session.scalar(
        sa.update(ReceiptDay)
        .where(ReceiptDay.day == day)
        .values(last=ReceiptDay.last + 1)
        .returning(ReceiptDay.last)
    )
    return receipt_number(day, number or 0)
