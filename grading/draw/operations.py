from collections import defaultdict
from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.cohorts.models import Cohort
from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import Membership, Role, User
from app.journal import record
from grading.draw import protocol, queries
from grading.draw.choose import Question, Shortage
from grading.draw.models import (
    ASSIGNMENT_FLOW,
    DRAW_FLOW,
    Assignment,
    AssignmentState,
    Draw,
    DrawState,
    Purpose,
    Relation,
    Round,
)
from grading.draw.plan import Plan
from grading.draw.pool import pool_of
from grading.submissions.models import SUBMISSION_FLOW, Submission, SubmissionState
from grading.verbs import Verb

CHINA = timedelta(hours=8)
SECRET_BYTES = 32


class NoFairDraw(Conflict):
    """The pool cannot give every work its lecturers."""


def publish_draw(
    cohort: Cohort, purpose: Purpose, *, source: str, secret: bytes, actor: User
) -> Draw:
    """Publish roster, commitment and the named source of chance, before that chance exists."""
    if len(secret) < SECRET_BYTES:
        raise ValueError("the secret is too short")
    plan = queries.plan_for(cohort, purpose)
    works, roster = plan.works if plan else (), protocol.roster(_question(plan))
    draw = Draw(
        cohort_id=cohort.id,
        cohort=cohort,
        number=len(queries.list_draws(cohort.id)) + 1,
        purpose=purpose,
        roster=roster,
        roster_hash=protocol.roster_hash(roster),
        commitment=protocol.chain(secret, protocol.ROUNDS).hex(),
        secret=secret.hex(),
        source=source,
        published_at=clock.now(),
    )
    db.session.add(draw)
    _flush_or_conflict()
    if purpose == Purpose.FIRST:
        for work in works:
            SUBMISSION_FLOW.claim(work, SubmissionState.LISTED)
    record(
        Verb.DRAW_PUBLISHED, draw, actor=actor, purpose=purpose.value, source=source,
        roster_hash=draw.roster_hash, commitment=draw.commitment, works=len(works),
    )  # fmt: skip
    return draw


def withdraw_draw(draw: Draw, reason: str, *, actor: User) -> None:
    """Give up a published draw. It stays on the list, with its reason."""
    if not reason.strip():
        raise Invalid(_("作废要写明原因"), fields={"reason": _("写一句原因，会公示")})
    DRAW_FLOW.claim(draw, DrawState.WITHDRAWN, waiting=None, reason=reason.strip())
    if draw.purpose == Purpose.FIRST:
        for work in _works_of(draw):
            SUBMISSION_FLOW.claim(work, SubmissionState.HANDED_IN)
    record(Verb.DRAW_WITHDRAWN, draw, actor=actor, reason=draw.reason)


def run_draw(draw: Draw, public_value: str, public_dated: date, *, actor: User) -> Round:
    """Draw with the public value that was named, once."""
    DRAW_FLOW.check(draw, DrawState.DONE)
    value = " ".join(public_value.split())
    if not value:
        raise Invalid(_("还没有填公开号码"), fields={"public_value": _("照公布的原文填写")})
    if public_dated < (draw.published_at + CHINA).date():
        raise Invalid(
            _("公开号码的日期早于抽签公布的日期"),
            fields={"public_dated": _("要用公布之后才产生的号码")},
        )
    DRAW_FLOW.claim(
        draw, DrawState.DONE, waiting=None, public_value=value, public_dated=public_dated,
        run_at=clock.now(),
    )  # fmt: skip
    after = SubmissionState.DRAWN if draw.purpose == Purpose.FIRST else SubmissionState.THIRD
    for work in _works_of(draw):
        SUBMISSION_FLOW.claim(work, after)
    one = _draw_round(draw, 1, draw.roster)
    record(
        Verb.DRAW_RUN, draw, actor=actor, public_value=value,
        public_dated=public_dated.isoformat(), reveal=one.reveal, result=one.result,
    )  # fmt: skip
    return one


def draw_substitutes(cohort: Cohort, *, actor: User) -> Round:
    """Fill the places that lecturers gave back, by the next link of the last draw's chain."""
    draw = db.session.scalars(
        sa.select(Draw)
        .where(Draw.cohort_id == cohort.id, Draw.state == DrawState.DONE)
        .order_by(Draw.number.desc())
        .with_for_update()
    ).first()
    plan = queries.substitutes_for(cohort)
    if draw is None or plan is None:
        raise Conflict(_("没有要补抽的位置"), next_step=_("请刷新页面看最新状态"))
    number = len(draw.rounds) + 1
    if number > protocol.ROUNDS:
        raise Conflict(
            _("这次抽签已经补抽 %(n)s 次，承诺用完了", n=protocol.ROUNDS - 1),
            next_step=_("请联系主管部门"),
        )
    one = _draw_round(draw, number, protocol.roster(_question(plan)))
    db.session.expire(draw, ["rounds"])
    record(
        Verb.SUBSTITUTE_DRAWN, draw, actor=actor, round=number, reveal=one.reveal,
        roster_hash=one.roster_hash, result=one.result,
    )  # fmt: skip
    return one


