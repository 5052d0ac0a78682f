"""Appealing, deciding, waiving. An appeal is decided by the teacher, or by rule when time is up."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _

from app import jobs
from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.orders.models import Order
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb
from sim_market.violations.detect.shipping import what_is_false
from sim_market.violations.models import (
    VIOLATION_FLOW,
    Appeal,
    Violation,
    ViolationState,
)
from sim_market.violations.operations.charging import lock_store
from sim_market.violations.operations.curing import thaw
from sim_market.violations.operations.deposit import give_back
from sim_market.violations.operations.penalties import lift_penalties

LONGEST = 500
PICTURES_MAX = 3


def appeal_violation(
    violation: Violation, words: str, pictures: Sequence[str], *, actor: User
) -> Appeal:
    """Say why a violation is none, once and in time. What the evidence proves is granted at once.

    `pictures`: ids of uploaded files. Raises Invalid, Conflict (too late, asked before).
    """
    words = words.strip()
    if not 5 <= len(words) <= LONGEST:
        message = _("申诉理由要 5 到 %(n)s 个字", n=LONGEST)
        raise Invalid(message, rule=RuleId.PENALTY_REASONS, fields={"words": message})
    if len(pictures) > PICTURES_MAX:
        message = _("最多 %(n)s 张图片", n=PICTURES_MAX)
        raise Invalid(message, rule=RuleId.PENALTY_REASONS, fields={"pictures": message})
    lock_store(violation.store_id)
    db.session.refresh(violation, ["state"])
    if not violation.can_appeal:
        raise _too_late(violation)
    VIOLATION_FLOW.claim(violation, ViolationState.APPEALED)
    now = violation.cohort.sim_at
    until = now + timedelta(days=pack(violation.cohort).appeal_days)
    appeal = Appeal(
        cohort_id=violation.cohort_id, violation_id=violation.id, words=words,
        pictures=list(pictures), asked_sim_at=now, decide_by_sim_at=until,
    )  # fmt: skip
    db.session.add(appeal)
    record(Verb.VIOLATION_APPEALED, violation, actor=actor, rule=violation.rule)
    jobs.schedule(
        "violations.appeal_due", str(violation.id), cohort_id=violation.cohort_id, at=until,
        violation=violation.id,
    )  # fmt: skip
    if proves_nothing(violation):
        _decide(violation, appeal, True, _("系统核对证据：这件事不成立，处罚撤销。"), None)
    return appeal


def decide_appeal(violation: Violation, granted: bool, answer: str, *, actor: User) -> None:
    """The teacher's answer, with a reason. Raises Invalid, Conflict if it was decided before."""
    answer = answer.strip()
    if not 5 <= len(answer) <= 300:
        message = _("请写 5 到 300 个字的理由，学员会看到")
        raise Invalid(message, rule=RuleId.PENALTY_REASONS, fields={"answer": message})
    lock_store(violation.store_id)
    db.session.refresh(violation, ["state"])
    appeal = violation.appeal
    if violation.state != ViolationState.APPEALED or appeal is None:
        raise Conflict(_("这份申诉已经有结果了"), next_step=_("刷新页面看结果"))
    _decide(violation, appeal, granted, answer, actor)


def appeal_due(job: Job) -> None:
    """The timer: nobody decided in time, so the evidence does."""
    violation = db.session.get(Violation, job.payload["violation"])
    if violation is None:
        return
    lock_store(violation.store_id)
    db.session.refresh(violation, ["state"])
    if violation.state != ViolationState.APPEALED or violation.appeal is None:
        return
    granted = proves_nothing(violation)
    answer = _("到期没有人处理，系统按留下的证据维持。")
    if granted:
        answer = _("到期由系统核对证据：这件事不成立，处罚撤销。")
    _decide(violation, violation.appeal, granted, answer, None)


def waive_violation(violation: Violation, why: str, *, actor: User) -> None:
    """The teacher lets it go, with a reason: no points, compensation given back by the platform."""
    why = why.strip()
    if not 5 <= len(why) <= 300:
        message = _("免除要写 5 到 300 个字的理由")
        raise Invalid(message, rule=RuleId.FIRST_OFFENCE, fields={"why": message})
    lock_store(violation.store_id)
    db.session.refresh(violation, ["state"])
    jobs.cancel("violations.appeal_due", str(violation.id), cohort_id=violation.cohort_id)
    _drop(violation, ViolationState.WAIVED, why)
    record(Verb.VIOLATION_WAIVED, violation, actor=actor, rule=violation.rule, reason=why)


def proves_nothing(violation: Violation) -> bool:
    """Does the evidence itself say that it was not so? Only where a machine can tell."""
    if violation.subject_type != "order":
        return False
    order = db.session.get_one(Order, violation.subject_id)
    if violation.rule == RuleId.LATE_SHIPMENT:
        shipped, promised = order.shipped_sim_at, order.ship_by_sim_at
        return bool(shipped and promised and shipped <= promised)
    if violation.rule == RuleId.FALSE_SHIPMENT and order.shipments:
        now, within = violation.cohort.sim_at, pack(violation.cohort).first_scan_hours
        hours = timedelta(hours=within)
        return not any(what_is_false(parcel, now, hours) for parcel in order.shipments)
    return False


def _decide(
    violation: Violation, appeal: Appeal, granted: bool, answer: str, actor: User | None
) -> None:
    jobs.cancel("violations.appeal_due", str(violation.id), cohort_id=violation.cohort_id)
    if granted:
        _drop(violation, ViolationState.REVOKED, answer)
    else:
        VIOLATION_FLOW.claim(violation, ViolationState.UPHELD)
        if violation.cured_sim_at and not violation.to_learn:
            VIOLATION_FLOW.claim(violation, ViolationState.CURED)
    appeal.decided_sim_at, appeal.granted = violation.cohort.sim_at, granted
    appeal.answer, appeal.decider_id = answer, actor.id if actor else None
    record(
        Verb.APPEAL_DECIDED, violation, actor=actor, granted=granted, by_rule=actor is None,
        reason=answer,
    )  # fmt: skip


def _drop(violation: Violation, state: ViolationState, note: str) -> None:
    """As if it had not been: points do not count, the deposit is filled up, goods thaw."""
    VIOLATION_FLOW.claim(violation, state, ended_sim_at=violation.cohort.sim_at, end_note=note)
    give_back(violation)
    lift_penalties(violation.store)
    if violation.subject_type == "order":
        _count_again(violation)
    if violation.subject_type == "listing":
        thaw(violation)


def _count_again(violation: Violation) -> None:
    for order_id in violation.evidence.get("order_ids", []):
        db.session.get_one(Order, order_id).counted = True


def _too_late(violation: Violation) -> Conflict:
    if violation.state == ViolationState.APPEALED or violation.appeal is not None:
        return Conflict(
            _("已经申诉过了，一条违规申诉一次"), rule=RuleId.PENALTY_REASONS,
            next_step=_("等老师裁决"),
        )  # fmt: skip
    return Conflict(
        _("申诉时间已经过了，没有提交"), rule=RuleId.PENALTY_REASONS,
        next_step=_("先把能改的改好；确有原因可以请老师免除"),
    )  # fmt: skip