def decline(assignment: Assignment, reason: str, *, actor: User) -> None:
    """Give back a place, with the reason; it is counted and drawn anew."""
    if not reason.strip():
        raise Invalid(_("退回要写明原因"), fields={"reason": _("例如：与学员有亲属关系")})
    ASSIGNMENT_FLOW.claim(
        assignment, AssignmentState.DECLINED, reason=reason.strip(), declined_at=clock.now()
    )
    record(Verb.SCORING_DECLINED, assignment, actor=actor, reason=reason.strip())


def declare_relation(
    cohort: Cohort, lecturer: User, trainee: User | None, reason: str, *, actor: User
) -> Relation:
    """Note that a lecturer is related to a trainee, or to the class as a whole."""
    if lecturer.id not in {one.user.id for one in pool_of(cohort)}:
        raise Invalid(_("这位讲师不在抽签范围里"), fields={"lecturer": _("请从名单里选")})
    if trainee and not _is_trainee(cohort, trainee):
        raise Invalid(_("这位学员不在本班"), fields={"trainee": _("请从名单里选")})
    if queries.has_relation(cohort.id, lecturer.id, trainee.id if trainee else None):
        raise Conflict(_("这条回避已经登记过"), next_step=_("不用再登记"))
    relation = Relation(
        cohort_id=cohort.id,
        cohort=cohort,
        lecturer=lecturer,
        trainee=trainee,
        reason=reason.strip(),
    )
    db.session.add(relation)
    record(Verb.RELATION_DECLARED, relation, actor=actor, lecturer=lecturer.username)
    return relation


def _question(plan: Plan | None) -> Question:
    if plan is None:
        raise Conflict(_("没有等待抽签的作品"), next_step=_("等学员提交后再公布抽签"))
    if plan.question is None:
        raise NoFairDraw(
            shortage_says(plan.shortage),
            next_step=_("请主管部门增派其他机构的评分讲师，或核对回避登记"),
        )
    return plan.question


def shortage_says(shortage: Shortage | None) -> str:
    """The works that block a draw, in one sentence."""
    if shortage is None or not shortage.lecturers:
        return _("没有可以抽的评分讲师")
    return _(
        "作品 %(works)s 共需 %(needed)s 份评分，能评的讲师有 %(n)s 位，最多只能排 %(possible)s 份",
        works="、".join(shortage.works), needed=shortage.needed, n=len(shortage.lecturers),
        possible=shortage.possible,
    )  # fmt: skip


def _draw_round(draw: Draw, number: int, roster: dict[str, object]) -> Round:
    """Reveal the next link, draw, and seat the lecturers. The caller has claimed the draw."""
    reveal = protocol.chain(bytes.fromhex(draw.secret), protocol.ROUNDS - number)
    one = Round(
        cohort_id=draw.cohort_id,
        draw_id=draw.id,
        number=number,
        roster=roster,
        roster_hash=protocol.roster_hash(roster),
        reveal=reveal.hex(),
        result=protocol.run(roster, reveal, draw.public_value or ""),
        drawn_at=clock.now(),
    )
    db.session.add(one)
    _flush_or_conflict()
    _seat(draw.cohort_id, one)
    return one


def _seat(cohort_id: int, one: Round) -> None:
    works = {
        work.code: work
        for work in db.session.scalars(
            sa.select(Submission).where(
                Submission.cohort_id == cohort_id, Submission.code.in_(one.result)
            )
        )
    }
    codes = {code for team in one.result.values() for code in team}
    users = db.session.scalars(sa.select(User).where(User.username.in_(codes)))
    user_of = {user.username: user for user in users}
    held = defaultdict(set)
    for sitting in queries.list_assignments(cohort_id):
        if sitting.is_live:
            held[sitting.submission_id].add(sitting.seat)
    for code, team in one.result.items():
        for username in team:
            work = works[code]
            seat = min({1, 2, 3} - held[work.id])
            held[work.id].add(seat)
            db.session.add(
                Assignment(
                    cohort_id=cohort_id,
                    submission_id=work.id,
                    draw_round_id=one.id,
                    lecturer=user_of[username],
                    seat=seat,
                )
            )
    db.session.flush()


def _works_of(draw: Draw) -> list[Submission]:
    return list(
        db.session.scalars(
            sa.select(Submission)
            .where(
                Submission.cohort_id == draw.cohort_id,
                Submission.code.in_(draw.roster["needed"]),
            )
            .order_by(Submission.id)
        )
    )


def _is_trainee(cohort: Cohort, user: User) -> bool:
    return (
        db.session.scalar(
            sa.select(Membership.id).where(
                Membership.cohort_id == cohort.id,
                Membership.user_id == user.id,
                Membership.role == Role.TRAINEE,
            )
        )
        is not None
    )


def _flush_or_conflict() -> None:
    try:
        db.session.flush()
    except sa.exc.IntegrityError as error:
        raise Conflict(
            _("已经有一次抽签在进行"), next_step=_("请刷新页面，先摇号或作废那一次")
        ) from error
